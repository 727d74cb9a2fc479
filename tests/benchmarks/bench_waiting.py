r"""How long the site takes to answer while others hold what they can hold.

    DJANGO_SETTINGS_MODULE=tests.settings python manage.py shell -v 0 -c \
        "from tests.benchmarks.bench_waiting import main; main()"

The released demo with two processes, as `make demo` serves it. Each line: the median and the
longest of many answers to /healthz, and to the front page, meanwhile, in milliseconds. Other work
on the machine counts, too: the first line, where nothing is held, says how much.
"""

import socket
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from statistics import median
from threading import Event, Thread

from tests.served import Browser, Site, served, signed_in

CONNECTIONS = 200
WORKERS = 2
BEGUN = b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\n"


@contextmanager
def idle(site: Site) -> Iterator[None]:
    """Connections that never say anything."""
    with ExitStack() as stack:
        for _ in range(CONNECTIONS):
            stack.enter_context(_connection(site))
        yield


@contextmanager
def slow(site: Site) -> Iterator[None]:
    """Half of them send a head, half a form, a letter each half second."""
    is_over = Event()

    def trickle(connections: list[socket.socket]) -> None:
        while not is_over.wait(0.5):
            for connection in connections:
                connection.sendall(b"a")

    with ExitStack() as stack:
        connections = [stack.enter_context(_connection(site)) for _ in range(CONNECTIONS)]
        for number, connection in enumerate(connections):
            connection.sendall(BEGUN[: 60 if number % 2 else len(BEGUN)])
        thread = Thread(target=trickle, args=[connections])
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()


@contextmanager
def long_requests(site: Site) -> Iterator[None]:
    """As many as threads of readers: each wants to write once, and waits five seconds for that."""
    with ThreadPoolExecutor(2 * WORKERS) as threads, site.stuck_writer():
        for _ in range(2 * WORKERS):
            threads.submit(Browser(site.url).ask, "/readyz")
        time.sleep(0.5)
        yield


@contextmanager
def stuck_writers(site: Site) -> Iterator[None]:
    """As many forms as threads that write."""
    browser = signed_in(site)
    typed = {"minutes": "77", "pain_before": "2", "pain_after": "4"}
    with ThreadPoolExecutor(2 * WORKERS) as threads, site.stuck_writer():
        for _ in range(2 * WORKERS):
            threads.submit(browser.send, "/journal/", entry=str(uuid.uuid4()), **typed)
        time.sleep(0.5)
        yield


def _connection(site: Site) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(site.url.rpartition(":")[2])))


def milliseconds(site: Site, path: str, asked: int) -> str:
    taken = []
    for _ in range(asked):
        before = time.perf_counter()
        assert Browser(site.url).ask(path).status == 200
        taken.append(1000 * (time.perf_counter() - before))
    return f"{median(taken):6.0f} {max(taken):6.0f}"


HELD: dict[str, Callable[[Site], AbstractContextManager[None]]] = {
    "nothing": lambda site: nullcontext(),
    f"{CONNECTIONS} idle connections": idle,
    f"{CONNECTIONS} slow senders": slow,
    f"{2 * WORKERS} requests of 5 s": long_requests,
    f"{2 * WORKERS} stuck writers": stuck_writers,
}


def main(asked: int = 40) -> None:
    """Prints everything."""
    print("Milliseconds, median and longest, of /healthz and of the front page, while are held:")
    with (
        tempfile.TemporaryDirectory(prefix="backsite-") as name,
        served(Path(name), workers=WORKERS) as site,
    ):
        for path in ("/", "/get-help/"):
            Browser(site.url).ask(path)
        for what, held in HELD.items():
            with held(site):
                found = [milliseconds(site, path, asked) for path in ("/healthz", "/")]
            print(f"  {what:24} {found[0]}   {found[1]}", flush=True)
