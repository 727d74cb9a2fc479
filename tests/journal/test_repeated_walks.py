"""One walk entered twice is one walk; walks that overlap in time are named, and count."""

import csv
import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from journal import patterns
from journal.advice.fitting import read_journal, walks_by_entry
from journal.exchange.repeated_walks import DistinctWalks, distinct_walks
from journal.models import Walk
from journal.views import pattern_pages
from tests.cast import make_walk
from tests.journal.test_walk_files import FOLDER

START = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)


def walk(key: str, minute: int = 0, minutes: int = 20, **fields) -> patterns.Walk:
    values = {"pain_before": 2, "pain_after": 3} | fields
    return patterns.Walk(key, START + timedelta(minutes=minute), minutes, **values)


def keys(found: DistinctWalks) -> tuple[list[str], list[tuple], list[tuple]]:
    return (
        [each.key for each in found.walks],
        [(each.left_out.key, each.kept.key) for each in found.repeats],
        [(each.earlier.key, each.later.key) for each in found.overlaps],
    )


def test_equal_start_and_length_is_one_walk():
    found = distinct_walks([walk("a"), walk("b"), walk("c", minute=60)])
    assert keys(found) == (["a", "c"], [("b", "a")], [])
    assert not found.repeats[0].differs


def test_one_moment_on_two_clocks_is_one_moment():
    tokyo = walk("b").started_at.astimezone(tz=None)
    found = distinct_walks([walk("a"), patterns.Walk("b", tokyo, 20, 2, 3)])
    assert keys(found)[1] == [("b", "a")]


def test_the_entry_with_the_most_answers_stands_for_both():
    found = distinct_walks([walk("a"), walk("b", leg_symptoms="none", pain_after=4)])
    assert keys(found) == (["b"], [("a", "b")], [])
    assert found.repeats[0].differs


def test_walks_that_overlap_both_count_and_are_named():
    found = distinct_walks([walk("long", minutes=300), walk("inside", minute=60)])
    assert keys(found) == (["long", "inside"], [], [("long", "inside")])


def test_a_walk_that_begins_as_another_ends_overlaps_with_none():
    assert keys(distinct_walks([walk("a"), walk("b", minute=20)]))[2] == []


def test_an_overlap_is_with_the_walk_that_lasts_longest():
    found = distinct_walks(
        [walk("long", minutes=300), walk("short", minute=5), walk("late", minute=200)]
    )
    assert keys(found)[2] == [("long", "short"), ("long", "late")]


def test_a_log_up_to_a_moment_knows_no_later_walk():
    found = distinct_walks([walk("a"), walk("b"), walk("c", minute=10), walk("d", minute=60)])
    assert keys(found.up_to(START + timedelta(minutes=5))) == (["a"], [("b", "a")], [])


entries = st.lists(st.tuples(st.integers(0, 90), st.integers(1, 60), st.integers(0, 10)))


@given(entries, st.randoms())
def test_any_log_keeps_each_walk_once_and_names_every_walk_that_overlaps(rows, chance):
    walks = [
        walk(str(number), minute, minutes, pain_after=after)
        for number, (minute, minutes, after) in enumerate(rows)
    ]
    found = distinct_walks(walks)
    assert {(each.instant, each.minutes) for each in found.walks} == {
        (each.instant, each.minutes) for each in walks
    }
    assert len(found.walks) + len(found.repeats) == len(walks)
    assert len({(each.instant, each.minutes) for each in found.walks}) == len(found.walks)
    by_hand = {
        max((one, other), key=lambda each: (each.instant, -each.minutes)).key
        for one in found.walks
        for other in found.walks
        if one.key != other.key
        and one.instant < other.instant + 60 * other.minutes
        and other.instant < one.instant + 60 * one.minutes
    }
    assert {each.later.key for each in found.overlaps} == by_hand
    chance.shuffle(walks)
    again = distinct_walks(walks)
    assert {(each.instant, each.minutes) for each in again.walks} == {
        (each.instant, each.minutes) for each in found.walks
    }


# --- In a file --------------------------------------------------------------------------------


def printed(text: str, tmp_path, *options: str) -> str:
    path, out = tmp_path / "walks.csv", StringIO()
    path.write_text(f"started_at,minutes,pain_before,pain_after\n{text}", encoding="utf-8")
    call_command("match_advice", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_file_names_rows_that_repeat_differ_and_overlap(tmp_path, clock):
    text = (
        "2026-05-01T09:30,20,2,3\n2026-05-01T09:30,20,2,5\n"
        "2026-05-01T09:40,20,2,3\n2026-05-03T09:30,20,2,3\n"
    )
    found = json.loads(printed(text, tmp_path, "--format=json"))
    assert found["walks"] == 3
    assert found["repeated"] == [{"row": 3, "repeats": 2, "differs": True}]
    assert found["overlapping"] == [{"row": 4, "overlaps": 2}]
    said = printed(text, tmp_path)
    assert "Left out, as they begin and last like another row: 3 (as 2)" in said
    assert "saying something else than the row they repeat: 3" in said
    assert "overlap in time with another row: 4 (with 2)" in said


@pytest.mark.django_db
def test_a_reading_names_only_what_had_been_walked_by_then(tmp_path, clock):
    text = "2026-05-01T09:30,20,2,3\n2026-05-03T09:30,20,2,3\n2026-05-03T09:30,20,2,3\n"
    first, last = printed(text, tmp_path, "--format=json", "--each=walk").splitlines()
    assert "repeated" not in json.loads(first)
    assert json.loads(last)["repeated"][0]["row"] == 4


# --- On the page ------------------------------------------------------------------------------

LATER = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
PATTERNS = reverse("journal:patterns")


@pytest.fixture
def later():
    with time_machine.travel(LATER, tick=False):
        yield LATER


def enter(walker: User, times: int = 1) -> list[Walk]:
    """The walks of a file that says more when it is counted twice."""
    rows = csv.DictReader((FOLDER / "evidence-once.csv").read_text().splitlines())
    return [
        make_walk(
            walker,
            started_at=datetime.fromisoformat(row["started_at"]).replace(tzinfo=UTC),
            **{name: int(row[name]) for name in ("minutes", "pain_before", "pain_after")},
        )
        for row in rows
        for _ in range(times)
    ]


@pytest.mark.django_db
def test_the_page_counts_a_walk_once_and_says_so(cast, later):
    enter(cast.alice)
    enter(cast.bob, times=2)
    once, twice = (read_journal(walker, later) for walker in (cast.alice, cast.bob))
    assert [each.sentence for each in twice.patterns] == [each.sentence for each in once.patterns]
    page = cast.client(cast.bob).get(PATTERNS).content.decode()
    assert "You logged 14 walks" in page
    assert "14 entries begin at the same moment" in page
    assert "And 9 earlier." in page
    assert "begins before another has ended" not in page
    assert "Is this one walk?" not in cast.client(cast.alice).get(PATTERNS).content.decode()


@pytest.mark.django_db
def test_the_page_asks_about_walks_that_overlap_and_links_both(cast, later):
    one = make_walk(cast.alice, started_at=START, minutes=300)
    other = make_walk(cast.alice, started_at=START + timedelta(hours=1))
    page = cast.client(cast.alice).get(PATTERNS).content.decode()
    assert "You logged 2 walks" in page
    assert "One walk begins before another has ended, and both count." in page
    for walk in (one, other):
        assert f'href="{walk.get_absolute_url()}"' in page


@pytest.mark.django_db
def test_a_deleted_entry_repeats_nothing(cast, later):
    make_walk(cast.alice, started_at=START)
    make_walk(cast.alice, started_at=START, deleted_at=later)
    assert b"Is this one walk?" not in cast.client(cast.alice).get(PATTERNS).content


@pytest.mark.django_db
@pytest.mark.parametrize("minute", [0, 5])  # it repeats the other walk, or overlaps it
def test_a_pair_with_a_walk_that_is_deleted_meanwhile_is_left_out(cast, later, monkeypatch, minute):
    one = make_walk(cast.alice, started_at=START)
    other = make_walk(cast.alice, started_at=START + timedelta(minutes=minute))
    client = cast.client(cast.alice)
    assert one.get_absolute_url() in client.get(PATTERNS).content.decode()

    def delete_first(walker: User, named: set[str]) -> dict[str, Walk]:
        Walk.objects.filter(pk=other.pk).update(deleted_at=START + timedelta(days=1))
        return walks_by_entry(walker, named)

    monkeypatch.setattr(pattern_pages, "walks_by_entry", delete_first)
    page = client.get(PATTERNS)
    assert page.status_code == 200
    assert other.get_absolute_url() not in page.content.decode()
