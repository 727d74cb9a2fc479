"""Private pages travel compressed, and never with what a stranger put into one."""

import gzip

import pytest
from django.urls import reverse

from backsite.management.commands.load_demo import demo_walks
from journal.models import Walk
from tests.cast import NOW, make_walk

pytestmark = pytest.mark.django_db

ACCEPTING = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}
KIB = 1024
PATTERNS = reverse("journal:patterns")


def test_the_patterns_of_forty_walks_weigh_no_more_than_fifteen_kibibytes(
    cast, clock, starter_content
):
    Walk.objects.bulk_create(demo_walks(cast.alice, NOW))
    answer = cast.client(cast.alice).get(PATTERNS, **ACCEPTING)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert len(answer.content) <= 15 * KIB
    assert b"What your walks show" in gzip.decompress(answer.content)


@pytest.mark.parametrize("name", ["home", "week", "month", "walks", "new_walk", "programmes"])
def test_the_other_pages_weigh_no_more_either(cast, clock, name):
    Walk.objects.bulk_create(demo_walks(cast.alice, NOW))
    answer = cast.client(cast.alice).get(reverse(f"journal:{name}"), **ACCEPTING)
    assert len(answer.content) <= 15 * KIB


def test_the_length_of_one_page_differs_each_time(cast, clock):
    """Django's gzip adds random bytes, and the token of the forms is masked by others each time."""
    make_walk(cast.alice)
    client = cast.client(cast.alice)
    lengths = {len(client.get(reverse("journal:walks"), **ACCEPTING).content) for _ in range(12)}
    assert len(lengths) > 1


@pytest.mark.parametrize("query", ["?q=canal", "?page=1", "?since=2026-05-01"])
def test_a_page_with_something_after_its_address_is_not_compressed(cast, clock, query):
    make_walk(cast.alice)
    answer = cast.client(cast.alice).get(reverse("journal:walks") + query, **ACCEPTING)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_what_a_form_sent_is_not_compressed(cast, clock):
    answer = cast.client(cast.alice).post(
        reverse("journal:note_search"), {"words": "canal"}, **ACCEPTING
    )
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_who_cannot_read_it_compressed_gets_it_plain(cast, clock):
    answer = cast.client(cast.alice).get(reverse("journal:walks"))
    assert "Content-Encoding" not in answer.headers
