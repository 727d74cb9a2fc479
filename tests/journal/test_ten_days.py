"""Ten days of a new walker through the real pages, with the clock moved: the taps of each day and
what came back, kept as text. A changed page is read again:

    REWRITE_PAGES=1 python -m pytest -n0 tests/journal/test_ten_days.py
"""

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from journal.models import ProgrammeTick, UnfinishedWalk, Walk
from tests.accounts.test_login import link_in_mail
from tests.journal.phone import Phone

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

KEPT = Path(__file__).parents[1] / "data" / "ten_days.md"
LONDON = ZoneInfo("Europe/London")
HOME = reverse("journal:home")
ENTRY = "6f1c2a90-3d52-4c8e-9a8e-0d2b6c1f7e55"
SAVE = "Save this walk"
HEAD = """# Ten days of a journal

One person begins a journal without a password and keeps it for ten days. A test goes the same way
through the real pages with the clock moved (`tests/journal/test_ten_days.py`), counts each tap, and
compares what comes back with what stands here. Opening the journal is not counted; typing is one
tap and the letters.
"""


class Diary:
    """Writes down what is pressed and what comes back."""

    def __init__(self, phone: Phone, clock: time_machine.Traveller) -> None:
        self.phone, self.clock = phone, clock
        self.lines = [HEAD]
        self.counted: dict[str, int] = {}

    def at(self, day: int, time: str) -> None:
        moment = datetime.fromisoformat(f"2026-05-{3 + day:02} {time}").replace(tzinfo=LONDON)
        self.clock.move_to(moment)
        heading = f"\n## Day {day}, {moment:%A}"
        if heading not in self.lines:
            self.lines.append(heading)
        self.lines.append(f"\n### {time}\n")

    def note(self, text: str) -> None:
        self.lines.append(f"*{text}*\n")

    def journal(self) -> None:
        self.phone.open(HOME)
        self.answered("The journal says", self.phone.says())

    def does(self, what: str, act: Callable[[], object], read: int = 0) -> None:
        """Let `act` press, and write down how often; `read`: so many lines of the page."""
        self.phone.taps.clear()
        act()
        taps = list(self.phone.taps)
        self.counted[what] = len(taps)
        number = f"{len(taps)} tap{'' if len(taps) == 1 else 's'}"
        self.lines.append(f"**{what}: {number}.** {'; '.join(taps)}.\n")
        self.answered("Back came", self.phone.text(read) if read else self.phone.says())

    def answered(self, start: str, lines: list[str]) -> None:
        if lines:
            self.lines.append(f"{start}:\n")
            self.lines += [f"> {line}  " for line in lines]
            self.lines.append("")

    def text(self) -> str:
        return "\n".join(self.lines).rstrip() + "\n"


def log(phone: Phone, minutes: str, before: int, after: int, *, typed: bool = False) -> None:
    if typed:
        phone.type("Minutes walked", minutes)
    else:
        phone.press(minutes, "Minutes walked")
    phone.press(str(before), "Pain before")
    phone.press(str(after), "Pain after")
    phone.press(SAVE)


def begin(diary: Diary, phone: Phone) -> None:
    """From the front page to an open journal, with an address and no password."""

    def sign_up() -> None:
        phone.open("/")
        phone.press("Log your walks")
        phone.type("Email", "wanda@example.org")
        phone.press("Create my account")

    def confirm() -> None:
        phone.open(link_in_mail())
        phone.press("Yes, confirm it")

    def agree() -> None:
        phone.tick("I agree")
        phone.press("Open my journal")

    diary.at(1, "10:00")
    diary.does("An account", sign_up, read=3)
    diary.does("The link in the mail", confirm, read=2)
    diary.does("Agreeing", agree)


def first_days(diary: Diary, phone: Phone) -> None:
    diary.at(1, "10:40")
    diary.journal()
    diary.does("The first walk", lambda: log(phone, "20", 2, 3, typed=True))
    diary.does("The one question", lambda: phone.press("Not now"))

    diary.at(2, "08:00")
    diary.journal()
    diary.does("The next morning", lambda: phone.press("2", "Pain this morning"))
    diary.at(2, "17:00")

    def leave() -> None:
        phone.open(HOME)
        phone.press("2", "Pain before")
        phone.press("Leaving now")

    def come_back() -> None:
        phone.press("4", "Pain after")
        phone.press("I am back: save it")

    diary.does("Leaving", leave)
    diary.at(2, "17:24")
    diary.note("The timer stands at 24 minutes, on whatever device the journal is opened.")
    diary.journal()
    diary.does("Back", come_back)

    diary.at(3, "12:30")
    diary.journal()
    diary.does("A walk of a usual length", lambda: log(phone, "20", 3, 4))
    diary.does("The question", lambda: phone.press("No"))
    diary.at(4, "20:00")
    diary.note("Too tired: the journal is not opened.")


def middle_days(diary: Diary, phone: Phone) -> None:
    def yesterday() -> None:
        phone.press("Yesterday", "When?")
        phone.press("15:30", "When did it begin, about?")
        log(phone, "24", 2, 5)

    diary.at(5, "09:00")
    diary.journal()
    diary.does("Yesterday’s walk", yesterday)
    diary.does("The wrong buttons", lambda: log(phone, "20", 9, 9))
    diary.does("Undone", lambda: phone.press("Undo"))

    diary.at(6, "11:00")
    diary.note(
        "No connection. The page that opens without one keeps the walk on the phone: 25 minutes, "
        "pain 2 before, 3 after."
    )
    kept = {"entry": ENTRY, "minutes": 25, "pain_before": 2, "pain_after": 3}
    kept["saved_at"] = datetime.now(LONDON).isoformat()
    diary.at(6, "18:00")
    first, again = phone.send_what_waited([kept, kept])
    diary.note(f"The line is back, and the answer comes late: sent twice, {first} and {again}.")
    diary.journal()

    def begin_exercises() -> None:
        phone.open(reverse("journal:programmes"))
        phone.type("Its name", "Knee rolls")
        phone.type("On which day", "2026-05-10")
        phone.press("Save")

    diary.at(7, "19:00")
    diary.does("Exercises, once", begin_exercises, read=4)
    phone.open(HOME)
    diary.does("The tick of the day", lambda: phone.press("Done today: Knee rolls"))


def last_days(diary: Diary, phone: Phone) -> None:
    def look_at_week() -> None:
        phone.press("The week")
        phone.open(reverse("journal:week_of", args=[date(2026, 5, 4)]))

    diary.at(8, "12:00")
    diary.journal()
    diary.does("The tick", lambda: phone.press("Done today: Knee rolls"))
    diary.does("A walk", lambda: log(phone, "20", 2, 3))
    diary.does("The week before", look_at_week, read=14)

    diary.at(9, "09:00")
    phone.open(HOME)
    diary.does("Leaving", lambda: phone.press("Leaving now"))
    diary.at(9, "20:00")
    diary.note("The timer was forgotten.")
    diary.journal()

    def correct() -> None:
        phone.type("Minutes walked", "30")
        phone.press("1", "Pain before")
        phone.press("3", "Pain after")
        phone.press("I am back: save it")

    diary.does("Corrected", correct)

    diary.at(10, "18:00")
    phone.open(HOME)
    diary.does("A walk", lambda: log(phone, "24", 2, 3))
    diary.does("What the walks show", lambda: phone.press("What they show so far"), read=14)


def test_ten_days(client, clock):
    phone = Phone(client)
    diary = Diary(phone, clock)
    for part in (begin, first_days, middle_days, last_days):
        part(diary, phone)
    counted = diary.counted
    assert counted["A walk of a usual length"] == 4
    assert counted["Yesterday’s walk"] <= 6
    assert counted["The next morning"] == counted["The tick of the day"] == 1
    person = User.objects.get(email="wanda@example.org")
    assert Walk.objects.for_user(person).count() == 8
    assert Walk.objects.filter(entry=ENTRY).count() == 1
    assert ProgrammeTick.objects.count() == 2
    assert not UnfinishedWalk.objects.exists()
    text = diary.text()
    if os.environ.get("REWRITE_PAGES"):
        KEPT.write_text(text, encoding="utf-8")
    assert text == KEPT.read_text(encoding="utf-8")
