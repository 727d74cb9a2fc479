"""As many requests as a server answers: each on a connection of its own, a few at a time."""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

CHUNK = 256 * 1024
STATUS = slice(9, 12)  # of "HTTP/1.1 200 OK"


@dataclass(frozen=True)
class Measured:
    """What a few seconds of requests gave."""

    a_second: float
    statuses: Counter[str]
    share_of_client: float  # of one core: near 1, the client and not the server is measured


def request(path: str, headers: dict[str, str] | None = None) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def post(path: str, body: str, headers: dict[str, str]) -> bytes:
    """A form that is sent."""
    form = headers | {
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
    }
    return request(path, form).replace(b"GET", b"POST", 1) + body.encode()


def load(port: int, requests: Iterator[bytes], seconds: float, connections: int = 8) -> Measured:
    """Send `requests` to 127.0.0.1 until the time is over, `connections` at once."""
    statuses: Counter[str] = Counter()
    begun, worked = time.perf_counter(), time.process_time()
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            _open(selector, port, next(requests))
        while time.perf_counter() - begun < seconds:
            for key, _ in selector.select():
                if status := _go_on(selector, key):
                    statuses[status] += 1
                    _open(selector, port, next(requests))
        for key in list(selector.get_map().values()):
            key.fileobj.close()
    taken = time.perf_counter() - begun
    share = (time.process_time() - worked) / taken
    return Measured(statuses.total() / taken, statuses, share)


def _open(selector: selectors.BaseSelector, port: int, asked: bytes) -> None:
    connection = socket.socket()
    connection.setblocking(False)
    connection.connect_ex(("127.0.0.1", port))
    selector.register(connection, selectors.EVENT_WRITE, [asked, b""])


def _go_on(selector: selectors.BaseSelector, key: selectors.SelectorKey) -> str | None:
    """One step of one connection; the status of the answer once the server has closed it."""
    connection, waiting = key.fileobj, key.data
    if waiting[0]:
        connection.send(waiting[0])
        waiting[0] = b""
        selector.modify(connection, selectors.EVENT_READ, waiting)
        return None
    if got := connection.recv(CHUNK):
        waiting[1] = waiting[1] or got[STATUS]
        return None
    selector.unregister(connection)
    connection.close()
    return waiting[1].decode()
