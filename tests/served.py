"""The released demo as a server of its own, and a visitor to it with cookies."""

import os
import re
import signal
import sqlite3
import ssl
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, HTTPSHandler, build_opener

import pytest

from backsite.management.commands.load_demo import PASSWORD, WALKER
from tests import services
from tests.released import ROOT, demo_of_today
from tests.services import SECONDS


class NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


@dataclass
class Answer:
    status: int
    headers: Message
    text: str


class Browser:
    """One visitor with cookies."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = CookieJar()
        tls = HTTPSHandler(context=ssl._create_unverified_context())  # noqa: S323 (a test's own key)
        self.opener = build_opener(HTTPCookieProcessor(self.cookies), NoRedirect, tls)
        self.opener.addheaders = [("Referer", url + "/")]

    def ask(self, path: str, sent: dict[str, str] | None = None) -> Answer:
        data = urlencode(sent).encode() if sent else None
        try:
            response = self.opener.open(self.url + path, data, timeout=SECONDS)
        except HTTPError as error:
            response = error
        with response:
            return Answer(response.status, response.headers, response.read().decode())

    def send(self, path: str, **sent: str) -> Answer:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask(path).text)
        return self.ask(path, sent | {"csrfmiddlewaretoken": token[1]})


@dataclass
class Site:
    url: str
    file: Path
    process_id: int

    def kill(self) -> None:
        """With all its processes, at once; what they wrote is in the file or it is not."""
        os.killpg(self.process_id, signal.SIGKILL)

    def walks(self) -> list[tuple]:
        with closing(sqlite3.connect(self.file)) as database:
            return database.execute(
                "SELECT minutes FROM journal_walk WHERE minutes = 77"
            ).fetchall()

    @contextmanager
    def stuck_writer(self) -> Iterator[None]:
        with closing(sqlite3.connect(self.file, isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                database.execute("ROLLBACK")


@contextmanager
def served(
    folder: Path,
    workers: int,
    *options: str,
    file: Path | None = None,
    port: int | None = None,
    **environ: str,
) -> Iterator[Site]:
    """The released demo, served by so many processes and without a runner of jobs. `options` are
    those of `serve`, `environ` settings of the site, `file` a database that is there already,
    `port` one where it was served before."""
    port = port or services.free_port()
    if file is None:
        file = folder / "site.sqlite3"
        file.write_bytes(demo_of_today())
    command = [sys.executable, str(ROOT / "manage.py"), "serve"]
    command += ["--port", str(port), "--workers", str(workers), "--no-jobs", *options]
    with pytest.MonkeyPatch.context() as m:
        m.setenv("DATABASE_URL", f"sqlite:///{file}")
        m.setenv("SITE_URL", f"http://127.0.0.1:{port}")
        m.setenv("DJANGO_SETTINGS_MODULE", "backsite.settings")
        m.setenv("DEBUG", "1")  # styles without a manifest; nothing that is tested here
        m.setenv("BUILT_PAGES_BYTES", str(8 * 2**20))
        for name, value in environ.items():
            m.setenv(name, value)
        with services.running(command, folder / "log", services.accepts(port)) as process_id:
            yield Site(f"http://127.0.0.1:{port}", file, process_id)


def signed_in(site: Site) -> Browser:
    browser = Browser(site.url)
    sent = browser.send("/accounts/login/", login=WALKER, password=PASSWORD)
    assert sent.status == 302
    return browser
