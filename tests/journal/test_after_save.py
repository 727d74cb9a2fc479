"""What a save gives back: the day, an undo, how it compares, one question in one tap."""

import re
import uuid
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal.models import Walk
from journal.presentation.next_question import QUESTIONS
from journal.saving import store_walk
from tests.cast import NOW, make_walk

pytestmark = pytest.mark.django_db

HOME = reverse("journal:home")
DAY = timedelta(days=1)


@pytest.fixture
def alice(cast, clock) -> Client:
    return cast.client(cast.alice)


def save(client: Client, **fields) -> str:
    typed = {"entry": str(uuid.uuid4()), "minutes": 20, "pain_before": 2, "pain_after": 4}
    return client.post(HOME, typed | fields, follow=True).content.decode()


def asked(page: str) -> str | None:
    found = re.search(r'name="question" value="(\w+)"', page)
    return found[1] if found else None


def test_the_day_is_named_and_one_tap_takes_the_walk_back(alice):
    page = save(alice)
    assert re.search(r"Saved: <a [^>]+>Thursday 14 May, 12:40, 20 minutes</a>, pain 2 before", page)
    walk = Walk.objects.get()
    deleted = alice.post(
        reverse("journal:delete_walk", args=[walk.entry]), {"back": "home"}, follow=True
    )
    assert deleted.redirect_chain == [(HOME, 302)]
    assert "Deleted: " in deleted.content.decode()
    assert Walk.objects.get().deleted_at == NOW
    undo = reverse("journal:undo_delete", args=[walk.entry])
    back = alice.post(undo, {"back": "home"}, follow=True)
    assert "Thursday 14 May, 12:40" in back.content.decode()
    assert Walk.objects.get().deleted_at is None


def test_it_is_said_once(alice):
    assert "after-save" in save(alice)
    assert "after-save" not in alice.get(HOME).content.decode()


def test_the_walk_and_what_is_said_of_it_wait_for_the_disk_once(alice):
    alice.get(HOME)  # renews the session
    with CaptureQueriesContext(connection) as queries:
        alice.post(HOME, {"entry": uuid.uuid4(), "minutes": 20, "pain_before": 2, "pain_after": 4})
    words = [each["sql"].split()[0] for each in queries]
    first, last = words.index("SAVEPOINT"), len(words) - 1  # one transaction, inside the test's
    assert words[last] == "RELEASE"
    assert {"INSERT", "UPDATE"} <= set(words[first:last])
    assert {"INSERT", "UPDATE"}.isdisjoint(words[:first])
    # While it is open, nobody else writes to SQLite. PostgreSQL has the person's row locked first.
    assert last - first <= (5 if connection.vendor == "sqlite" else 10)


def test_a_walk_is_kept_though_its_person_signed_out_meanwhile(alice):
    def sign_out_and_store(*walk):
        Session.objects.all().delete()
        return store_walk(*walk)

    typed = {"entry": uuid.uuid4(), "minutes": 20, "pain_before": 2, "pain_after": 4}
    with patch("journal.forms.walk_forms.store_walk", sign_out_and_store):
        assert alice.post(HOME, typed).status_code == 400
    assert Walk.objects.count() == 1


def test_a_walk_is_compared_with_walks_like_it(alice, cast):
    for number, after in enumerate((3, 4, 6), start=1):
        make_walk(cast.alice, started_at=NOW - number * DAY, pain_after=after)
    page = save(alice)
    assert "1 ended lower than this one, 1 the same, 1 higher" in page


def test_too_few_walks_like_it_say_from_when_on_they_are_compared(alice, cast):
    make_walk(cast.alice)
    assert "from three on they are compared" in save(alice)


def test_the_legs_are_asked_first_and_the_answer_is_one_tap(alice):
    page = save(alice)
    assert asked(page) == "leg_symptoms"
    walk = Walk.objects.get()
    answer = reverse("journal:answer_question", args=[walk.entry])
    done = alice.post(answer, {"question": "leg_symptoms", "answer": "none"}, follow=True)
    assert Walk.objects.get().leg_symptoms == "none"
    assert asked(done.content.decode()) is None


def test_what_is_nearest_to_an_answer_is_asked(alice, cast):
    for number in range(1, 5):
        make_walk(cast.alice, started_at=NOW - number * DAY, eased_by_sitting=True)
    assert asked(save(alice)) == "eased_by_sitting"


@pytest.mark.parametrize(
    "sent",
    [
        {"question": "note", "answer": "x"},
        {"question": "leg_symptoms", "answer": "left"},
        {"question": "painkiller", "answer": ""},
        {},
    ],
)
def test_what_was_not_asked_or_offered_changes_nothing(alice, cast, sent):
    walk = make_walk(cast.alice)
    before = Walk.objects.values().get()
    alice.post(reverse("journal:answer_question", args=[walk.entry]), sent)
    assert Walk.objects.values().get() == before


def test_every_question_is_of_a_field_and_its_answers_can_be_stored(alice, cast):
    walk = make_walk(cast.alice)
    address = reverse("journal:answer_question", args=[walk.entry])
    for name, (_, answers) in QUESTIONS.items():
        for value, _label in answers:
            alice.post(address, {"question": name, "answer": value})
            wanted = value if name == "leg_symptoms" else {"yes": True, "no": False}.get(value)
            assert getattr(Walk.objects.get(), name) == wanted


def test_a_change_can_be_undone_with_the_note(alice, cast):
    walk = make_walk(cast.alice, note="by the canal", eased_by_lying=True)
    edit = reverse("journal:edit_walk", args=[walk.entry])
    typed = {"minutes": "33", "pain_before": 2, "pain_after": 3, "started_at": ""}
    page = alice.post(edit, typed, follow=True).content.decode()
    assert "Changed: Wednesday 13 May" in page
    assert Walk.objects.get().note == ""
    undo = reverse("journal:undo_change", args=[walk.entry])
    assert f'action="{undo}"' in page
    alice.post(undo)
    again = Walk.objects.get()
    assert (again.minutes, again.note, again.eased_by_lying) == (20, "by the canal", True)
    assert again.started_at == walk.started_at
    assert "canal" not in str(dict(alice.session))


def test_undoing_a_change_takes_nothing_back_that_was_said_since(alice, cast, clock):
    walk = make_walk(cast.alice, started_at=NOW - DAY + timedelta(microseconds=123456))
    edit, undo = (
        reverse(f"journal:{name}", args=[walk.entry]) for name in ("edit_walk", "undo_change")
    )
    typed = {"minutes": "33", "pain_before": 2, "pain_after": 3, "started_at": ""}
    alice.post(edit, typed, follow=True)
    phone = cast.client(cast.alice)
    clock.move_to(NOW + timedelta(minutes=5))
    phone.post(reverse("journal:answer_morning", args=[walk.entry]), {"pain": "6"})
    page = alice.post(undo, follow=True).content.decode()
    assert "It was changed again since" in page
    again = Walk.objects.get()
    assert (again.minutes, again.pain_next_morning) == (33, 6)
    alice.post(edit, typed | {"minutes": "44"}, follow=True)
    for _ in range(2):  # a second click undoes no more
        assert "Undone" in alice.post(undo, follow=True).content.decode()
        again = Walk.objects.get()
        assert (again.minutes, again.pain_next_morning) == (33, 6)
        assert again.started_at == walk.started_at


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="there, a row is locked")
def test_one_tap_takes_its_turn_before_it_reads_the_walk(alice, cast):
    walk = make_walk(cast.alice)
    taps = {
        "answer_question": {"question": "painkiller", "answer": "yes"},
        "answer_morning": {"pain": "6"},
        "undo_change": {},
    }
    for name, said in taps.items():
        with CaptureQueriesContext(connection) as queries:
            alice.post(reverse(f"journal:{name}", args=[walk.entry]), said)
        asked = [each["sql"] for each in queries]
        read = next(at for at, sql in enumerate(asked) if 'FROM "journal_walk"' in sql)
        turns = [sql for sql in asked[:read] if sql.startswith(("BEGIN", "COMMIT"))]
        assert turns[-1:] == ["BEGIN IMMEDIATE"]


def test_the_morning_after_is_asked_of_yesterdays_last_walk_and_takes_one_tap(alice, cast):
    earlier = make_walk(cast.alice, started_at=NOW - DAY - timedelta(hours=3))
    walk = make_walk(cast.alice, started_at=NOW - DAY)
    address = reverse("journal:answer_morning", args=[walk.entry])
    page = alice.get(HOME).content.decode()
    assert f'action="{address}"' in page
    assert reverse("journal:answer_morning", args=[earlier.entry]) not in page
    for refused in ("11", "", "x"):
        alice.post(address, {"pain": refused})
    assert Walk.objects.get(pk=walk.pk).pain_next_morning is None
    alice.post(address, {"pain": "0"})
    assert Walk.objects.get(pk=walk.pk).pain_next_morning == 0
    assert address not in alice.get(HOME).content.decode()
