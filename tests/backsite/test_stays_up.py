"""The served site while something of it is stuck or away: a real server on a real file."""

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from http.client import HTTPException
from threading import Event

import pytest

from tests.released import ROOT
from tests.served import SECONDS, Browser, Site, served, signed_in
from tests.services import free_port
from tests.soak import FIRST, IS_SOAK, steps

pytestmark = [pytest.mark.service, pytest.mark.slow]

KILLS = 500 if IS_SOAK else 8
WRITERS = 3
NEVER_BEGINS = """
import sys
from backsite.server import serve
serve("tests.nowhere:application", "127.0.0.1", int(sys.argv[1]), 1)
"""
NOTE = "Better after sitting, written while the database was stuck."


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("site"), workers=1) as site:
        yield site


@pytest.fixture
def walker(site) -> Browser:
    return signed_in(site)


def test_stuck_writers_stop_no_reader_and_lose_no_words(site, walker):
    typed = {
        "entry": str(uuid.uuid4()),
        "minutes": "77",
        "pain_before": "2",
        "pain_after": "4",
        "note": NOTE,
        "started_at": "2026-05-14T09:30",
    }
    assert walker.ask("/journal/patterns/").status == 200  # built once, so that it is quick
    with site.stuck_writer(), ThreadPoolExecutor(4) as threads:
        writers = [threads.submit(walker.send, "/journal/walks/new/", **typed) for _ in range(4)]
        for path in ("/healthz", "/", "/get-help/", "/search/?q=xyzzy", "/journal/patterns/"):
            assert walker.ask(path).status == 200
        assert walker.ask("/readyz").status == 503
        answers = [writer.result() for writer in writers]
    assert [answer.status for answer in answers] == [503] * 4
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
    assert all(NOTE in answer.text and "77" in answer.text for answer in answers)
    assert site.walks() == []
    for _ in range(2):
        assert walker.send("/journal/walks/new/", **typed).status == 302
    assert site.walks() == [(77,)]
    assert walker.ask("/readyz").status == 200


@contextmanager
def full_disk(site: Site) -> Iterator[None]:
    """No process of the server can write to any file, its log included."""
    limited = workers_of(site)
    for process_id in limited:
        resource.prlimit(process_id, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for process_id in limited:
            resource.prlimit(process_id, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)


def test_a_full_disk_stops_no_reader_and_loses_no_words(site, walker):
    typed = {"entry": str(uuid.uuid4()), "minutes": "78", "pain_before": "2", "pain_after": "4"}
    typed |= {"note": NOTE, "started_at": "2026-05-15T09:30"}
    assert walker.ask("/journal/patterns/").status == 200
    with full_disk(site):
        for path in ("/healthz", "/", "/get-help/", "/search/?q=zzyzx", "/journal/patterns/"):
            assert walker.ask(path).status == 200
        assert walker.ask("/readyz").status == 503
        answer = walker.send("/journal/walks/new/", **typed)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
        assert NOTE in answer.text
    assert walker.send("/journal/walks/new/", **typed).status == 302
    assert walker.ask("/readyz").status == 200


def test_a_database_that_is_gone_leaves_what_was_built(site, walker):
    visitor = Browser(site.url)
    assert visitor.ask("/").status == 200
    with closing(sqlite3.connect(site.file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("ALTER TABLE articles_contentversion RENAME TO away")
    try:
        for path in ("/", "/get-help/"):
            answer = visitor.ask(path)
            assert answer.status == 200
            assert "may be out of date" in answer.text
        assert visitor.ask("/articles/painkillers/").status == 503
        assert visitor.ask("/healthz").status == 200
    finally:
        with closing(sqlite3.connect(site.file)) as database:
            database.execute("ALTER TABLE away RENAME TO articles_contentversion")
    assert "may be out of date" not in visitor.ask("/get-help/").text


# --- Kills --------------------------------------------------------------------------------------


def store_one(browser: Browser, entry: str) -> None:
    """Send a walk until it is acknowledged, as somebody does who presses Save again."""
    typed = {"entry": entry, "minutes": "77", "pain_before": "2", "pain_after": "4"}
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with suppress(OSError, HTTPException, TypeError):  # no token: the form did not arrive
            if browser.send("/journal/", **typed).status == 302:
                return
        time.sleep(0.05)
    raise AssertionError("A walk could not be stored.")


def workers_of(site: Site) -> list[int]:
    found = subprocess.run(
        ["pgrep", "-P", str(site.process_id)], capture_output=True, text=True, check=False
    )
    return [int(line) for line in found.stdout.split()]


def test_processes_killed_as_soon_as_they_start_are_started_again(tmp_path):
    with served(tmp_path, workers=2) as site:
        until = time.monotonic() + SECONDS
        while "started again" not in (tmp_path / "log").read_text():
            assert time.monotonic() < until
            for process_id in workers_of(site):
                with suppress(ProcessLookupError):
                    os.kill(process_id, signal.SIGKILL)
            time.sleep(0.2)
        visitor, status = Browser(site.url), 0
        while status != 200:
            assert time.monotonic() < until
            with suppress(OSError, HTTPException):
                status = visitor.ask("/healthz").status


def test_a_server_whose_application_cannot_begin_ends():
    ended = subprocess.run(
        [sys.executable, "-c", NEVER_BEGINS, str(free_port())],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ended.returncode != 0
    assert "started again" not in ended.stderr


@pytest.mark.long
def test_killed_processes_lose_and_double_no_acknowledged_walk(tmp_path, capsys):
    with served(tmp_path, workers=2) as site:
        acknowledged: list[str] = []
        is_over = Event()

        def write(browser: Browser) -> None:
            while not is_over.is_set():
                entry = str(uuid.uuid4())
                store_one(browser, entry)
                acknowledged.append(entry)

        with ThreadPoolExecutor(WRITERS) as threads:
            browsers = [signed_in(site) for _ in range(WRITERS)]
            writers = [threads.submit(write, browser) for browser in browsers]
            try:
                for _ in steps(KILLS, capsys):
                    stored = len(acknowledged)
                    until = time.monotonic() + SECONDS
                    while len(acknowledged) < stored + 2 or not (workers := workers_of(site)):
                        assert time.monotonic() < until
                        time.sleep(random.uniform(0, 0.05))
                    with suppress(ProcessLookupError):  # the server may be starting all of them
                        os.kill(random.choice(workers), signal.SIGKILL)
            finally:
                is_over.set()
            for writer in writers:
                writer.result()
        with closing(sqlite3.connect(site.file)) as database:
            rows = database.execute("SELECT entry FROM journal_walk WHERE minutes = 77").fetchall()
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert len(acknowledged) >= 2 * (KILLS - FIRST)
    stored = sorted(str(uuid.UUID(entry)) for (entry,) in rows)
    assert stored == sorted(acknowledged)
