"""Parse uploaded XML as a stream: no entities, no external files, bounded depth and memory.

Expat does the parsing. Two faults that phones really write are tolerated: Apple's own DTD is
broken, and notes have control characters such as U+000B. The DTD is removed unread, and control
characters become spaces. XML that declares an entity is refused, so nothing can expand.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from xml.parsers import expat
from zoneinfo import ZoneInfo

from journal.exchange.file_error import FileError
from journal.exchange.file_walks import Found

CHUNK_BYTES = 2**16
MAX_DEPTH = 64
MAX_TOKEN_BYTES = 2**20  # a tag with its attributes, a comment
MAX_PROLOGUE_BYTES = 2**18  # all that stands before the first element
CONTROLS = bytes(each for each in range(32) if each not in b"\t\n\r")
TO_SPACES = bytes.maketrans(CONTROLS, b" " * len(CONTROLS))
BEFORE_XML = b"\xef\xbb\xbf \t\r\n"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
ROOT = re.compile(rb"<[A-Za-z_]")


class XmlWalks(ABC):
    """A parser for walks in one kind of XML, which hands each walk to `found`.

    The first element must be `ROOT_NAME`; `KIND` is the name of the format for messages. Subclasses
    implement `start` and `end`, which are called for each element, with its name without namespace
    prefix. `end` also gets its own text, cut soon after `MAX_TEXT` characters.
    """

    ROOT_NAME: str
    KIND: str
    MAX_TEXT = 500

    def __init__(self, own: ZoneInfo, found: Found, place: str = "") -> None:
        """`own`: the zone of walks without another; `place`: the name of the file in an archive."""
        self.own, self.found, self.place = own, found, place
        self.path: list[str] = []  # names of the open elements; in `end`, without the ending one
        self._texts: list[str] = []
        self._last_event = 0
        self._fed = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = False
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity
        self._parser.ExternalEntityRefHandler = self._entity
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    @abstractmethod
    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Called when an element begins."""

    @abstractmethod
    def end(self, name: str, text: str) -> None:
        """Called when an element ends; `text` is its own text, stripped."""

    def read(self, chunks: Iterable[bytes]) -> None:
        """Parse a whole document. Raises FileError where it is not XML, or breaks a limit."""
        try:
            for chunk in without_doctype(chunks):
                self._feed(chunk)
            self._parser.Parse(b"", True)
        except (expat.ExpatError, UnicodeError) as error:
            code = getattr(error, "code", None)
            reason = expat.ErrorString(code) if code else "wrong characters"
            line = getattr(error, "lineno", 0)
            raise FileError(f"The XML is broken or cut off: {reason}, line {line}.") from None
        except LookupError:
            raise FileError("The XML names an encoding that nobody knows.") from None

    def _feed(self, chunk: bytes) -> None:
        for at in range(0, len(chunk), CHUNK_BYTES):
            piece = chunk[at : at + CHUNK_BYTES]
            self._parser.Parse(piece, False)
            self._fed += len(piece)
            if self._fed - self._last_event > MAX_TOKEN_BYTES:
                raise FileError("One part of the XML is too long to be an export.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._last_event = self._fed
        name = name.rpartition(":")[2]
        if not self.path and name != self.ROOT_NAME:
            raise FileError(f"This XML is no {self.KIND}.")
        if len(self.path) >= MAX_DEPTH:
            raise FileError("The XML is nested too deeply to be an export.")
        self.path.append(name)
        self._texts.append("")
        self.start(name, attributes)

    def _end(self, _: str) -> None:
        self._last_event = self._fed
        self.end(self.path.pop(), self._texts.pop().strip())

    def _text(self, text: str) -> None:
        self._last_event = self._fed
        if self._texts and len(self._texts[-1]) < self.MAX_TEXT:
            self._texts[-1] += text[: self.MAX_TEXT]

    def _entity(self, *_: object) -> int:
        raise FileError("This file is not built as an export is, so it is not read.")


def without_doctype(chunks: Iterable[bytes]) -> Iterable[bytes]:
    """The document without its DTD, and with spaces for characters that XML does not allow."""
    source = iter(chunks)
    head = b""
    # Read until the first element has begun: then all of the DTD is in `head`.
    while not (root := ROOT.search(_cut(head))):
        chunk = next(source, b"")
        if not chunk or len(head) > MAX_PROLOGUE_BYTES:
            break
        head = (head + chunk).lstrip(BEFORE_XML)  # Strava writes ten spaces before its TCX
    is_wide = head.startswith(UTF_16_MARKS) or b"\0" in head[:4]
    if is_wide:  # UTF-16 cannot be searched by bytes; the parser itself refuses entities
        yield head
        yield from source
        return
    if not root:
        raise FileError("No element of XML begins in this file.")
    yield (_cut(head)).translate(TO_SPACES)
    for chunk in source:
        yield chunk.translate(TO_SPACES)


def _cut(head: bytes) -> bytes:
    found = DOCTYPE.search(head)
    if found is None or ROOT.search(head[: found.start()]):
        return head
    rest = head[found.start() :]
    inner, outer = rest.find(b"["), rest.find(b">")
    if outer < 0:
        return head[: found.start()]
    if 0 <= inner < outer:
        end = rest.find(b"]>")
        declared = rest[: end if end >= 0 else len(rest)]
        if b"<!ENTITY" in declared.upper():
            raise FileError("This file is not built as an export is, so it is not read.")
        return head[: found.start()] + (rest[end + 2 :] if end >= 0 else b"")
    return head[: found.start()] + rest[outer + 1 :]
