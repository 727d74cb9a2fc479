"""How granian serves us: whole requests in, whole answers out, so that no client holds a thread.

granian also speaks WSGI, but hands over a request's body as it arrives, without a limit of time:
whoever stops in the middle of a form holds the thread that reads it, and as many such senders as
there are threads stop the site. Here the event loop reads the body, where waiting costs nothing,
and a thread runs the application once everything is there, unless the answer lies ready in memory:
handing over and back would take longer than the rest. granian keeps an answer for a client
that reads it slowly. Idle connections never reach this module.
"""

import asyncio
import ctypes
import gc
import logging
import mmap
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.rsgi import HTTPProtocol, Scope
from granian.server import Server

from backsite.server_refusals import TOO_MANY_FILES, Answer, server_refusal

# Threads in each process, apart for each of these, so that whoever waits for the database's writer
# never stops those who read. Two of most, so that one slow request stops nobody else; not more:
# SQLite has one writer at a time, and the threads of a process share one core. What reads a whole
# log takes a core for a while: one at a time, beside the short pages, or these would wait for it.
THREADS = {"public": 2, "private": 2, "whole_log": 1, "writes": 2}
MAX_WAITING = 500  # requests for one kind of thread: from then on the answer is "later"
ANSWER_SECONDS = 60  # whatever hangs longer, such as a database that says nothing, hangs alone
ALIVE_PATH = "/healthz"
READS = frozenset({"GET", "HEAD", "OPTIONS"})
# A body may take this long in all: ten megabytes over a slow mobile connection.
BODY_SECONDS = 300
MAX_BODY_BYTES = 64 * 2**20  # above every limit of an upload form, which then says so in words
MAX_BODY_BYTES_IN_MEMORY = 2**20
# Where longer ones are allowed: few at a time, since each lies on the disk until it is answered.
LONG_BODY_SECONDS = 1800
MAX_LONG_BODIES = 3
# A thread that asks the database gives Python's lock away each time, and gets it back only after
# this long where another one counts: ten questions of a page would cost it ten times five ms.
SWITCH_SECONDS = 0.0005
# How memory is asked of the system, with glibc's numbers for it (malloc.h). All threads share one
# heap: each of seven would have its own, and what one freed after a long page would wait there for
# that thread's next one. Only `give_back_memory` makes it smaller: what a page frees, the next
# takes again, in a heap that is not cut and grown in between. And what is large is in it, too.
MALLOC_OPTIONS = {
    -8: 1,  # M_ARENA_MAX: heaps
    -1: 64 * 2**20,  # M_TRIM_THRESHOLD: free bytes at its end
    -3: 8 * 2**20,  # M_MMAP_THRESHOLD: bytes from which something lies outside
}
GIVE_BACK_SECONDS = 10
STOP_SECONDS = 30  # longer than a request waits for the database or for the mail server

# A byte that every process forked from here on shares: 1 once the application has begun in one.
HAS_BEGUN = mmap.mmap(-1, 1)

# granian gives its name where an answer has none: nobody needs to be told what serves us.
NAMELESS = ("Server", "")
NEVER_KEPT = [("Content-Type", "text/plain"), ("Cache-Control", "no-store")]
Observer = Callable[[str, int, float], None]
AtOnce = Callable[[dict[str, Any]], Answer | None]
ALIVE: Answer = (200, NEVER_KEPT, b"ok\n")
logger = logging.getLogger(__name__)


class BufferedApplication:
    """An RSGI application that runs a WSGI one in a few threads of each kind."""

    def __init__(
        self,
        application: Callable[..., Iterable[bytes]],
        private_prefixes: tuple[str, ...],
        whole_log_prefixes: tuple[str, ...] = (),
        observe: Observer | None = None,
        long_bodies: Mapping[str, int] | None = None,
        at_once: AtOnce = lambda environ: None,
    ) -> None:
        """`private_prefixes`: how the paths begin of pages that are for one person;
        `whole_log_prefixes`: those of them that read all the walks of a log. `observe` is told of
        each answer: the kind of thread, the status, and the seconds it took. `long_bodies`: how
        many bytes may be sent to some paths, where that is more than anywhere else. `at_once`:
        what is answered to a request for a public page without waiting for anything, None where
        the application has to be asked."""
        self.application = application
        self.at_once = at_once
        self.observe = observe
        self.private_prefixes = private_prefixes
        self.whole_log_prefixes = whole_log_prefixes
        self.pools = {
            kind: ThreadPoolExecutor(count, thread_name_prefix=kind)
            for kind, count in THREADS.items()
        }
        self.waiting = Counter[str]()
        self.long_bodies = long_bodies or {}
        self.long_bodies_now = 0

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called by granian in each process, once its application is there."""
        HAS_BEGUN[0] = 1
        give_back_memory(loop)

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        if scope.path == ALIVE_PATH and scope.method in READS:
            _send(protocol, ALIVE)  # by nobody who could be waiting for something
            return
        length, refused = _length_of_body(scope, self.long_bodies.get(scope.path, MAX_BODY_BYTES))
        is_long = length > MAX_BODY_BYTES
        if is_long and self.long_bodies_now >= MAX_LONG_BODIES:
            refused = 503
        if refused:
            crowded = TOO_MANY_FILES if refused == 503 else ""
            _refuse(protocol, refused, scope.path, crowded)
            return
        self.long_bodies_now += is_long
        try:
            await self._answer_with_body(scope, protocol, length)
        finally:
            self.long_bodies_now -= is_long

    async def _answer_with_body(self, scope: Scope, protocol: HTTPProtocol, length: int) -> None:
        with SpooledTemporaryFile(MAX_BODY_BYTES_IN_MEMORY) as body:
            refused = await _read_body(protocol, body, length)
            if refused:
                _refuse(protocol, refused, scope.path)
                return
            _send(protocol, await self._answer(scope, _environ(scope, body)))

    async def _answer(self, scope: Scope, environ: dict[str, Any]) -> Answer:
        """What the application says, within ANSWER_SECONDS."""
        kind = self._kind(scope)
        if self.observe is None:
            return await self._answer_as(kind, scope, environ)
        started = time.perf_counter()
        answer = await self._answer_as(kind, scope, environ)
        self.observe(kind, answer[0], time.perf_counter() - started)
        return answer

    async def _answer_as(self, kind: str, scope: Scope, environ: dict[str, Any]) -> Answer:
        if kind == "public" and (kept := self.at_once(environ)) is not None:
            return kept
        if self.waiting[kind] >= MAX_WAITING:
            return server_refusal(503, scope.path)
        self.waiting[kind] += 1
        work = asyncio.get_running_loop().run_in_executor(self.pools[kind], self._run, environ)
        work.add_done_callback(lambda _: self.waiting.subtract([kind]))
        await asyncio.wait([work], timeout=ANSWER_SECONDS)  # what takes longer goes on, unheard
        if work.done():
            return work.result()
        logger.error("No answer to %s within %s s.", scope.path, ANSWER_SECONDS)
        return server_refusal(503, scope.path)

    def _kind(self, scope: Scope) -> str:
        if scope.method not in READS:
            return "writes"
        if scope.path.startswith(self.whole_log_prefixes):
            return "whole_log"
        return "private" if scope.path.startswith(self.private_prefixes) else "public"

    def _run(self, environ: dict[str, Any]) -> Answer:
        started: list[tuple[str, list[tuple[str, str]]]] = []
        try:
            response = self.application(
                environ, lambda status, headers, error=None: started.append((status, headers))
            )
            try:
                content = b"".join(response)
            finally:
                if hasattr(response, "close"):
                    response.close()
        except Exception:  # Django answers its own; a broken connection must not be the answer
            logger.exception("The application failed.")
            return server_refusal(500, environ["PATH_INFO"])
        status, headers = started[-1]
        return int(status[:3]), headers, content


def _send(protocol: HTTPProtocol, answer: Answer) -> None:
    status, headers, content = answer
    protocol.response_bytes(status, [NAMELESS, *headers], content)


def _refuse(protocol: HTTPProtocol, status: int, path: str, message: str = "") -> None:
    _, headers, content = server_refusal(status, path, message)
    _send(protocol, (status, [*headers, ("Connection", "close")], content))


def _length_of_body(scope: Scope, most: int) -> tuple[int, int]:
    """How long the body is, and the status with which to refuse it, 0 where it is not refused."""
    if "transfer-encoding" in scope.headers:
        return 0, 411  # no browser sends one, and its end cannot be told from a broken connection
    length = scope.headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        return 0, 400
    return int(length), 413 if int(length) > most else 0


async def _read_body(protocol: HTTPProtocol, body: IO[bytes], length: int) -> int:
    """Fill `body`; the status with which to refuse where it cannot be had whole, else 0."""
    if length == 0:
        return 0
    seconds = BODY_SECONDS if length <= MAX_BODY_BYTES else LONG_BODY_SECONDS
    try:
        async with asyncio.timeout(seconds):
            async for chunk in protocol:
                body.write(chunk)
    except TimeoutError:
        return 408
    if body.tell() != length:  # the connection broke: half a form must not be taken for one
        return 400
    body.seek(0)
    return 0


def _environ(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """The request as PEP 3333 has it."""
    server, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _bytes_as_text(scope.path),
        "QUERY_STRING": _bytes_as_text(scope.query_string),
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:  # would pass for the name with hyphens that a proxy of ours sets
            continue
        key = name.upper().replace("-", "_")
        if key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            if environ.get(key) == value:  # said twice, once by a careless client
                continue
        else:
            key = f"HTTP_{key}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    return environ


def _bytes_as_text(text: str) -> str:
    """UTF-8 bytes, each as the character of its number, as WSGI wants them."""
    return text.encode().decode("latin-1")


def serve(target: str, host: str, port: int, workers: int) -> None:
    """Serve the RSGI application `target` ("module:name") until a signal stops the process.

    granian starts a worker that was killed again, but gives up where that happens twice within
    seconds: then all of them are started again, unless the application never began in any.

    Load its module first: the workers are forked from this process, share most of its memory, and
    agree on when the code began to run, which is the earliest `Last-Modified` of a page.
    """
    share_memory()
    sys.setswitchinterval(SWITCH_SECONDS)
    while True:
        server = _server(target, host, port, workers)
        try:
            server.serve()
        except SystemExit:
            if server.interrupt_signal or not HAS_BEGUN[0]:
                raise
        if server.interrupt_signal:
            return
        logger.error("Every process of the server has ended: they are started again.")
        time.sleep(1)


def share_memory() -> None:
    """Have the processes that are forked from now on share what is loaded. May be called again.

    A search for garbage writes to whatever it looks at, and so would give each process a copy of
    its own: what is loaded is left out of every later one.
    """
    _share_one_heap()
    gc.collect()
    gc.freeze()


def _share_one_heap() -> None:
    """Set MALLOC_OPTIONS, where the C library is glibc."""
    if hasattr(libc := ctypes.CDLL(None), "mallopt"):
        for option, value in MALLOC_OPTIONS.items():
            libc.mallopt(option, value)


def give_back_memory(loop: asyncio.AbstractEventLoop) -> None:
    """Give the system back what is free, now and every few seconds, where the C library is glibc.

    It would keep what a page of ten years took for the next such page.
    """
    if hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)
        loop.call_later(GIVE_BACK_SECONDS, give_back_memory, loop)


def _server(target: str, host: str, port: int, workers: int) -> Any:
    return Server(
        target,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    )
