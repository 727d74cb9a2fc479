"""A real Chromium, a real server, and the site as a new visitor finds it."""

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from backsite.management.commands.load_demo import PASSWORD, WALKER
from tests.browser.measuring_font import set_in_measuring_font
from tests.chromium import find_chromium
from tests.kept_state import put_back

# Playwright's own event loop makes Django think that the test is asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

BLOCKED = "Service Worker registration blocked by Playwright"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
SERVING = "process_request_thread"  # in the names of the live server's threads, one a connection
SECONDS = 60  # for anything at all, on a machine that is busy with other things
expect.set_options(timeout=SECONDS * 1000)

# Of several lists of what a browser does without, the last one counts: here is Playwright's, and
# the two pages behind the address bar, which cost more than any page of ours and which nobody sees.
WITHOUT = """
    AimEnabled AvoidCorsURLLoaderRestartOnRedirect AvoidUnnecessaryBeforeUnloadCheckSync
    DestroyProfileOnBrowserClose HttpsFirstBalancedModeAutoEnable HttpsUpgrades LensOverlay
    MediaRouter NetworkTimeServiceQuerying OptimizationHints PaintHolding PreconnectToSearch
    ThirdPartyStoragePartitioning
    WebUIOmniboxAimPopup WebUIOmniboxPopup
"""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--font-render-hinting=none",  # or a letter is whole pixels wide where there are no windows
    f"--disable-features={','.join(WITHOUT.split())}",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield opened
        opened.close()


@dataclass
class Visit:
    """One visitor's browser, and everything it complained about."""

    context: BrowserContext
    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    is_measured: bool = False

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        if self.is_measured:
            set_in_measuring_font(self.page)
        return self.page

    def log_in(self, email: str = WALKER) -> None:
        """Be logged in from the next page on, by a session that the login page made.

        Filling in the form in the browser takes longer than many a test: see `log_in_by_form`.
        """
        client = Client()
        answer = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert answer.status_code == 302, answer.content
        session = client.session
        session.pop("_messages", None)  # said on the page that follows the form
        session.save()
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": self.url}
        self.context.add_cookies([cookie])  # type: ignore[list-item]

    def log_in_by_form(self, email: str = WALKER, password: str = PASSWORD) -> None:
        page = self.open("/accounts/login/")
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign In").click()
        page.wait_for_url(lambda address: "/accounts/login/" not in address)


@pytest.fixture
def site(_demo_state, live_server, settings) -> str:
    """A site with the starter articles and the demo accounts."""
    settings.SITE_URL, settings.IS_LOCAL = live_server.url, True
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    put_back(_demo_state)
    return live_server.url


@pytest.fixture
def visit(browser, site) -> Iterator["VisitMaker"]:
    maker = VisitMaker(browser, site)
    yield maker
    maker.close()


class VisitMaker:
    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self.url = url
        self.visits: list[Visit] = []

    def __call__(
        self,
        *,
        viewport=PHONE,
        scheme="light",
        scripts=True,
        keeps=False,
        is_measured=False,
        zone=None,
    ) -> Visit:
        """One more visitor.

        `keeps`: with the service worker, whose own requests would outlive most tests.
        `is_measured`: every page is shown in the font of `measuring_font`.
        """
        context = self.browser.new_context(
            viewport=viewport,
            color_scheme=scheme,
            java_script_enabled=scripts,
            bypass_csp=is_measured,
            timezone_id=zone,
            service_workers="allow" if keeps else "block",
        )
        context.set_default_timeout(SECONDS * 1000)
        visit = Visit(context, context.new_page(), self.url, is_measured=is_measured)
        visit.page.on(
            "console",
            lambda message: (
                visit.complaints.append(f"{visit.page.url}: {message.text}")
                if message.type in ("error", "warning") and BLOCKED not in message.text
                else None
            ),
        )
        visit.page.on(
            "pageerror", lambda error: visit.complaints.append(f"{visit.page.url}: {error}")
        )
        self.visits.append(visit)
        return visit

    def close(self) -> None:
        """And wait for the server's threads, each of which ends with its connection: a table that
        one of them still reads could not be emptied for the next test."""
        for visit in self.visits:
            visit.context.close()
        until = time.monotonic() + SECONDS
        while any(SERVING in thread.name for thread in threading.enumerate()):
            if time.monotonic() > until:
                break
            time.sleep(0.01)
