"""The server: whoever is idle or slow stops nobody else, and only whole requests are answered."""

import asyncio
import ctypes
import json
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any
from urllib.request import urlopen

import pytest

from backsite import server
from backsite.rsgi import application
from backsite.server import BufferedApplication
from backsite.server_refusals import server_refusal
from journal.api.problems import API_PREFIX
from tests import services

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 2
PRIVATE = ("/journal/",)
MORE_THAN_ALL_THREADS = 4 * WORKERS * sum(server.THREADS.values())


# --- With granian -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """That of the site as it is served, with a database that nobody has to write to."""
    port = services.free_port()
    command = [sys.executable, str(ROOT / "manage.py"), "serve"]
    command += ["--port", str(port), "--workers", str(WORKERS)]
    with tempfile.TemporaryDirectory(prefix="backsite-") as name, pytest.MonkeyPatch.context() as m:
        m.setenv("DATABASE_URL", f"sqlite:///{name}/site.sqlite3")
        m.setenv("DJANGO_SETTINGS_MODULE", "backsite.settings")
        with services.running(command, Path(name) / "log", services.accepts(port)):
            yield port


BEGUN = {
    "nothing": b"",
    "half a header": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-",
    # Django reads the body only where there is a cookie to compare it with.
    "half a body": b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
    b"Cookie: csrftoken=" + b"a" * 32 + b"\r\nContent-Length: 5000\r\n\r\nlogin=a",
}


@pytest.mark.service
@pytest.mark.parametrize("begun", BEGUN.values(), ids=BEGUN.keys())
def test_senders_who_stop_in_the_middle_stop_nobody_else(port, begun):
    address = f"http://127.0.0.1:{port}/healthz"
    assert urlopen(address, timeout=services.SECONDS).read() == b"ok\n"
    with ExitStack() as stack:
        for _ in range(MORE_THAN_ALL_THREADS):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            connection.sendall(begun)
        time.sleep(0.3)
        for _ in range(10):
            assert urlopen(address, timeout=services.SECONDS).read() == b"ok\n"


@pytest.mark.service
def test_no_answer_names_what_serves_it(port):
    """Neither one of the site's own, nor of its server: the database of this site is empty."""
    too_long = {"Content-Length": str(2**40)}
    for path, headers, expected in [("/healthz", {}, 200), ("/", {}, 503), ("/", too_long, 413)]:
        connection = HTTPConnection("127.0.0.1", port, timeout=services.SECONDS)
        with closing(connection):
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            assert answer.status == expected
            assert not answer.headers["Server"]


@pytest.mark.service
def test_the_server_stops_while_connections_are_idle(tmp_path):
    port = services.free_port()
    command = [sys.executable, str(ROOT / "manage.py"), "serve", "--port", str(port)]
    accepts = services.accepts(port)
    with socket.socket() as idle, services.running(command, tmp_path / "log", accepts):
        idle.connect(("127.0.0.1", port))
        urlopen(f"http://127.0.0.1:{port}/healthz", timeout=services.SECONDS)
        # At the end of the block it is told to stop; `running` fails where it does not.


# --- A request, without a server ----------------------------------------------------------------


class Headers(list):
    """As granian's: pairs in their order, and the first value of a name."""

    def items(self):
        return list(self)

    def get(self, name, default=None):
        return dict(reversed(self)).get(name, default)

    def __contains__(self, name):
        return name in dict(self)


class Protocol:
    """One request's connection: what it sends, and what it was answered."""

    def __init__(self, chunks=(b"",), pause=0.0):
        self.chunks, self.pause, self.answer = chunks, pause, None

    async def __aiter__(self):
        for chunk in self.chunks:
            await asyncio.sleep(self.pause)
            yield chunk

    def response_bytes(self, status, headers, body):
        nameless, *headers = headers
        assert nameless == server.NAMELESS
        self.answer = status, headers, body


def run(coroutine: Coroutine) -> Any:
    """In a thread of its own: the browser tests leave a loop in this one that goes on running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def ask(application, *headers, protocol=None, buffered=None, **scope):
    asked = {
        "method": "GET",
        "path": "/",
        "query_string": "",
        "scheme": "http",
        "http_version": "1.1",
        "server": "127.0.0.1:8000",
        "client": "127.0.0.1:40000",
        "headers": Headers(headers),
    }
    protocol = protocol or Protocol()
    request = SimpleNamespace(**asked | scope)
    buffered = buffered or BufferedApplication(application, PRIVATE)
    run(buffered.__rsgi__(request, protocol))
    return protocol.answer


def environ_of(*headers, **scope):
    seen = {}

    def application(environ, start_response):
        seen.update(environ, body=environ["wsgi.input"].read())
        start_response("200 OK", [])
        return []

    answer = ask(application, *headers, **scope)
    assert answer[0] == 200
    return seen


def refuses(*headers, **scope):
    def application(environ, start_response):
        pytest.fail("This request must not reach the site.")

    status, sent, words = ask(application, *headers, **scope)
    assert ("Connection", "close") in sent
    assert words.decode().endswith(".\n")  # a person may be reading
    return status


def test_a_request_is_told_as_wsgi_has_it():
    environ = environ_of(
        ("host", "example.org"), ("content-type", "text/plain"), path="/café", query_string="q=é"
    )
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/café"
    assert environ["QUERY_STRING"].encode("latin-1").decode() == "q=é"
    assert (environ["HTTP_HOST"], environ["CONTENT_TYPE"]) == ("example.org", "text/plain")
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("127.0.0.1", "8000")
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
    assert environ_of(client="[::1]:40000")["REMOTE_ADDR"] == "::1"


def test_headers_that_are_sent_twice_are_joined():
    environ = environ_of(("cookie", "a=1"), ("cookie", "b=2"), ("x-a", "1"), ("x-a", "2"))
    assert (environ["HTTP_COOKIE"], environ["HTTP_X_A"]) == ("a=1; b=2", "1,2")


def test_a_type_that_is_said_twice_is_one_and_two_are_none():
    kind, other = ("content-type", "text/plain"), ("content-type", "multipart/form-data")
    assert environ_of(kind, kind)["CONTENT_TYPE"] == "text/plain"
    assert environ_of(kind, other)["CONTENT_TYPE"] == "text/plain,multipart/form-data"


def test_no_header_passes_for_one_that_a_proxy_sets():
    environ = environ_of(("x_forwarded_proto", "https"), ("x_forwarded_for", "1.2.3.4"))
    assert not {name for name in environ if "FORWARDED" in name}


def test_a_body_arrives_whole_and_only_whole():
    length = ("content-length", "6")
    chunks = (b"abc", b"", b"def", b"")
    assert environ_of(length, protocol=Protocol(chunks))["body"] == b"abcdef"
    assert refuses(length, protocol=Protocol((b"abc", b""))) == 400  # the connection broke
    assert refuses(("transfer-encoding", "chunked"), protocol=Protocol((b"abc", b""))) == 411


def test_a_body_that_is_too_large_or_too_slow_is_refused(monkeypatch):
    assert refuses(("content-length", str(server.MAX_BODY_BYTES + 1))) == 413
    for nonsense in ("-1", "+1", "x", "²", ""):
        assert refuses(("content-length", nonsense)) == 400
    monkeypatch.setattr(server, "BODY_SECONDS", 0.05)
    slow = Protocol([b"a"] * 1000, pause=0.01)
    assert refuses(("content-length", "1000"), protocol=slow) == 408


def test_a_program_is_refused_in_json_before_the_site_is_asked(monkeypatch):
    broken = BufferedApplication(None, PRIVATE)
    monkeypatch.setattr(broken, "application", lambda *asked: 1 / 0)
    walks = f"{API_PREFIX}walks/"
    too_long = ("content-length", str(server.MAX_BODY_BYTES + 1))
    for headers, status in (((too_long,), 413), ((("content-length", "x"),), 400), ((), 500)):
        answer, sent, words = ask(None, *headers, buffered=broken, path=walks, method="POST")
        assert (answer, dict(sent)["Content-Type"]) == (status, "application/json")
        assert set(json.loads(words)) == {"code", "message", "errors"}


def test_a_long_body_is_taken_at_its_own_address_alone_and_few_at_a_time(monkeypatch):
    monkeypatch.setattr(server, "MAX_BODY_BYTES", 4)
    monkeypatch.setattr(server, "MAX_LONG_BODIES", 1)

    def application(environ, start_response):
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]

    buffered = BufferedApplication(application, PRIVATE, long_bodies={"/import/": 8})

    def send(path: str, length: int) -> tuple:
        protocol = Protocol([b"x" * length])
        header = ("content-length", str(length))
        return ask(None, header, protocol=protocol, buffered=buffered, path=path, method="POST")

    assert send("/import/", 8) == (200, [], b"x" * 8)
    assert [send("/import/", 9)[0], send("/", 5)[0]] == [413, 413]
    assert buffered.long_bodies_now == 0
    buffered.long_bodies_now = 1
    assert [send("/import/", 8)[0], send("/import/", 4)[0]] == [503, 200]


def test_an_answer_is_sent_as_the_application_gives_it():
    class Answer(list):
        closed = False

        def close(self):
            self.closed = True

    content = Answer([b"a", b"b"])

    def application(environ, start_response):
        start_response("404 Not Found", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return content

    assert ask(application) == (404, [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")], b"ab")
    assert content.closed


def test_an_application_that_fails_is_answered_for(caplog):
    def application(environ, start_response):
        raise ValueError("on purpose")

    assert ask(application)[0] == 500
    assert "on purpose" in caplog.text


# --- Who waits for whom -------------------------------------------------------------------------


@pytest.fixture
def hanging() -> Iterator[Callable]:
    """An application of which every request hangs until the end of the test, but for one path."""
    end = Event()

    def application(environ, start_response):
        if environ["PATH_INFO"] != "/quick":
            end.wait(30)
        start_response("200 OK", [])
        return [b"done"]

    yield application
    end.set()


async def ask_all(
    buffered: BufferedApplication, *asked: tuple[str, str], answered: int
) -> list[Protocol]:
    """All at once, in this order, until so many are answered."""
    protocols = []
    for method, path in asked:
        scope = SimpleNamespace(
            method=method,
            path=path,
            query_string="",
            scheme="http",
            http_version="1.1",
            server="127.0.0.1:8000",
            client="127.0.0.1:40000",
            headers=Headers(),
        )
        protocols.append(Protocol())
        asyncio.ensure_future(buffered.__rsgi__(scope, protocols[-1]))  # noqa: RUF006
    async with asyncio.timeout(20):
        while sum(each.answer is not None for each in protocols) < answered:
            await asyncio.sleep(0.01)
    return protocols


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/journal/"), ("GET", "/journal/"), ("POST", "/")]
)
def test_however_many_wait_for_the_database_readers_do_not(hanging, method, path):
    buffered = BufferedApplication(hanging, PRIVATE)
    stuck = [(method, path)] * 10
    protocols = run(ask_all(buffered, *stuck, ("GET", "/quick"), ("HEAD", "/quick"), answered=2))
    assert [each.answer and each.answer[0] for each in protocols] == [None] * 10 + [200] * 2


def test_pages_that_read_a_whole_log_wait_for_each_other_alone(hanging):
    buffered = BufferedApplication(hanging, ("/journal/", "/quick"), ("/journal/patterns/",))
    stuck = [("GET", "/journal/patterns/shown/")] * 5
    *_, last = run(ask_all(buffered, *stuck, ("GET", "/quick"), answered=1))
    assert last.answer[0] == 200


def test_the_site_says_which_pages_read_a_whole_log():
    asked = SimpleNamespace(method="GET", path="/journal/patterns/")
    assert application._kind(asked) == "whole_log"
    for kind, path in (("private", "/journal/"), ("public", "/"), ("private", "/journal/week/")):
        asked.path = path
        assert application._kind(asked) == kind
    asked.method, asked.path = "POST", "/journal/patterns/"
    assert application._kind(asked) == "writes"


def test_the_server_is_alive_though_every_thread_hangs(hanging):
    buffered = BufferedApplication(hanging, PRIVATE)
    stuck = [("GET", "/"), ("GET", "/journal/"), ("POST", "/")] * 5
    *_, alive = run(ask_all(buffered, *stuck, ("GET", "/healthz"), answered=1))
    assert alive.answer == server.ALIVE
    assert dict(alive.answer[1])["Cache-Control"] == "no-store"


def test_what_is_answered_at_once_waits_for_no_thread(hanging):
    kept, asked = (200, [], b"kept"), []

    def at_once(environ):
        asked.append(environ["PATH_INFO"])
        return kept if environ["PATH_INFO"] == "/kept" else None

    buffered = BufferedApplication(hanging, PRIVATE, at_once=at_once)
    stuck = [("GET", "/"), ("GET", "/journal/"), ("POST", "/kept")] * 5
    *waiting, last = run(ask_all(buffered, *stuck, ("GET", "/kept"), answered=1))
    assert [each.answer for each in waiting] == [None] * 15
    assert last.answer == kept
    assert set(asked) == {"/", "/kept"}  # no private page, and nothing that is sent


def test_what_hangs_is_answered_with_later(hanging, monkeypatch):
    monkeypatch.setattr(server, "ANSWER_SECONDS", 0.05)
    (one,) = run(ask_all(BufferedApplication(hanging, PRIVATE), ("GET", "/"), answered=1))
    assert one.answer == server_refusal(503, "/")
    assert int(dict(one.answer[1])["Retry-After"]) > 0


def test_a_thread_that_is_late_still_reads_the_whole_body(monkeypatch, caplog):
    monkeypatch.setattr(server, "ANSWER_SECONDS", 0.05)
    protocol, read = Protocol([b"x" * 8]), []

    def application(environ, start_response):
        services.wait_until(lambda: protocol.answer is not None, "the answer in its place")
        time.sleep(0.2)
        read.append(environ["wsgi.input"].read())
        start_response("200 OK", [])
        return []

    buffered = BufferedApplication(application, PRIVATE, long_bodies={"/import/": 8})
    monkeypatch.setattr(server, "MAX_BODY_BYTES", 4)
    length = ("content-length", "8")
    ask(None, length, protocol=protocol, buffered=buffered, path="/import/", method="POST")
    assert protocol.answer == server_refusal(503, "/import/")
    buffered.pools["writes"].shutdown()
    assert read == [b"x" * 8]
    assert "The application failed" not in caplog.text
    assert (buffered.long_bodies_now, buffered.waiting["writes"]) == (0, 0)


def test_what_no_thread_has_begun_is_not_done_after_its_answer(monkeypatch):
    monkeypatch.setattr(server, "ANSWER_SECONDS", 0.05)
    end, begun = Event(), []

    def application(environ, start_response):
        begun.append(environ["PATH_INFO"])
        end.wait(30)
        start_response("200 OK", [])
        return []

    buffered = BufferedApplication(application, PRIVATE)
    refused = run(ask_all(buffered, *[("POST", "/")] * 5, answered=5))
    assert [each.answer for each in refused] == [server_refusal(503, "/")] * 5
    end.set()
    buffered.pools["writes"].shutdown()
    assert len(begun) == server.THREADS["writes"]


def test_more_than_can_wait_are_told_at_once(hanging, monkeypatch):
    monkeypatch.setattr(server, "MAX_WAITING", 3)
    buffered = BufferedApplication(hanging, PRIVATE)
    *waiting, last = run(ask_all(buffered, *[("POST", "/")] * 4, answered=1))
    assert [each.answer for each in waiting] == [None] * 3
    assert last.answer == server_refusal(503, "/")


# --- Memory ---------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="another C library")
def test_what_a_long_page_took_is_given_back_while_a_small_thing_behind_it_stays():
    libc, megabytes = ctypes.CDLL(None), 64
    libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    *taken, small = [libc.malloc(2**16) for _ in range(16 * megabytes + 1)]
    for each in taken:
        ctypes.memset(each, 1, 2**16)
    for each in taken:
        libc.free(each)
    later: list[tuple] = []
    before = resident_megabytes()
    server.give_back_memory(SimpleNamespace(call_later=lambda *asked: later.append(asked)))
    assert before - resident_megabytes() > megabytes / 2
    assert [seconds for seconds, *_ in later] == [server.GIVE_BACK_SECONDS]
    libc.free(small)


TAKEN_TWICE = """
import ctypes, resource
from threading import Thread
from backsite import server

libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
faults = []

def take_and_free():
    taken = [libc.malloc(2**16) for _ in range(16 * 16)]
    for each in taken:
        ctypes.memset(each, 1, 2**16)
    for each in taken:
        libc.free(each)
    faults.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)

server.share_memory()
for _ in range(3):
    thread = Thread(target=take_and_free)
    thread.start()
    thread.join()
print(faults[2] - faults[1])
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="another C library")
def test_what_a_page_frees_the_next_one_takes_whichever_thread_makes_it():
    done = subprocess.run(
        [sys.executable, "-c", TAKEN_TWICE], cwd=ROOT, capture_output=True, check=True
    )
    pages = 16 * 2**20 / resource.getpagesize()
    assert int(done.stdout) < pages / 4


def resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20
