"""The walker's pages: what they list, how a walk goes and comes back, and what they cost."""

import re
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from journal.models import Suggestion, Walk
from journal.views.walk_list_pages import WALKS_PER_PAGE
from tests.addresses import journal_addresses
from tests.cast import NOW, make_published, make_rule, make_walk
from tests.queries import count_queries

pytestmark = pytest.mark.django_db

HOME, WALKS = reverse("journal:home"), reverse("journal:walks")
PATTERNS, SUGGESTIONS = reverse("journal:patterns"), reverse("journal:suggestions")
DAY = timedelta(days=1)


@pytest.fixture
def alice(cast, clock) -> Client:
    return cast.client(cast.alice)


def make_walks(walker, count: int, *, before: int = 0) -> list[Walk]:
    """One a day, ending `before` days ago; longer ones hurt more."""
    return [
        make_walk(
            walker,
            started_at=NOW - (before + number + 1) * DAY,
            minutes=10 + 5 * (number % 6),
            pain_after=2 + number % 6,
        )
        for number in range(count)
    ]


def address(name: str, walk: Walk) -> str:
    return reverse(f"journal:{name}", args=[walk.entry])


def row_of(walk: Walk) -> dict | None:
    return Walk.objects.filter(pk=walk.pk).values().first()


# --- Lists ------------------------------------------------------------------------------------


def test_an_empty_journal_says_what_to_do_on_every_page(alice):
    for page in (HOME, WALKS, PATTERNS, SUGGESTIONS):
        assert alice.get(page).status_code == 200
    for page in (WALKS, PATTERNS):
        assert f'href="{HOME}"' in alice.get(page).content.decode()


def test_home_shows_the_last_five_walks_and_leads_to_them_all(alice, cast):
    walks = make_walks(cast.alice, 7)
    page = alice.get(HOME)
    assert list(page.context["walks"]) == walks[:5]
    assert f'<a href="{WALKS}">All my walks</a>' in page.content.decode()


def test_home_reads_no_more_of_a_log_than_its_end(alice, cast):
    """In a full table each walk that is read, if only to be counted, is a page of its own."""
    make_walks(cast.alice, 7)
    with CaptureQueriesContext(connection) as queries:
        alice.get(HOME)
    read = [each["sql"] for each in queries if 'FROM "journal_walk"' in each["sql"]]
    assert len(read) == 3
    assert all("LIMIT" in sql or '"started_at" >=' in sql for sql in read)


def test_the_list_shows_the_newest_first_in_pages(alice, cast):
    walks = make_walks(cast.alice, WALKS_PER_PAGE + 2)
    first, second = alice.get(WALKS), alice.get(WALKS, {"page": 2})
    assert list(first.context["page"]) == walks[:WALKS_PER_PAGE]
    assert list(second.context["page"]) == walks[WALKS_PER_PAGE:]
    assert 'rel="next" href="?page=2"' in first.content.decode()
    assert 'rel="prev" href="?page=1"' in second.content.decode()


@pytest.mark.parametrize(
    "page", ["nonsense", "", "0", "-1", "999999", "1.5", "٢", "9" * 5000, "\x00"]
)
@pytest.mark.parametrize("name", ["walks", "suggestions"])
def test_a_page_that_is_none_is_answered_with_one_that_is(alice, cast, name, page):
    make_walks(cast.alice, 2)
    assert alice.get(reverse(f"journal:{name}"), {"page": page}).status_code == 200


def test_the_page_of_a_walk_says_what_is_known_and_leaves_out_what_is_not(alice, cast):
    walk = make_walk(
        cast.alice,
        eased_by_sitting=False,
        leg_symptoms="none",
        pain_next_morning=0,
        note="<b>canal</b>\nand back",
    )
    page = alice.get(walk.get_absolute_url()).content.decode()
    shown = dict(re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page))
    assert shown == {
        "Minutes walked": "20",
        "Pain before": "2 of 10",
        "Pain after": "3 of 10",
        "Pain the next morning": "0 of 10",
        "Legs": "No",
        "Eased by sitting": "No",
    }
    assert escape("<b>canal</b>") in page
    assert "<b>canal" not in page


def test_a_late_walk_says_so(alice, cast):
    late = make_walk(cast.alice, started_at=NOW - 5 * DAY, logged_at=NOW - DAY)
    assert "13 May 2026" in alice.get(late.get_absolute_url()).content.decode()
    prompt = make_walk(cast.alice, started_at=NOW - 5 * DAY)
    assert "Logged more than" not in alice.get(prompt.get_absolute_url()).content.decode()


# --- Deleting and bringing back ---------------------------------------------------------------


def test_deleting_asks_first_and_can_be_undone_on_the_list(alice, cast):
    walk = make_walk(cast.alice, minutes=47)
    before = row_of(walk)
    asked = alice.get(address("delete_walk", walk)).content.decode()
    assert "47 minutes" in asked
    assert row_of(walk) == before

    listed = alice.post(address("delete_walk", walk), follow=True)
    assert listed.redirect_chain == [(WALKS, 302)]
    assert list(listed.context["page"]) == []
    assert f'action="{address("undo_delete", walk)}"' in listed.content.decode()
    assert alice.get(walk.get_absolute_url()).status_code == 404
    assert alice.get(address("edit_walk", walk)).status_code == 404

    back = alice.post(address("undo_delete", walk), follow=True)
    assert list(back.context["page"]) == [walk]
    assert row_of(walk) == before


def test_a_deleted_walk_counts_in_no_number_and_no_pattern(alice, cast):
    walks = make_walks(cast.alice, 8)
    alice.post(address("delete_walk", walks[0]))
    assert alice.get(WALKS).context["page"].paginator.count == 7
    assert alice.get(PATTERNS).context["reading"].walks == 7


def test_deleting_twice_keeps_the_time_of_the_first(alice, cast, clock):
    walk = make_walk(cast.alice)
    alice.post(address("delete_walk", walk))
    clock.shift(timedelta(hours=20))
    again = alice.post(address("delete_walk", walk))
    assert again.headers["Location"] == WALKS
    assert row_of(walk)["deleted_at"] == NOW


def test_the_question_about_a_deleted_walk_leads_to_the_list(alice, cast):
    """As after “back”: the page would ask about a walk that is gone, and offer to keep it."""
    walk = make_walk(cast.alice, deleted_at=NOW)
    assert alice.get(address("delete_walk", walk)).headers["Location"] == WALKS


def test_bringing_back_twice_is_no_error(alice, cast):
    walk = make_walk(cast.alice)
    alice.post(address("delete_walk", walk))
    for _ in range(2):
        answer = alice.post(address("undo_delete", walk), follow=True)
        assert answer.redirect_chain == [(WALKS, 302)]
        assert "The walk is back." in answer.content.decode()
    assert row_of(walk)["deleted_at"] is None


def test_the_title_of_a_page_says_first_that_something_was_not_taken(alice):
    """A screen reader says the title of a page that has just opened, and not what is in it."""
    home = reverse("journal:home")
    assert "<title>Problem: " in alice.post(home, {"minutes": "many"}).content.decode()
    assert "<title>Problem: " not in alice.get(home).content.decode()


def test_a_walk_that_came_back_in_a_file_is_not_brought_back_beside_it(alice, cast):
    gone = make_walk(cast.alice, deleted_at=NOW)
    make_walk(cast.alice, started_at=gone.started_at, minutes=gone.minutes)
    answer = alice.post(address("undo_delete", gone), follow=True)
    assert "This walk is in your journal again already" in answer.content.decode()
    assert row_of(gone)["deleted_at"] == NOW


def test_after_a_day_a_walk_does_not_come_back(alice, cast, clock):
    walk = make_walk(cast.alice)
    alice.post(address("delete_walk", walk))
    clock.shift(DAY)
    assert "Bring it back" not in alice.get(WALKS).content.decode()
    answer = alice.post(address("undo_delete", walk), follow=True)
    assert "gone for good" in answer.content.decode()
    assert row_of(walk)["deleted_at"] == NOW


@pytest.mark.slow
def test_no_page_can_be_opened_that_changes_or_deletes(alice, cast):
    """Whatever prefetches or previews links: asking with GET leaves every row as it is."""
    walk, gone = make_walk(cast.alice), make_walk(cast.alice, deleted_at=NOW)
    before = list(Walk.objects.order_by("pk").values())
    for each in (walk, gone):
        for page in journal_addresses(each):
            assert alice.get(page).status_code in (200, 302, 404, 405), page
            assert alice.head(page).status_code in (200, 302, 404, 405), page
    assert list(Walk.objects.order_by("pk").values()) == before
    assert cast.alice.has_consented


@pytest.mark.parametrize("name", ["walk", "edit_walk", "delete_walk", "undo_delete"])
def test_strangers_get_a_missing_page_and_the_row_stays(cast, clock, name):
    for walk in (make_walk(cast.alice), make_walk(cast.alice, deleted_at=NOW)):
        before = row_of(walk)
        form = {"minutes": 1, "pain_before": 0, "pain_after": 0, "started_at": "2026-05-01T09:00"}
        bob = cast.client(cast.bob)
        for answer in (bob.get(address(name, walk)), bob.post(address(name, walk), form)):
            assert answer.status_code in (404, 405)
        assert row_of(walk) == before


def test_a_walk_that_never_was_is_a_missing_page(alice):
    for name in ("walk", "edit_walk", "delete_walk"):
        assert alice.get(reverse(f"journal:{name}", args=[uuid.uuid4()])).status_code == 404
    assert alice.post(reverse("journal:undo_delete", args=[uuid.uuid4()])).status_code == 404


def test_a_change_without_the_sites_own_form_is_refused(cast, clock):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice)
    walk = make_walk(cast.alice)
    for name in ("delete_walk", "undo_delete", "edit_walk"):
        assert client.post(address(name, walk)).status_code == 403
    assert client.post(reverse("journal:erase"), {"confirm": "on"}).status_code == 403
    assert row_of(walk)["deleted_at"] is None


# --- Erasing ----------------------------------------------------------------------------------


def test_erasing_deletes_all_of_ones_own_and_nothing_else(alice, cast):
    make_walks(cast.alice, 3)
    make_walk(cast.alice, deleted_at=NOW)
    kept = make_walk(cast.bob)
    answer = make_published().answers.first()
    for walker in (cast.alice, cast.bob):
        Suggestion.objects.create(
            walker=walker,
            shown_on=NOW.date(),
            rule_slug="a-rule",
            rule_version=1,
            edition=answer.edition,
            question=answer.question,
            wording=answer.wording,
            strength="linked",
            because="Because.",
        )
    page, alice = reverse("journal:erase"), cast.confirmed(cast.alice)
    asked = alice.get(page).content.decode()
    assert "3 walks" in asked
    refused = alice.post(page, {"confirm": ""})
    assert refused.status_code == 200
    assert Walk.objects.filter(walker=cast.alice).count() == 4

    done = alice.post(page, {"confirm": "on"}, follow=True)
    assert "Your journal is erased" in done.content.decode()
    assert list(Walk.objects.all()) == [kept]
    assert [shown.walker for shown in Suggestion.objects.all()] == [cast.bob]
    assert cast.alice.has_consented  # the account and the agreement are kept apart from the walks


def test_erasing_an_empty_journal_is_no_error(cast, clock):
    assert (
        cast.confirmed(cast.alice).post(reverse("journal:erase"), {"confirm": "on"}).status_code
        == 302
    )


def purge(*options: str) -> str:
    said = StringIO()
    call_command("purge_deleted_walks", *options, stdout=said)
    return said.getvalue()


def test_purging_deletes_for_good_what_no_undo_can_reach(cast, clock):
    live = make_walk(cast.alice)
    fresh = make_walk(cast.alice, deleted_at=NOW - DAY + timedelta(seconds=1))
    make_walk(cast.alice, deleted_at=NOW - DAY)
    assert purge("--dry-run") == "1 walk to delete for good.\n"
    assert Walk.objects.count() == 3
    assert purge() == "1 walk deleted for good.\n"
    assert set(Walk.objects.all()) == {live, fresh}
    assert purge() == "0 walks deleted for good.\n"


# --- What a page costs ------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", ["home", "walks", "patterns", "suggestions", "erase"])
def test_a_page_asks_the_database_as_often_for_twenty_walks_as_for_ten(alice, cast, name):
    page = reverse(f"journal:{name}")
    edition = make_published(questions=2)
    for answer in edition.answers.all():
        make_rule(answer.question, pattern="typical_rise", state="so_far", direction="any")
    make_walks(cast.alice, 10)
    alice.post(reverse("journal:keep_shown"))  # keeps today's suggestions, once
    alice.get(page)
    at_ten = count_queries(lambda: alice.get(page))
    make_walks(cast.alice, 10, before=10)
    alice.post(reverse("journal:keep_shown"))
    assert count_queries(lambda: alice.get(page)) == at_ten
    assert at_ten <= 15


def test_what_was_shown_before_costs_the_same_for_many_days(alice, cast, clock):
    edition = make_published(questions=2)
    first, second = edition.answers.all()
    make_rule(
        first.question,
        pattern="typical_rise",
        state="so_far",
        beside=second.question,
        tell_apart="Which?",
    )
    make_walks(cast.alice, 10)
    counts = []
    for _ in range(3):
        alice.post(reverse("journal:keep_shown"))
        counts.append(count_queries(lambda: alice.get(SUGGESTIONS)))
        clock.shift(DAY)
    assert Suggestion.objects.count() == 3
    assert len(set(counts)) == 1
