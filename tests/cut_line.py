"""A line to a server of this machine that can be cut while a form is on its way."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread

SENT_OF_A_FORM = 1500  # bytes that still arrive of one that is cut while it is sent


@dataclass
class Line:
    """From `port` to the server's.

    `cut`: while a “form” is sent, or before its “answer” arrives.
    """

    server_port: int
    cut: str = ""
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def port(self) -> int:
        return self.listener.getsockname()[1]

    def accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                browser, _ = self.listener.accept()
                server = socket.create_connection(("127.0.0.1", self.server_port))
                for way in ((browser, server, True), (server, browser, False)):
                    Thread(target=self._carry, args=way, daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, is_asked: bool) -> None:
        with suppress(OSError), source, sink:
            while data := source.recv(65_536):
                is_form = is_asked and data.startswith(b"POST") and b"/change/ HTTP" in data
                if is_form and self.cut == "form":
                    sink.sendall(data[:SENT_OF_A_FORM])
                    break
                if not is_asked and self.cut == "answer" and b" 302 " in data[:20]:
                    break
                sink.sendall(data)
            for end in (source, sink):
                end.shutdown(socket.SHUT_RDWR)  # whoever still reads from it hears of it


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    line = Line(port)
    with line.listener:
        Thread(target=line.accept, daemon=True).start()
        yield line
