"""The journal without scripts: by what stands on its pages alone. The ticking timer and walks
without a connection need them, and nothing else does."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from lxml import html

from journal.models import ProgrammeTick, Reminder, UnfinishedWalk, Walk
from tests.addresses import journal_addresses
from tests.cast import NOW, make_walk
from tests.journal.phone import Phone
from tests.journal.test_import_pages import TABLE

pytestmark = pytest.mark.django_db

HOME = reverse("journal:home")
SAVE = "Save this walk"


@pytest.fixture
def phone(cast, clock) -> Phone:
    """One of somebody who has just given the password, and has walked twenty minutes before."""
    make_walk(cast.alice, started_at=NOW - timedelta(days=3), minutes=20, note="by the canal")
    phone = Phone(cast.confirmed(cast.alice))
    phone.open(HOME)
    return phone


def scores(phone: Phone, before: str, after: str) -> None:
    phone.press(before, "Pain before")
    phone.press(after, "Pain after")


def test_walks_of_any_day_are_logged_asked_about_and_taken_back(phone, cast, clock):
    phone.press("20", "Minutes walked")
    scores(phone, "2", "5")
    phone.press(SAVE)
    phone.press("No")  # the one question
    phone.press("Yesterday", "When?")
    phone.press("15:30", "When did it begin, about?")
    phone.type("Minutes walked", "half an hour")
    scores(phone, "1", "2")
    phone.press(SAVE)
    phone.press("Other day", "When?")
    phone.type("Which day?", "2026-04-30")
    phone.type("or at", "8.15 am")
    phone.type("Minutes walked", "25 min")
    scores(phone, "0", "10")
    phone.press(SAVE)
    logged = [(w.minutes, w.pain_after) for w in Walk.objects.for_user(cast.alice)]
    assert logged == [(20, 5), (30, 2), (20, 3), (25, 10)]
    phone.press("Undo")
    phone.press("Bring it back")
    phone.open(HOME)
    phone.press("3", "Pain this morning")
    assert Walk.objects.for_user(cast.alice).exclude(pain_next_morning=None).count() == 1
    phone.press("4", "Pain before")
    phone.press("Leaving now")
    clock.shift(timedelta(minutes=12))
    phone.open(HOME)
    phone.press("6", "Pain after")
    phone.press("I am back: save it")
    assert not UnfinishedWalk.objects.exists()
    assert Walk.objects.for_user(cast.alice).first().minutes == 12


def test_looking_back_and_finding_again(phone, cast):
    phone.open(reverse("journal:week"))
    phone.press("May 2026 as a calendar")
    phone.open(reverse("journal:walks"))
    phone.type("At least (minutes)", "15")
    phone.type("From", "1 May 2026")
    phone.press("Show these")
    assert "1 walk: " in " ".join(phone.text(40))
    phone.press("Search your notes")
    phone.type("Words", "canal")
    phone.press("Search")
    assert "1 walk" in " ".join(phone.text(40))
    phone.open(reverse("journal:period"))
    phone.press("Show this period")


def test_exercises_and_reminders(phone):
    phone.open(reverse("journal:programmes"))
    phone.type("Its name", "Knee rolls")
    phone.type("On which day", "2026-05-10")
    phone.press("Save")
    phone.open(HOME)
    phone.press("Done today: Knee rolls")
    assert ProgrammeTick.objects.count() == 1
    phone.open(reverse("journal:reminders"))
    phone.tick("Remind me by email")
    phone.press("Save")
    assert Reminder.objects.get().daily


def test_in_and_out_and_gone(phone, cast):
    phone.open(reverse("journal:import"))
    phone.attach("The file", BytesIO(TABLE.encode()))
    phone.press("Look into the file")
    phone.press("Take the ticked walks, without these rows")
    assert Walk.objects.for_user(cast.alice).count() == 2
    phone.press("Undo this import")
    phone.open(reverse("journal:export"))
    phone.press("Save the table")
    assert phone.saved.count(b"\n") >= 2
    phone.open(reverse("journal:report"))
    phone.press("Show this")
    phone.open(reverse("journal:erase"))
    phone.tick("Yes, erase my whole journal")
    phone.press("Erase everything")
    assert not Walk.objects.filter(walker=cast.alice).exists()


def test_no_page_has_a_control_that_only_a_script_could_answer(cast, clock):
    """Each button that shows belongs to a form, each form that changes something has its token, and
    each link leads to a page."""
    walk = make_walk(cast.alice)
    alice = cast.confirmed(cast.alice)
    wrong, links = [], set()
    for address in journal_addresses(walk):
        answer = alice.get(address)
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        page = html.fromstring(answer.content.decode())
        shown = "[not(ancestor-or-self::*[@hidden])]"
        for each in page.xpath(f"//button{shown}"):
            form = each.xpath("ancestor::form")
            if not form or each.get("type") == "button":
                wrong.append(f"{address}: {html.tostring(each)[:200]!r}")
        for form in page.xpath("//form[@method='post']"):
            if not form.xpath(".//input[@name='csrfmiddlewaretoken']"):
                wrong.append(f"{address}: a form without a token, to {form.get('action')}")
        links |= {(a.get("href") or "").split("#")[0] for a in page.xpath(f"//a{shown}")}
    own = {each for each in links if each.startswith("/journal/")}
    lost = [each for each in sorted(own) if alice.get(each).status_code not in {200, 302}]
    assert (wrong, lost, [each for each in links if each.startswith("javascript")]) == ([], [], [])
