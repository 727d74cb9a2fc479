"""Ask a web address whether it answers: politely, and never in a private network.

Built on `http.client`, because the IP address that is asked must be the one that was checked: a
library that resolves the name itself could get another one between the check and the request.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urldefrag, urljoin, urlsplit

from django.conf import settings

TIMEOUT = 10  # seconds for each step
# A whole answer may take this many times `TIMEOUT`: a server that sends a byte now and then would
# never exceed the time of one step.
TIMEOUTS_PER_ANSWER = 3
MAX_REDIRECTS = 10
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Statuses with which sites refuse a page to programs, although people can open it.
KEEPS_PROGRAMS_OUT = frozenset({401, 403, 407, 429, 451, 999})
PORTS = {"http": 80, "https": 443}
_SAFE = "/%:@!$&'()*+,;=~-._?"


@dataclass(frozen=True)
class LinkAnswer:
    """What an address answered; no `status` without an answer, no `problem` if all is well."""

    status: int | None = None
    problem: str = ""
    is_broken: bool = False


Ask = Callable[[str], LinkAnswer]


class Unreachable(Exception):
    """The address cannot be asked; the message says why."""


def ask(url: str, *, allow_private: bool = False, timeout: float = TIMEOUT) -> LinkAnswer:
    """Follow the redirects of `url`, and tell what its last address answers.

    An address that cannot be asked is broken, and raises nothing. `timeout` is in seconds, for each
    step. `allow_private` lets it ask private addresses, too.
    """
    seen = url
    try:
        for _ in range(MAX_REDIRECTS + 1):
            status, location = _answer(seen, allow_private, timeout)
            if status not in REDIRECTS or not location:
                return _judge(status)
            seen = _leads_to(seen, location)
    except Unreachable as error:
        return LinkAnswer(problem=str(error), is_broken=True)
    return LinkAnswer(problem=f"leads on more than {MAX_REDIRECTS} times", is_broken=True)


def _leads_to(url: str, location: str) -> str:
    try:
        return urldefrag(urljoin(url, location)).url
    except ValueError as error:
        raise Unreachable("leads on to what is not an address") from error


def _judge(status: int) -> LinkAnswer:
    if status in KEEPS_PROGRAMS_OUT:
        return LinkAnswer(status, f"answers {status} to programs: open it by hand")
    if status >= 400 or status in REDIRECTS:
        return LinkAnswer(status, f"answers {status}", is_broken=True)
    return LinkAnswer(status)


def _answer(url: str, allow_private: bool, timeout: float) -> tuple[int, str]:
    """The status and the `Location` of one address: by HEAD, and by GET if that fails."""
    try:
        parts = urlsplit(url)
        place = _public_place(parts, allow_private)
    except ValueError as error:
        raise Unreachable("is not an address") from error
    try:
        status, location = _request("HEAD", parts, place, timeout)
    except (http.client.HTTPException, ConnectionError, ValueError):
        status, location = 0, ""  # some servers close the connection on HEAD
    except OSError as error:
        raise Unreachable(_in_words(error, timeout)) from error
    if 0 < status < 400:
        return status, location
    try:
        return _request("GET", parts, place, timeout)
    except (http.client.HTTPException, OSError, ValueError) as error:
        raise Unreachable(_in_words(error, timeout)) from error


def _request(method: str, parts: SplitResult, place: tuple, timeout: float) -> tuple[int, str]:
    connection = _Connection(parts, place, timeout)
    longest = TIMEOUTS_PER_ANSWER * timeout
    watch = threading.Timer(longest, connection.hang_up)
    agent = f"{settings.SITE_NAME} link check (+{settings.SITE_URL})"
    headers: dict[str, str | bytes] = {
        "User-Agent": agent.encode(),  # a text would have to be Latin-1
        "Accept": "*/*",
        "Connection": "close",
    }
    path = quote(parts.path or "/", safe=_SAFE)
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    watch.start()
    try:
        connection.request(method, path + query, headers=headers)
        response = connection.getresponse()  # the body is not read
        return response.status, _in_utf_8(response.headers.get("Location", ""))
    except (http.client.HTTPException, OSError, ValueError) as error:
        if connection.is_late:
            raise Unreachable(_no_answer_in(longest)) from error
        raise
    finally:
        watch.cancel()
        connection.close()


def _in_utf_8(location: str) -> str:
    """The header as sites send it and browsers read it; `http.client` reads it as Latin-1."""
    try:
        return location.encode("latin-1").decode()
    except UnicodeError:
        return location


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was resolved and checked before, with its site's name."""

    def __init__(self, parts: SplitResult, place: tuple, timeout: float) -> None:
        super().__init__(_ascii_host(parts), _port(parts), timeout=timeout)
        self.default_port = PORTS[parts.scheme]
        self._place = place
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self.is_late = False

    def connect(self) -> None:
        family, address = self._place
        self.sock = socket.socket(family, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(address)
        if self._tls:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host)

    def hang_up(self) -> None:
        """Close the connection. Called from another thread when an answer takes too long."""
        self.is_late = True
        with suppress(OSError, AttributeError):  # there is no connection yet, or none any more
            self.sock.shutdown(socket.SHUT_RDWR)


def _public_place(parts: SplitResult, allow_private: bool) -> tuple:
    """(address family, socket address) to connect to.

    Raises:
        Unreachable: the name is unknown, or one of its addresses is not public: a server of ours
            or of a neighbour would answer there, and no reader could follow the link.
    """
    if parts.scheme not in PORTS or not parts.hostname:
        raise Unreachable("is not an address of the web")
    try:
        found = socket.getaddrinfo(_ascii_host(parts), _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        if getattr(error, "errno", None) == socket.EAI_AGAIN:  # the way there is down, or ours is
            raise Unreachable("its name could not be looked up just now") from error
        raise Unreachable("no site has this name") from error
    for *_, address in found:
        if not allow_private and not is_public(str(address[0])):
            raise Unreachable("leads to a private address, which readers cannot reach")
    family, *_, address = found[0]
    return family, address


def is_public(address: str) -> bool:
    """Whether the IP address `address` is public; raises ValueError if it is none.

    An IPv4 address that is embedded in an IPv6 address is judged as an IPv4 address.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        # Outside of 2000::/3 no address is public: there are former notations and reserved ones.
        if ip not in ipaddress.ip_network("2000::/3"):
            return False
    return ip.is_global and not ip.is_multicast


def _port(parts: SplitResult) -> int:
    return parts.port or PORTS[parts.scheme]


def _ascii_host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _in_words(error: Exception, timeout: float) -> str:
    if isinstance(error, TimeoutError):
        return _no_answer_in(timeout)
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid: {error.verify_message}"[:200]
    if isinstance(error, ConnectionRefusedError):
        return "refuses the connection"
    return "broke the connection off"


def _no_answer_in(seconds: float) -> str:
    return f"gave no answer in {seconds:g} seconds"
