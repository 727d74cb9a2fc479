"""Walks that are saved without a connection wait on the device, and are stored exactly once."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from threading import Event

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponse
from django.test import Client
from playwright.sync_api import BrowserContext, Error, Page, expect

from accounts.models import User
from backsite.management.commands.load_demo import WALKER
from journal.models import UnfinishedWalk, Walk
from tests.browser.axe import findings
from tests.browser.conftest import FLAGS, PHONE, SECONDS, Visit
from tests.cast import make_walker
from tests.chromium import find_chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
WAITING = "walkQueue.walker().then(walkQueue.waiting).then((rows) => rows.map((row) => row.walk))"
BOB = "bob@example.org"


@pytest.fixture
def new_visit(visit):
    return visit


@pytest.fixture(autouse=True)
def _slow_to_give_up(monkeypatch):
    """A machine that is busy must not be taken for a line that is gone."""
    monkeypatch.setattr("backsite.device.TIMEOUT_MS", SECONDS * 1000)


def start(visit: Visit, email: str = WALKER) -> Page:
    """Somebody who has signed in, on their journal, with the worker at work."""
    client = Client()
    client.force_login(User.objects.get(email=email))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    soon = time.time() + 3600  # kept when the browser is closed, as a real one is
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": visit.url}
    visit.context.add_cookies([{**cookie, "expires": soon}])
    page = visit.open("/journal/")
    until(page, READY)
    until(page, "walkQueue.walker().then(Boolean)")
    return page


def log_walk(page: Page, minutes: int, before: int = 1, after: int = 2) -> None:
    """Fill in and send the form of the open page, the journal's or the one without a connection."""
    form = page.locator('form:has([name="pain_after"])')
    form.locator('[name="minutes"]').fill(str(minutes))
    for name, score in (("pain_before", before), ("pain_after", after)):
        form.locator(f'label:has([name="{name}"][value="{score}"])').click()
    form.get_by_role("button", name="this walk").click()


def waits(page: Page, number: int) -> None:
    expect(page.locator("[data-count]")).to_contain_text(
        f"{number} walk" if number else "Nothing waits"
    )


def until(page: Page, promise: str) -> None:
    """Wait until what is promised is true; `wait_for_function` takes the promise itself for it.

    The tests' database is one for all threads: while a walk is stored, it may refuse another page
    (503), which has no queue. Then as a person would do: again.
    """
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if page.evaluate("!('walkQueue' in self) && document.readyState === 'complete'"):
            page.reload()
        elif page.evaluate(f"'walkQueue' in self && ({promise})"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never so: {promise}")


def stored(page: Page, *minutes: int) -> None:
    """The walks of these lengths are there, in this order, each once, and nothing waits."""
    until(page, f"({WAITING}).then((rows) => rows.length === 0)")
    found = Walk.objects.filter(minutes__in=minutes).order_by("pk")
    assert list(found.values_list("minutes", flat=True)) == list(minutes)


@contextmanager
def server_that(answers: Callable[[HttpRequest, Callable], HttpResponse]) -> Iterator[None]:
    """A server that answers requests of walks in its own way, within the block."""
    real = BaseHandler.get_response

    def get_response(handler: BaseHandler, request: HttpRequest) -> HttpResponse:
        ask = lambda: real(handler, request)  # noqa: E731
        return answers(request, ask) if request.path.startswith("/journal/") else ask()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseHandler, "get_response", get_response)
        yield


def is_saving(request: HttpRequest) -> bool:
    return request.method == "POST"


@pytest.fixture
def open_browser(browser, tmp_path) -> Iterator[Callable[[], BrowserContext]]:
    """Opens a browser that remembers what it knew when it was closed."""
    opened = []

    def open_again() -> BrowserContext:
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=find_chromium(),
            args=FLAGS,
            viewport=PHONE,
        )
        opened.append(context)
        return context

    yield open_again
    for context in opened:
        with suppress(Error):
            context.close()


def test_five_walks_without_a_line_in_a_browser_that_was_closed(open_browser, site):
    """The journal opens, five walks wait, the browser is closed and opened, the line comes back."""
    lengths = (101, 102, 103, 104, 105)
    context = open_browser()
    page = start(Visit(context, context.pages[0], site))
    # The debugger cuts the line of pages alone: a worker that wakes up meets a server that is away.
    with server_that(lambda request, ask: HttpResponse(status=503)):
        context.set_offline(True)
        log_walk(page, 101)
        waits(page, 1)
        page.goto(f"{site}/journal/")
        expect(page.get_by_role("heading", name="Your walks")).to_be_visible()
        waits(page, 1)
        for number, minutes in enumerate(lengths[1:], start=2):
            log_walk(page, minutes)
            waits(page, number)
        context.close()

        context = open_browser()
        context.set_offline(True)
        page = context.pages[0]
        page.goto(f"{site}/journal/")
        waits(page, 5)
    assert not Walk.objects.filter(minutes__in=lengths).exists()
    context.set_offline(False)
    page.goto(f"{site}/journal/walks/")
    stored(page, *lengths)
    page.goto(f"{site}/journal/")
    assert page.locator("[data-waiting]").is_hidden()


def test_a_server_that_answers_late_stores_a_walk_once(new_visit, monkeypatch):
    monkeypatch.setattr("backsite.device.TIMEOUT_MS", 1500)
    page = start(new_visit(keeps=True))
    may_answer, has_answered = Event(), Event()

    def late(request, ask):
        if not is_saving(request) or "api" in request.path:
            return ask()
        may_answer.wait(SECONDS)
        try:
            return ask()
        finally:
            has_answered.set()

    with server_that(late):
        log_walk(page, 111)
        expect(page.get_by_role("heading", name="Your walks")).to_be_visible()
        stored(page, 111)
        may_answer.set()
        assert has_answered.wait(SECONDS)
    stored(page, 111)


def test_a_server_that_stores_and_then_fails_stores_a_walk_once(new_visit):
    page = start(visit := new_visit(keeps=True))
    failed = []

    def store_and_fail(request, ask):
        answer = ask()
        if is_saving(request) and len(failed) < 3:
            failed.append(request.path)
            return HttpResponse("No.", status=500)
        return answer

    with server_that(store_and_fail):
        log_walk(page, 112)
        waits(page, 1)
        for _ in range(3):
            visit.open("/journal/walks/")
            page.wait_for_load_state("networkidle")
        stored(page, 112)
    assert len(failed) == 3


def test_a_server_that_fails_has_them_wait_in_their_order(new_visit):
    page = start(visit := new_visit(keeps=True))

    def fail(request, ask):
        return HttpResponse("No.", status=500) if is_saving(request) else ask()

    with server_that(fail):
        log_walk(page, 113)
        waits(page, 1)
        log_walk(page, 114)
        waits(page, 2)
        expect(page.locator("[data-why]")).to_contain_text("does not answer")
    visit.open("/journal/")
    stored(page, 113, 114)


LEAVE = """() => {
    const form = Object.assign(document.createElement("form"), { method: "post" });
    form.action = "/journal/leave/";
    const said = { entry: crypto.randomUUID(), pain_before: 3, minutes: 123 };
    for (const [name, value] of Object.entries(said))
        form.append(Object.assign(document.createElement("input"), { name, value }));
    document.body.append(form);
    form.submit();
}"""
YESTERDAY = """async () => {
    const form = new FormData();
    const said = { usual: 124, when: "yesterday", about: "9:00", pain_before: 1, pain_after: 2 };
    for (const [name, value] of Object.entries(said)) form.set(name, value);
    await walkQueue.add(form);
    const day = new Date();
    day.setDate(day.getDate() - 1);
    day.setHours(9, 0, 0, 0);
    return day.toISOString();
}"""


def test_that_a_walk_is_kept_is_said_on_the_first_screen(new_visit):
    visit = new_visit(keeps=True)
    page = start(visit)
    visit.context.set_offline(True)
    log_walk(page, 11)
    expect(page.locator("[data-list] li")).to_contain_text("11 minutes, pain 1 before, 2 after")
    expect(page.locator("[data-list] li")).to_be_in_viewport(ratio=1)
    log_walk(page, 12)
    expect(page.get_by_text("Kept on this device.")).to_be_in_viewport(ratio=1)
    # With the button at the lower edge of the screen, below which that is said.
    at_edge = """it => {
        const top = it.getBoundingClientRect().bottom - innerHeight;
        scrollBy({ top, behavior: "instant" });
        it.click();
    }"""
    page.locator('[name="minutes"]').fill("13")
    for name in ("pain_before", "pain_after"):
        page.locator(f'label:has([name="{name}"][value="1"])').click()
    page.get_by_role("button", name="this walk").evaluate(at_edge)
    expect(page.locator("[data-list] li")).to_have_count(3)
    expect(page.get_by_text("Kept on this device.")).to_be_in_viewport(ratio=1)
    waits(page, 3)


def test_leaving_and_yesterday_are_kept_as_they_were_said(new_visit):
    page = start(visit := new_visit(keeps=True))
    visit.context.set_offline(True)
    page.evaluate(LEAVE)
    waits(page, 1)
    began = page.evaluate(YESTERDAY)
    visit.context.set_offline(False)
    visit.open("/journal/")
    stored(page, 124)
    assert Walk.objects.get(minutes=124).started_at == datetime.fromisoformat(began)
    going = UnfinishedWalk.objects.get(origin="device")
    assert (going.pain_before, going.minutes) == (3, None)


def test_a_sign_in_page_in_between_loses_nothing(new_visit):
    page = start(visit := new_visit(keeps=True))
    visit.context.set_offline(True)
    log_walk(page, 115)
    waits(page, 1)
    Session.objects.all().delete()
    visit.context.set_offline(False)
    visit.open("/offline/walks/")
    expect(page.locator("[data-why]")).to_contain_text("Sign in")
    waits(page, 1)
    start(visit)
    stored(page, 115)


def test_two_people_on_one_device_never_cross(new_visit):
    make_walker(BOB)
    page = start(visit := new_visit(keeps=True))
    visit.context.set_offline(True)
    log_walk(page, 116)
    waits(page, 1)
    Session.objects.all().delete()  # Alice is signed out by the clock, not by herself
    visit.context.set_offline(False)
    expect(page.locator("[data-why]")).to_contain_text("Sign in")  # before Bob does
    start(visit, BOB)
    assert page.locator("[data-waiting]").is_hidden()
    visit.context.set_offline(True)
    visit.open("/journal/")
    waits(page, 0)
    log_walk(page, 117)
    waits(page, 1)
    assert "116" not in page.locator("body").inner_text()
    visit.context.set_offline(False)
    visit.open("/journal/")
    stored(page, 117)
    assert not Walk.objects.filter(minutes=116).exists()
    Session.objects.all().delete()
    start(visit)
    stored(page, 116)
    owners = Walk.objects.filter(minutes__in=(116, 117)).values_list("minutes", "walker__email")
    assert dict(owners) == {116: WALKER, 117: BOB}


def test_a_page_that_was_open_before_somebody_else_signed_in_keeps_for_its_own_person(new_visit):
    make_walker(BOB)
    old = start(visit := new_visit(keeps=True))
    visit.page = visit.context.new_page()
    Session.objects.all().delete()
    start(visit, BOB)
    visit.context.set_offline(True)
    log_walk(old, 118)
    expect(old.get_by_role("heading", name="Your walks")).to_be_visible()
    waits(old, 0)  # Bob’s device by now: Alice’s walk is not shown
    visit.context.set_offline(False)
    visit.open("/journal/")
    visit.page.wait_for_load_state("networkidle")
    assert not Walk.objects.filter(minutes=118).exists()
    Session.objects.all().delete()
    page = start(visit)
    stored(page, 118)
    assert Walk.objects.get(minutes=118).walker.email == WALKER


def test_signing_out_says_what_waits_and_then_removes_it(new_visit):
    page = start(visit := new_visit(keeps=True))
    asked = []

    def answer(dialog):
        asked.append(dialog.message)
        if len(asked) == 1:
            dialog.dismiss()
        else:
            dialog.accept()

    page.on("dialog", answer)

    def fail(request, ask):
        return HttpResponse("No.", status=500) if is_saving(request) else ask()

    with server_that(fail):
        log_walk(page, 119)
        waits(page, 1)
        visit.open("/journal/")
        sign_out = page.get_by_role("navigation").get_by_role("button", name="Sign out")
        with page.expect_event("dialog"):
            sign_out.click()
        assert "1 walk on this device could not be sent" in asked[0]
        waits(page, 1)
        with page.expect_navigation():
            sign_out.click()
    visit.open("/offline/walks/")
    expect(page.locator("[data-nobody]")).to_be_visible()
    until(page, "walkQueue.walker().then((key) => key === undefined)")
    start(visit)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(WAITING) == []
    assert not Walk.objects.filter(minutes=119).exists()


def test_signing_out_without_a_line_removes_nothing(new_visit):
    page = start(visit := new_visit(keeps=True))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    visit.context.set_offline(True)
    with page.expect_event("dialog"):
        page.get_by_role("navigation").get_by_role("button", name="Sign out").click()
    assert "you are still signed in" in asked[-1]
    assert page.evaluate("walkQueue.walker()")


def test_a_refused_walk_stays_with_what_to_do_and_can_be_corrected(new_visit):
    page = start(visit := new_visit(keeps=True))
    visit.context.set_offline(True)
    log_walk(page, 120)
    waits(page, 1)
    page.evaluate(
        "(() => { const form = new FormData(); form.set('minutes', '9999'); form.set('pain_before',"
        " '1'); form.set('pain_after', '7'); return walkQueue.add(form); })()"
    )
    visit.context.set_offline(False)
    visit.open("/journal/")
    waits(page, 1)  # the good one is not kept back by the refused one
    refused = page.locator("[data-list] li")
    expect(refused).to_contain_text("Give a whole number from 1 to 1440.")
    assert findings(page) == []
    assert Walk.objects.filter(minutes=120).count() == 1
    refused.get_by_role("link", name="Correct it").click()
    page.wait_for_url("**/walks/new/**")
    expect(page.locator('[name="pain_after"][value="7"]')).to_be_checked()
    form = page.locator('form:has([name="pain_after"])')
    form.locator('[name="minutes"]').first.fill("121")
    with page.expect_navigation():
        form.get_by_role("button", name="Save").first.click()
    stored(page, 121)


@pytest.mark.parametrize("kept", ["2026-07-01T09:30:00.000Z", "2026-07-01T10:30"])
def test_a_refused_walk_comes_back_with_the_hour_that_was_typed(new_visit, kept):
    page = start(visit := new_visit(keeps=True, zone="Europe/London"))
    page.evaluate(
        "(kept) => { const form = new FormData(); form.set('minutes', '9999');"
        " form.set('pain_before', '1'); form.set('pain_after', '7'); form.set('started_at', kept);"
        " return walkQueue.add(form); }",
        kept,
    )
    visit.open("/journal/")
    page.locator("[data-list] li").get_by_role("link", name="Correct it").click()
    page.wait_for_url("**/walks/new/**")
    expect(page.locator('[name="pain_after"][value="7"]')).to_be_checked()
    expect(page.locator('[name="started_at"]').first).to_have_value("2026-07-01T10:30")


@pytest.mark.parametrize(
    ("said", "begun", "later"),
    [
        ("started_at", "2026-07-01T10:30", "2026-07-01T10:30"),
        ("saved_at", "2026-07-01T10:05", "2026-07-01T09:55"),
    ],
)
def test_a_refused_walk_is_corrected_on_the_clock_of_the_journal(new_visit, said, begun, later):
    """As the server reads it. On a phone elsewhere it moved by hours, and one without a start by
    days: left empty, the field meant just now."""
    page = start(visit := new_visit(keeps=True, zone="America/New_York"))
    page.evaluate(
        "async (said) => { const form = new FormData(); form.set('pain_before', '1');"
        " form.set('minutes', '25'); form.set('pain_after', '77');"
        " if (said === 'started_at') form.set(said, '2026-07-01T09:30:00.000Z');"
        " await walkQueue.add(form);"
        " const open = indexedDB.open('walk-queue', 1);"
        " await new Promise((done) => { open.onsuccess = done; });"
        " const rows = open.result.transaction('walks', 'readwrite').objectStore('walks');"
        " const all = rows.getAll(); await new Promise((done) => { all.onsuccess = done; });"
        " const [row] = all.result; row.walk.saved_at = '2026-07-01T09:30:00.000Z';"
        " row.clock = undefined; rows.put(row); }",
        said,
    )
    visit.open("/journal/")
    page.locator("[data-list] li").get_by_role("link", name="Correct it").click()
    page.wait_for_url("**/walks/new/**")
    field = page.locator('[name="started_at"]').first
    expect(field).to_have_value(begun)
    page.locator('[name="minutes"]').first.fill("35")
    expect(field).to_have_value(later)


def test_a_new_release_of_the_worker_loses_nothing(new_visit, monkeypatch):
    page = start(visit := new_visit(keeps=True))
    visit.context.set_offline(True)
    log_walk(page, 122)
    waits(page, 1)
    before = page.evaluate("caches.keys()")
    monkeypatch.setattr("backsite.device.FILES", ("site.css", "site.js", "walk-queue.js"))

    def fail(request, ask):
        return HttpResponse("No.", status=500) if is_saving(request) else ask()

    with server_that(fail):
        visit.context.set_offline(False)
        page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
        always = next(name for name in before if name.startswith("always"))
        until(page, f"caches.keys().then((names) => !names.includes('{always}'))")
        waits(page, 1)
    visit.open("/journal/")
    stored(page, 122)


def test_no_page_of_a_person_is_kept_and_the_page_without_a_line_names_nobody(new_visit):
    page = start(visit := new_visit(keeps=True))
    visit.open("/journal/walks/")
    kept = page.evaluate(
        "(async () => { let text = ''; for (const name of await caches.keys())"
        " for (const each of await (await caches.open(name)).keys())"
        " text += each.url + await (await caches.match(each)).text(); return text; })()"
    )
    person = User.objects.get(email=WALKER)
    assert "/offline/walks/" in kept
    for private in (WALKER, person.device_key, "csrfmiddlewaretoken", "Your last walks"):
        assert private not in kept
