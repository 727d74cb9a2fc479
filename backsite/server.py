"""The server: granian, with whole requests and whole answers, so that no client holds a thread.

granian also serves WSGI, but it passes a request's body on as it arrives, without a time limit: a
client that stops in the middle of a form holds the thread that reads it, and as many such clients
as there are threads stop the site. Here the event loop reads the body, where waiting costs nothing.
A thread runs the application once the body is complete. An answer that is ready in memory is sent
without a thread, since handing the request over and back would take longer than the rest. granian
buffers an answer for a client that reads slowly. Idle connections never reach this module.
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

# The threads of each process, a separate pool for each kind of request, so that requests that wait
# for the database's write lock never delay those that read. Two for most kinds, so that one slow
# request delays no other; not more, because SQLite has one writer at a time and the threads of a
# process share one core. A page of a whole log takes a core for a while: one at a time, in a pool
# of its own, so that short pages do not wait for it.
THREADS = {"public": 2, "private": 2, "whole_log": 1, "writes": 2}
MAX_WAITING = 500  # requests for one kind of thread; more are answered with 503
ANSWER_SECONDS = 60  # then the client gets 503; only what a thread has begun goes on, alone
ALIVE_PATH = "/healthz"
READS = frozenset({"GET", "HEAD", "OPTIONS"})
# Time for a whole body: enough for ten megabytes over a slow mobile connection.
BODY_SECONDS = 300
MAX_BODY_BYTES = 64 * 2**20  # above the limit of every upload form, which explains it better
MAX_BODY_BYTES_IN_MEMORY = 2**20
# For paths with longer bodies: few at a time, since each is on the disk until it is answered.
LONG_BODY_SECONDS = 1800
MAX_LONG_BODIES = 3
# A thread releases Python's global lock at each query, and waits this long to get it back while
# another thread computes: with the default, ten queries of a page would cost ten times five ms.
SWITCH_SECONDS = 0.0005
# Options of glibc's memory allocator, by their numbers in malloc.h. All threads share one heap: if
# each of seven had its own, memory freed after a long page would stay unused until that thread's
# next long page. Only `give_back_memory` shrinks the heap, so that a page takes again what the last
# one freed, without shrinking and growing in between. Large blocks are in the heap, too.
MALLOC_OPTIONS = {
    -8: 1,  # M_ARENA_MAX: number of heaps
    -1: 64 * 2**20,  # M_TRIM_THRESHOLD: free bytes at the heap's end
    -3: 8 * 2**20,  # M_MMAP_THRESHOLD: larger blocks are outside the heap
}
GIVE_BACK_SECONDS = 10
STOP_SECONDS = 30  # longer than a request waits for the database or for the mail server

# A byte shared with all processes forked later: 1 once the application has started in one of them.
HAS_BEGUN = mmap.mmap(-1, 1)

# An empty Server header, or granian would send its name, which no client needs to know.
NAMELESS = ("Server", "")
NEVER_KEPT = [("Content-Type", "text/plain"), ("Cache-Control", "no-store")]
Observer = Callable[[str, int, float], None]
AtOnce = Callable[[dict[str, Any]], Answer | None]
Late = asyncio.Future[Answer] | None  # done when the thread ends that works on a late answer
ALIVE: Answer = (200, NEVER_KEPT, b"ok\n")
logger = logging.getLogger(__name__)


class BufferedApplication:
    """An RSGI application that runs a WSGI application in separate thread pools (THREADS)."""

    def __init__(
        self,
        application: Callable[..., Iterable[bytes]],
        private_prefixes: tuple[str, ...],
        whole_log_prefixes: tuple[str, ...] = (),
        observe: Observer | None = None,
        long_bodies: Mapping[str, int] | None = None,
        at_once: AtOnce = lambda environ: None,
    ) -> None:
        """Wrap the WSGI `application`.

        `private_prefixes`: prefixes of the paths of pages for one person; `whole_log_prefixes`:
        of those among them that read all walks of a log. `observe` is called for each answer with
        the kind of thread, the status, and the time in seconds. `long_bodies`: paths that take
        bodies longer than MAX_BODY_BYTES, with their limits in bytes. `at_once`: gives the answer
        to a request for a public page if it needs no waiting, else None.
        """
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
        """Called by granian in each process, once the application is loaded."""
        HAS_BEGUN[0] = 1
        give_back_memory(loop)

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        if scope.path == ALIVE_PATH and scope.method in READS:
            _send(protocol, ALIVE)  # without a thread, since all could be busy
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
            answer, late = await self._answer(scope, _environ(scope, body))
            _send(protocol, answer)
            if late:
                await asyncio.wait([late])  # until then, its thread may read the body

    async def _answer(self, scope: Scope, environ: dict[str, Any]) -> tuple[Answer, Late]:
        """The application's answer; after ANSWER_SECONDS 503, and what still works on the answer.

        Tells `observe` about the answer.
        """
        kind = self._kind(scope)
        if self.observe is None:
            return await self._answer_as(kind, scope, environ)
        started = time.perf_counter()
        answer, late = await self._answer_as(kind, scope, environ)
        self.observe(kind, answer[0], time.perf_counter() - started)
        return answer, late

    async def _answer_as(
        self, kind: str, scope: Scope, environ: dict[str, Any]
    ) -> tuple[Answer, Late]:
        if kind == "public" and (kept := self.at_once(environ)) is not None:
            return kept, None
        if self.waiting[kind] >= MAX_WAITING:
            return server_refusal(503, scope.path), None
        self.waiting[kind] += 1
        queued = self.pools[kind].submit(self._run, environ)
        work = asyncio.wrap_future(queued)
        work.add_done_callback(lambda _: self.waiting.subtract([kind]))
        await asyncio.wait([work], timeout=ANSWER_SECONDS)
        if work.done():
            return work.result(), None
        # Its sender is told to try again: what no thread has begun must not be stored later, too.
        queued.cancel()
        logger.error("No answer to %s within %s s.", scope.path, ANSWER_SECONDS)
        return server_refusal(503, scope.path), work

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
        except Exception:  # Django handles its own; without this the connection would break
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
    """The length of the body in bytes, and the status to refuse it with, 0 where it is accepted."""
    if "transfer-encoding" in scope.headers:
        return 0, 411  # no browser sends one, and its end looks like a broken connection
    length = scope.headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        return 0, 400
    return int(length), 413 if int(length) > most else 0


async def _read_body(protocol: HTTPProtocol, body: IO[bytes], length: int) -> int:
    """Read the body of the request into `body`; the status to refuse it with, 0 if it is whole."""
    if length == 0:
        return 0
    seconds = BODY_SECONDS if length <= MAX_BODY_BYTES else LONG_BODY_SECONDS
    try:
        async with asyncio.timeout(seconds):
            async for chunk in protocol:
                body.write(chunk)
    except TimeoutError:
        return 408
    if body.tell() != length:  # the connection broke: half a form must not be processed
        return 400
    body.seek(0)
    return 0


def _environ(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """The request as a WSGI environ (PEP 3333)."""
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
        if "_" in name:  # could pass for a header with hyphens that a trusted proxy sets
            continue
        key = name.upper().replace("-", "_")
        if key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            if environ.get(key) == value:  # sent twice by a careless client
                continue
        else:
            key = f"HTTP_{key}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    return environ


def _bytes_as_text(text: str) -> str:
    """The UTF-8 bytes of `text`, each as a Latin-1 character, as WSGI requires."""
    return text.encode().decode("latin-1")


def serve(target: str, host: str, port: int, workers: int) -> None:
    """Serve the RSGI application `target` ("module:name") until a signal stops the process.

    granian restarts a worker that was killed, but gives up if that happens twice within seconds.
    Then all workers are started again, unless the application never started in any of them.

    Load the application's module first: the workers are forked from this process, share most of
    its memory, and agree on when the code started, the earliest `Last-Modified` of a page.
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
    """Let the processes that are forked from now on share what is loaded. May be called again.

    Garbage collection writes to every object that it looks at, and so would give each process a
    copy of its own. What is loaded now is left out of all later collections.
    """
    _share_one_heap()
    gc.collect()
    gc.freeze()


def _share_one_heap() -> None:
    """Set MALLOC_OPTIONS, if the C library is glibc."""
    if hasattr(libc := ctypes.CDLL(None), "mallopt"):
        for option, value in MALLOC_OPTIONS.items():
            libc.mallopt(option, value)


def give_back_memory(loop: asyncio.AbstractEventLoop) -> None:
    """Return free memory to the system, now and every GIVE_BACK_SECONDS, if the C library is glibc.

    Otherwise the process would keep the memory of a page of ten years until the next such page.
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
