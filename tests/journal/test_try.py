"""`/try/`: what walks show, without an account and stored nowhere; and taken along later."""

import logging
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Consent
from journal.exchange.typed_walks import MAX_CHARACTERS, MAX_LINES, read_typed
from journal.models import Walk
from journal.views.try_page import example_walks
from tests.addresses import text_of
from tests.cast import NOW, make_nudge, make_published, make_rule, make_walk

pytestmark = pytest.mark.django_db

PAGE, TAKE = reverse("try"), reverse("journal:take_tried")
LONDON = ZoneInfo("Europe/London")


def lines(count: int, after: int = 5, before: int = 2) -> str:
    days = (NOW - timedelta(days=number + 1) for number in range(count))
    return "\n".join(
        f"{day:%Y-%m-%d} 09:30, {10 + 5 * (number % 5)}, {before}, {after}"
        for number, day in enumerate(days)
    )


def tried(text: str, **more) -> str:
    return text_of(Client().post(PAGE, {"walks": text, **more}))


# --- Reading what was typed -------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-13 09:30, 25, 3, 5",
        "2026-05-13T09:30,25,3,5\n\n",
        "2026-05-13 09:30\t25\t3\t5",
        "2026-05-13 09:30; 25; 3; 5",
        "started_at,minutes,pain_before,pain_after,note\n2026-05-13T09:30,25,3,5,hello",
        "\ufeffminutes,started_at,pain_after,pain_before\n25,2026-05-13T09:30+01:00,5,3",
        "started_at\tMinutes walked\tpain_before\tpain_after\n2026-05-13T09:30\t25\t3\t5\n",
        "sep=;\nstarted_at;minutes;pain_before;pain_after\n\n2026-05-13 09:30;25;3;5",
        "\n\n2026-05-13 09:30|25|3|5|\n",
        "started_at,minutes,pain_before,pain_after,time_zone\n2026-05-13T09:30,25,3,5,Asia/Tokyo",
    ],
)
def test_lines_and_tables_are_read(text):
    found = read_typed(text, LONDON, NOW)
    assert found.faults == []
    (walk,) = found.log.walks
    assert (walk.minutes, walk.pain_before, walk.pain_after) == (25, 3, 5)
    assert walk.started_at.hour == 9


def test_what_is_wrong_is_named_with_its_line():
    found = read_typed("2026-05-13 09:30, 25, 3, 5\n13/05/2026, 22.5, 3, 11", LONDON, NOW)
    (fault,) = found.faults
    assert fault.startswith("Line 2: ")
    assert "13/05/2026" in fault
    assert "22.5" in fault
    assert "11" in fault


@pytest.mark.parametrize(
    "text",
    ["", "\x00", '"', "a,b,c,d,e,f", "started_at", "=cmd()", "\ud800", "," * 5000, "٣,٤,٥,٦"],
)
def test_any_text_gives_a_page(text):
    assert Client().post(PAGE, {"walks": text.encode(errors="replace")}).status_code == 200


def test_too_much_is_refused():
    assert read_typed("\n".join(["x"] * (MAX_LINES + 1)), LONDON, NOW).faults
    assert "at most" in tried("x" * (MAX_CHARACTERS + 1))


def test_empty_lines_do_not_count():
    walks = [f"2026-05-{day:02} 09:30, 25, 3, 5" for day in range(1, 11)]
    assert read_typed(("\n" * (MAX_LINES // 8)).join(walks), LONDON, NOW).faults == []


# --- The page ---------------------------------------------------------------------------------


def test_the_form_is_the_same_for_everybody_and_sets_no_cookie(cast):
    nobody, alice = Client().get(PAGE), cast.client(cast.alice).get(PAGE)
    assert nobody.content == alice.content
    assert not nobody.cookies
    assert "public" in nobody["Cache-Control"]
    assert nobody["ETag"]


def test_walks_show_patterns_and_the_answers_that_fit(clock):
    make_rule(make_published().answers.get().question, pattern="typical_rise", state="linked")
    page = tried(lines(12))
    assert "12 walks, from" in page
    assert 'class="match"' in page
    assert "<svg" in page
    assert page.count("<h1>") == 1


def test_the_example_shows_what_comes_out(clock):
    page = text_of(Client().post(PAGE, {"example": "1", "walks": ""}))
    assert "A made-up log" in page
    assert "32 walks" in page
    found = read_typed(example_walks(), LONDON, NOW)
    assert (len(found.log.walks), found.faults) == (32, [])


def test_few_walks_are_told_what_is_missing(clock):
    assert "too early to say" in tried(lines(2))


def test_a_warning_sign_stands_above_all(clock):
    make_nudge("ended_high", words="Two walks ended at {threshold} or more.", threshold=8)
    make_nudge("both_legs")
    heading = "started_at,minutes,pain_before,pain_after,leg_symptoms\n"
    page = tried(heading + "2026-05-12T09:30,20,4,9,none\n2026-05-13T09:30,20,4,9,both")
    assert "Two walks ended at 8 or more." in page
    assert "Trouble peeing" in page
    assert page.index("Two walks ended at 8") < page.index("Walks cannot rule out")
    assert "Two walks ended" not in tried(lines(2))


def test_what_cannot_be_read_is_given_back(clock):
    page = tried("2026-05-13 09:30, 25, 3, eleven")
    assert "Line 1" in page
    assert "25, 3, eleven" in page


def test_nothing_is_stored_and_nothing_logged(clock, caplog):
    caplog.set_level(logging.DEBUG)
    with CaptureQueriesContext(connection) as queries:
        answer = Client().post(PAGE, {"walks": lines(9) + ", SECRETMARK"})
        answer = Client().post(PAGE, {"walks": lines(9)})
    assert {each["sql"].split()[0] for each in queries} <= {"SELECT"}
    assert "SECRETMARK" not in caplog.text
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert not Walk.objects.exists()


def test_no_token_is_asked_since_nothing_is_done_in_anybodys_name(clock):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(PAGE, {"walks": lines(9)}).status_code == 200
    assert strict.post(TAKE, {"walks": lines(9)}).status_code == 403


def test_hostile_text_is_shown_as_text(clock):
    page = tried('</textarea><script>alert(1)</script>, "x", 3, 5')
    assert "<script>alert" not in page
    table = "started_at,minutes,pain_before,pain_after,note\n2026-05-13T09:30,25,3,5,</textarea><b>"
    assert "</textarea><b>" not in tried(table)


# --- Into a journal ---------------------------------------------------------------------------


def test_walks_are_taken_along_once(cast, clock):
    alice, text = cast.client(cast.alice), lines(6)
    there = make_walk(cast.alice, started_at=NOW.replace(day=13, hour=8, minute=30), minutes=10)
    for said in ("5 walks taken", "0 walks taken"):
        assert said in text_of(alice.post(TAKE, {"walks": text}, follow=True))
        walks = Walk.objects.for_user(cast.alice)
        assert walks.count() == 6
    assert there in walks
    assert all(walk.clock_start.hour == 9 for walk in walks)
    assert not Walk.objects.for_user(cast.bob).exists()


def test_they_are_read_on_the_walkers_own_clock(cast, clock):
    cast.alice.time_zone = "Asia/Tokyo"
    cast.alice.save()
    cast.client(cast.alice).post(TAKE, {"walks": "2026-05-13 09:30, 25, 3, 5"})
    walk = Walk.objects.get()
    assert (walk.time_zone, walk.clock_start.hour) == ("Asia/Tokyo", 9)


@pytest.mark.parametrize("text", ["", "nonsense", "2126-05-13 09:30, 25, 3, 5"])
def test_what_cannot_be_taken_stores_nothing(cast, clock, text):
    answer = cast.client(cast.alice).post(TAKE, {"walks": text}, follow=True)
    assert "Nothing was stored" in text_of(answer)
    assert not Walk.objects.exists()


def test_a_walk_taken_along_keeps_the_clock_that_its_line_names(cast, clock):
    text = (
        "started_at,time_zone,minutes,pain_before,pain_after\n"
        "2026-05-12 09:30,Asia/Tokyo,20,2,3\n"
        "2026-05-12T09:30+09:00,Asia/Tokyo,21,2,3\n"
        "2026-05-13T09:30+02:00,,20,2,3\n"
    )
    cast.client(cast.alice).post(TAKE, {"walks": text})
    *abroad, other = Walk.objects.order_by("started_at")
    for walk in abroad:
        assert (walk.time_zone, f"{walk.local_start:%H:%M}") == ("Asia/Tokyo", "09:30")
    assert (other.time_zone, f"{other.local_start:%H:%M}") == ("Europe/London", "08:30")


def test_nobody_takes_walks_into_a_closed_journal(cast, clock):
    assert cast.nobody.post(TAKE, {"walks": lines(3)}).status_code == 302
    Consent.withdraw(cast.alice, NOW)
    cast.client(cast.alice).post(TAKE, {"walks": lines(3)})
    assert not Walk.objects.exists()
    assert cast.client(cast.alice).get(TAKE).status_code == 405


def test_the_journal_offers_them_by_a_script_alone(cast, clock):
    page = text_of(cast.client(cast.alice).get(reverse("journal:home")))
    form = re.search(r'<form[^>]*id="take-tried"[^>]*>', page)[0]
    assert "hidden" in form
    assert f'action="{TAKE}"' in form
    assert settings.STATIC_URL + "backsite/tried-walks.js" in page
