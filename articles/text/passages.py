"""Marks passages, given by their words, in HTML that is shown. The marked HTML is never stored."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from articles.text.tokens import words_in

_TAG = re.compile(r"""(<(?:"[^"]*"|'[^']*'|[^'">])*>)""")
_UNIT = re.compile(r"&#?\w+;|.", re.DOTALL)  # one character, perhaps written as a reference
_WORD = re.compile(r"[^\W_]+(?:['’‘`][^\W_]+)*")
_WITHIN_WORDS = re.compile(r"</?(?:a|b|strong|em|i|mark)\b", re.IGNORECASE)


@dataclass(frozen=True)
class PassageMark:
    """A passage to mark: its words `quote`, the id `name` of its mark, the `link` put after it."""

    name: str
    quote: str
    link: str  # HTML


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    key: str


class MarkedText:
    """HTML in which passages can be marked. It must be ours: with every attribute in quotes."""

    def __init__(self, html: str) -> None:
        self.pieces = _TAG.split(html)  # texts at even indices, the tags between them at odd ones
        # HTML to insert before a place: (index of the piece, character within it).
        self.before: dict[tuple[int, int], list[str]] = {}
        self.text, self.places = self._read()
        self.words = _words(self.text)

    def _read(self) -> tuple[str, list[tuple[int, int, int] | None]]:
        """The text of the HTML, and for each of its characters where the HTML has it.

        That is (index of the piece, start, end), or None for the line end that a block's tag adds.
        """
        text: list[str] = []
        places: list[tuple[int, int, int] | None] = []
        for number, piece in enumerate(self.pieces):
            if number % 2:
                if not _WITHIN_WORDS.match(piece):
                    text.append("\n")
                    places.append(None)
                continue
            for unit in _UNIT.finditer(piece):
                character = unescape(unit[0])
                text.append(character)
                places += [(number, unit.start(), unit.end())] * len(character)
        return "".join(text), places

    def mark(self, passage: PassageMark) -> bool:
        """Mark the first place that has the words of `passage`; False if there is none."""
        sought = _words(passage.quote)
        if not sought:
            return False
        places = range(len(self.words) - len(sought) + 1)
        exact = (at for at in places if self._is_at(at, sought))
        at = next(exact, None)
        if at is None:  # a selection may begin or end inside a word
            at = next((at for at in places if self._is_at(at, sought, in_parts=True)), None)
        if at is None:
            return False
        end = self.words[at + len(sought) - 1].end
        ranges = self._ranges(self.words[at].start, end)
        for place, (number, start, stop) in enumerate(ranges):
            name = f' id="{passage.name}"' if place == 0 else ""
            self._put((number, start), f'<mark class="passage"{name}>')
            self._put((number, stop), "</mark>")
        last, _, stop = ranges[-1]
        self._put(self._outside_links(last, stop), passage.link)
        return True

    def _is_at(self, at: int, sought: Sequence[_Word], *, in_parts: bool = False) -> bool:
        """Whether the words from index `at` on are `sought`.

        `in_parts`: the first of `sought` may be the end of a word, and the last the start of one.
        """
        here = [word.key for word in self.words[at : at + len(sought)]]
        keys = [word.key for word in sought]
        if not in_parts:
            return here == keys
        if len(keys) == 1:
            return keys[0] in here[0]
        ends = here[0].endswith(keys[0]) and here[-1].startswith(keys[-1])
        return ends and here[1:-1] == keys[1:-1]

    def _ranges(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """(index, from, to) for each piece of HTML with some of the characters `start` to `end`.

        Pieces with only white space in that part are left out.
        """
        found: dict[int, tuple[int, int]] = {}
        for place in self.places[start:end]:
            if place is not None:
                number, begin, stop = place
                found[number] = (found.get(number, (begin, stop))[0], stop)
        return [
            (number, begin, stop)
            for number, (begin, stop) in found.items()
            if self.pieces[number][begin:stop].strip()
        ]

    def _outside_links(self, number: int, at: int) -> tuple[int, int]:
        """The given place, or the one after the link around it: links must not be nested."""
        tags = [piece.lower() for piece in self.pieces[1:number:2]]
        opened = sum(bool(re.match(r"<a[\s>]", tag)) for tag in tags)
        if opened <= tags.count("</a>"):
            return number, at
        closing = (
            n for n in range(number + 1, len(self.pieces)) if self.pieces[n].lower() == "</a>"
        )
        return next(closing, number) + 1, 0

    def _put(self, where: tuple[int, int], html: str) -> None:
        self.before.setdefault(where, []).append(html)

    def html(self) -> str:
        parts = []
        for number, piece in enumerate(self.pieces):
            cuts = sorted(at for where, at in self.before if where == number)
            begin = 0
            for at in cuts:
                added = sorted(self.before[number, at], key=_place_of)
                parts += [piece[begin:at], *added]
                begin = at
            parts.append(piece[begin:])
        return "".join(parts)


def _place_of(html: str) -> int:
    """A sort key for HTML inserted at one place: closing marks, then links, then opening marks."""
    return 0 if html == "</mark>" else 2 if html.startswith("<mark") else 1


def _words(text: str) -> list[_Word]:
    found = (
        _Word(each.start(), each.end(), "".join(words_in(each[0]))) for each in _WORD.finditer(text)
    )
    return [word for word in found if word.key]


def mark_passages(html: str, passages: Sequence[PassageMark]) -> str:
    """`html` with each of `passages` that it has in <mark>, followed by the passage's link."""
    if not passages:
        return html
    marked = MarkedText(html)
    found = [marked.mark(passage) for passage in passages]
    return marked.html() if any(found) else html
