"""Whether every walk is logged: asked once, kept for its person, and said where it matters."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from journal.models import LogHabit
from tests.cast import NOW, make_walk

pytestmark = pytest.mark.django_db

PATTERNS, HABIT = reverse("journal:patterns"), reverse("journal:log_habit")
QUESTION = "Do you log every walk?</h2>"
ONE_SIDED = "Every walk in your journal ended with more pain"


def log(walker, count: int, *, after: int = 0) -> None:
    for number in range(after, after + count):
        start = NOW - timedelta(days=number + 1)
        make_walk(walker, started_at=start, pain_before=2, pain_after=4)


def page_of(client: Client) -> str:
    return client.get(PATTERNS).content.decode()


def test_it_is_asked_once_there_are_five_walks_and_never_again(cast, clock):
    alice = cast.client(cast.alice)
    log(cast.alice, 4)
    assert QUESTION not in page_of(alice)
    log(cast.alice, 1, after=4)
    assert QUESTION in page_of(alice)
    for answer in ("all", "sore"):  # and may be changed
        assert alice.post(HABIT, {"answer": answer}).headers["Location"] == PATTERNS
        assert QUESTION not in page_of(alice)
    assert LogHabit.objects.get().answer == "sore"
    assert "log mostly walks that hurt" in page_of(alice)


@pytest.mark.parametrize("answer", ["", "never", "all\x00", "a" * 5000])
def test_what_is_no_answer_changes_nothing(cast, clock, answer):
    assert cast.client(cast.alice).post(HABIT, {"answer": answer}).status_code == 302
    assert not LogHabit.objects.exists()


def test_a_log_of_bad_walks_alone_says_so_until_it_is_known(cast, clock):
    alice = cast.client(cast.alice)
    log(cast.alice, 10)
    assert ONE_SIDED in page_of(alice)
    alice.post(HABIT, {"answer": "all"})
    assert ONE_SIDED not in page_of(alice)


def test_one_walk_without_a_rise_is_another_side(cast, clock):
    log(cast.alice, 10)
    make_walk(cast.alice, started_at=NOW - timedelta(days=30), pain_before=2, pain_after=2)
    assert ONE_SIDED not in page_of(cast.client(cast.alice))


def test_an_answer_is_ones_own_and_needs_the_sites_form(cast, clock):
    cast.client(cast.alice).post(HABIT, {"answer": "sore"})
    log(cast.bob, 5)
    assert "log mostly walks that hurt" not in page_of(cast.client(cast.bob))
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.bob)
    assert client.post(HABIT, {"answer": "sore"}).status_code == 403
    assert [row.walker for row in LogHabit.objects.all()] == [cast.alice]
