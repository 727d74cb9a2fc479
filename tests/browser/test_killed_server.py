"""A served site whose every process is killed while somebody writes in a real browser.

What was typed more than five seconds before is never gone, on whatever machine one goes on; and a
save that was stored is stored once, whether or not its answer arrived.
"""

import random
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer

import pytest
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Locator, Page, Route, expect

from backsite.management.commands.load_demo import PASSWORD
from tests.backsite.test_stays_up import full_disk
from tests.browser.conftest import DESK
from tests.browser.test_autosave import AT_MOST_LOST, READY, on_server
from tests.browser.test_edition_page import soon
from tests.cut_line import line_to
from tests.released import demo_of_today, manage
from tests.served import Site, served
from tests.services import accepts, free_port
from tests.soak import FIRST, IS_SOAK, say, steps

pytestmark = [pytest.mark.browser, pytest.mark.service, pytest.mark.long]

ROUNDS = 60 if IS_SOAK else 4
SEED = 16
QUESTIONS = 12
Machine = Callable[[], Page]
DRAFT = f"""
from articles.models import Edition
from tests.cast import make_answer
draft = Edition.objects.get(article__slug="painkillers").new_edition(author=None)
while draft.answers.count() < {QUESTIONS}:
    make_answer(draft, position=draft.answers.count() + 1)
"""


@dataclass
class Served:
    """One site on one port, over as many lives as it takes."""

    folder: Path
    file: Path
    port: int = field(default_factory=free_port)
    lives: ExitStack = field(default_factory=ExitStack)
    site: Site | None = None
    killed_at: float = 0

    def start(self) -> None:
        life = served(self.folder, 2, file=self.file, port=self.port)
        self.site = self.lives.enter_context(life)

    def kill(self) -> None:
        assert self.site
        self.site.kill()
        self.killed_at = time.monotonic()
        answers = accepts(self.port)
        while answers():  # the kernel ends the processes one after the other
            time.sleep(0.01)

    def ask(self, question: str) -> list[tuple]:
        with closing(sqlite3.connect(self.file)) as database:
            return database.execute(question).fetchall()

    @property
    def draft(self) -> str:
        [(number,)] = self.ask("SELECT MAX(id) FROM articles_edition")
        return f"http://127.0.0.1:{self.port}/admin/articles/edition/{number}/change/"

    def introduction(self) -> str:
        return self.ask("SELECT introduction FROM articles_edition ORDER BY id DESC LIMIT 1")[0][0]

    def saves(self) -> int:
        return self.ask("SELECT COUNT(*) FROM articles_draftrevision")[0][0]

    def questions(self) -> list[str]:
        found = self.ask(
            "SELECT wording FROM articles_answer WHERE edition_id ="
            " (SELECT MAX(id) FROM articles_edition) ORDER BY position"
        )
        return [wording for (wording,) in found]


@pytest.fixture
def server(tmp_path) -> Iterator[Served]:
    file = tmp_path / "site.sqlite3"
    file.write_bytes(demo_of_today())
    manage(file, "shell", "-c", DRAFT).check_returncode()
    one = Served(tmp_path, file)
    with one.lives:
        one.start()
        yield one


@pytest.fixture
def machine(browser, server) -> Iterator[Machine]:
    """Opens the draft on a machine that was not there before."""
    opened = ExitStack()

    def new() -> Page:
        context = browser.new_context(viewport=DESK, service_workers="block")
        context.set_default_timeout(60_000)
        opened.callback(context.close)
        page = context.new_page()
        page.goto(server.draft)
        page.get_by_label("Email").fill("author@demo.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign In").click()
        page.wait_for_url(server.draft)
        return ready(page)

    with opened:
        yield new


def ready(page: Page) -> Page:
    assert soon(lambda: page.evaluate(READY))
    return page


@dataclass
class Typist:
    """Writes numbers into the introduction and knows when each was written."""

    page: Page
    written: list[tuple[int, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.evaluate(
            "document.getElementById('id_introduction').proseEditor.commands.clearContent(true)"
        )
        self.page.get_by_role("textbox", name="Introduction").click()

    def type_until(self, is_over: Callable[[], bool]) -> None:
        while not is_over():
            number = self.last + 1
            self.page.keyboard.type(f"{number} ")
            self.written.append((number, time.monotonic()))
            time.sleep(0.05)

    def type_for(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        self.type_until(lambda: time.monotonic() > until)

    @property
    def last(self) -> int:
        return self.written[-1][0] if self.written else 0

    def lost_seconds(self, last: int, since: float) -> float:
        """How long before `since` the first number was written that is not there."""
        missing = [at for number, at in self.written if number > last and at < since]
        return since - missing[0] if missing else 0


def last_number(html: str) -> int:
    return int((re.findall(r"\d+", html) or ["0"])[-1])


def introduction(page: Page) -> int:
    return last_number(page.locator("#id_introduction").input_value())


def with_what_was_left(page: Page) -> Page:
    """The draft's page, with what the person had typed if anything of it is offered."""
    button = ready(page).get_by_role("button", name="Bring it back")
    if button.is_visible():
        button.click()
    return page


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.get_by_text("was changed successfully").first.wait_for()


def write_until_killed(server: Served, page: Page, chance: random.Random) -> Typist:
    typist = Typist(page)
    typist.type_for(chance.uniform(0.2, 2))
    killer = Timer(chance.uniform(0, 4), server.kill)
    killer.start()
    typist.type_until(lambda: not killer.is_alive())
    killer.join()
    typist.type_for(chance.uniform(0, 2))  # with nobody there
    return typist


# --- The ways of going on, each from a dead server; each ends on a page with what was kept.


def in_the_page(server: Served, page: Page, typist: Typist, machine: Machine) -> Page:
    server.start()
    on_server(page)
    typist.type_for(0.5)
    return page


def in_another_window(server: Served, page: Page, typist: Typist, machine: Machine) -> Page:
    page.wait_for_timeout(600)  # as long as the copy on the device may take
    context = page.context
    page.close()
    server.start()
    page = context.new_page()
    page.goto(server.draft)
    return with_what_was_left(page)


def after_a_save_to_nobody(server: Served, page: Page, typist: Typist, machine: Machine) -> Page:
    with suppress(BrowserError):
        page.get_by_role("button", name="Save and continue editing").first.click()
    page.wait_for_url("chrome-error://**")
    server.start()
    page.goto(server.draft)
    return with_what_was_left(page)


def on_another_machine(server: Served, page: Page, typist: Typist, machine: Machine) -> Page:
    page.context.close()
    server.start()
    return with_what_was_left(machine())


WAYS = (in_the_page, in_another_window, after_a_save_to_nobody, on_another_machine)


def answered_by_nobody(server: Served, page: Page) -> None:
    """The next save reaches the server and is stored; the server is killed before it answers."""

    def store_and_kill(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        assert route.fetch(max_redirects=0).status == 302
        server.kill()
        route.abort("connectionreset")

    page.route(server.draft, store_and_kill)


def add_question(page: Page) -> Locator:
    page.get_by_role("button", name="Add a question", exact=True).click()
    new = page.locator("[data-question]").last
    new.get_by_label("Question:").fill("Does it help to count steps?")
    new.get_by_label("Short answer:").fill("It may.")
    return new


def test_a_save_that_was_stored_and_never_answered_is_stored_once(server, machine):
    page = machine()
    typist = Typist(page)
    typist.type_for(1)
    add_question(page)
    answered_by_nobody(server, page)
    with suppress(BrowserError):
        page.get_by_role("button", name="Save and continue editing").first.click()
    page.wait_for_url("chrome-error://**")
    page.unroute(server.draft)
    server.start()
    page.goto(server.draft)
    ready(page)
    assert introduction(page) == typist.last
    assert not page.get_by_role("button", name="Bring it back").is_visible()
    assert len(server.questions()) == QUESTIONS + 1
    saves = server.saves()
    save(page)
    assert server.saves() == saves  # it says what was stored already
    assert len(server.questions()) == QUESTIONS + 1


def test_who_writes_on_in_the_page_after_such_a_save_meets_no_conflict(server, machine):
    """The browser was stopped, or the server was so slow that there was time for more words."""
    page = machine()
    typist = Typist(page)
    typist.type_for(1)
    new = add_question(page)

    def store(route: Route) -> None:
        if route.request.method == "POST":
            assert route.fetch(max_redirects=0).status == 302
            route.abort("aborted")  # as by the button that stops: the page stays
        else:
            route.continue_()

    page.route(server.draft, store)
    saves = server.saves()
    page.get_by_role("button", name="Save and continue editing").first.click(no_wait_after=True)
    while server.saves() == saves:
        page.wait_for_timeout(100)
    new.get_by_label("Short answer:").fill("It may, for some.")
    page.get_by_role("textbox", name="Introduction").click()
    page.keyboard.press("Control+End")
    typist.type_for(0.5)
    on_server(page)
    page.unroute(server.draft)
    save(page)
    assert last_number(server.introduction()) == typist.last
    assert len(server.questions()) == QUESTIONS + 1


@pytest.mark.parametrize("cut", ["form", "answer"])
def test_a_line_that_is_cut_in_the_middle_of_a_save_loses_and_doubles_nothing(server, machine, cut):
    page = machine()
    with line_to(server.port) as line:
        address = server.draft.replace(f":{server.port}/", f":{line.port}/")
        page.goto(address)
        typist = Typist(ready(page))
        typist.type_for(1)
        add_question(page)
        page.wait_for_timeout(3000)  # the copy on the server, too
        saves = server.saves()
        line.cut = cut
        with suppress(BrowserError):
            page.get_by_role("button", name="Save and continue editing").first.click()
        page.wait_for_url("chrome-error://**")
        line.cut = ""
        assert (server.saves() > saves) == (cut == "answer")
        page.goto(address)
        assert introduction(with_what_was_left(page)) == typist.last
        save(page)
        assert last_number(server.introduction()) == typist.last
        assert len(server.questions()) == QUESTIONS + 1
        page.context.close()


def test_a_full_disk_is_said_and_costs_nothing(server, machine):
    page = machine()
    typist = Typist(page)
    typist.type_for(0.5)
    with full_disk(server.site):
        typist.type_for(0.5)
        state = page.locator(".typed-state")
        expect(state).to_contain_text("The server cannot keep your words now")
        page.get_by_role("button", name="Save and continue editing").first.click()
        page.get_by_role("button", name="Send it again").wait_for()
        page.go_back()
        assert introduction(with_what_was_left(page)) == typist.last
        expect(state).to_contain_text("kept on this device alone")
    on_server(page)
    save(page)
    assert last_number(server.introduction()) == typist.last


def test_a_killed_server_costs_the_last_seconds_at_most(server, machine, capsys):
    chance = random.Random(SEED)
    worst = 0.0
    for step in steps(ROUNDS, capsys):
        page = machine()
        typist = write_until_killed(server, page, chance)
        go_on = WAYS[step % len(WAYS)]
        page = go_on(server, page, typist, machine)
        if go_on is on_another_machine:
            lost = typist.lost_seconds(introduction(page), server.killed_at)
            worst = max(worst, lost)
            assert lost < AT_MOST_LOST
        else:
            assert introduction(page) == typist.last
        last, before = introduction(page), server.saves()
        save(page)
        assert last_number(server.introduction()) == last
        assert server.saves() - before <= 2  # the first save keeps what was there, too
        assert len(server.questions()) == QUESTIONS
        page.context.close()
    say(
        f"{ROUNDS - FIRST} kills: at most {worst:.1f} seconds of typing were not on the server",
        capsys,
    )
