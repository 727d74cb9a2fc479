"""Rich text as a reader sees it: blocks (paragraphs, headings, list items) of marked words.

Pure: HTML of the kinds that `rich_text` lets through in, frozen values out. Whatever else is in
the HTML is read over, its words kept.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

LINE_BREAK = "\n"
_WORDS = re.compile(r"\w+(?:[’'-]\w+)*|[^\w\s]|\n|[^\S\n]+")
_COLLAPSED = re.compile(r"[ \t\n\r\f]+")  # a no-break space is no such space
_BLOCKS = {"p": "paragraph", "h3": "heading", "h4": "small heading"}
_LISTS = {"ul": "list item", "ol": "numbered item"}
_MARKS = {"strong": "bold", "b": "bold", "em": "italic", "i": "italic"}
_LINK = "link to "


@dataclass(frozen=True)
class Token:
    """One word, sign or space, and how it is marked: bold, italic, where it links."""

    text: str
    marks: tuple[str, ...] = ()

    @property
    def is_space(self) -> bool:
        return self.text.isspace()

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(mark for mark in self.marks if _LINK in mark)


@dataclass(frozen=True)
class Block:
    """What stands on its own: its kind in words (empty for a plain text) and its tokens."""

    kind: str
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        return "".join(token.text for token in self.tokens)


def plain_block(text: str) -> tuple[Block, ...]:
    """A text without markup, every sign of it kept."""
    tokens = tuple(Token(word) for word in re.findall(r"\w+(?:[’'-]\w+)*|[^\w\s]|\s", text))
    return (Block("", tokens),) if tokens else ()


def rich_blocks(html: str) -> tuple[Block, ...]:
    """The blocks of `html`, spaces between words as a browser shows them."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return tuple(reader.blocks)


@dataclass
class _Item:
    """A list item being read: what it is called, and whether its first block has begun."""

    kind: str
    has_block: bool = False


@dataclass
class _Run:
    text: str
    marks: tuple[str, ...]


@dataclass
class _Open:
    """An element that is not closed yet, with the mark it puts on its words."""

    tag: str
    mark: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._runs: list[_Run] = []
        self._open: list[_Open] = []
        self._lists: list[str] = []
        self._items: list[_Item] = []
        self._kind = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self.end_block()
            self._kind = _BLOCKS[tag]
        elif tag in _LISTS:
            self.end_block()
            self._lists.append(_LISTS[tag])
        elif tag == "li":
            self.end_block()
            self._items.append(_Item(self._item_kind()))
        elif tag == "br":
            self._runs.append(_Run(LINE_BREAK, ()))
        elif tag == "a":
            title = f", titled “{given['title']}”" if given.get("title") else ""
            self._open.append(_Open(tag, f"{_LINK}{given.get('href', '')}{title}"))
        elif tag in _MARKS:
            self._open.append(_Open(tag, _MARKS[tag]))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS or tag in _LISTS or tag == "li":
            self.end_block()
        if tag in _LISTS and self._lists:
            self._lists.pop()
        elif tag == "li" and self._items:
            self._items.pop()
        for place in reversed(range(len(self._open))):
            if self._open[place].tag == tag:
                del self._open[place]
                break

    def handle_data(self, data: str) -> None:
        marks = tuple(sorted({each.mark for each in self._open}))
        self._runs.append(_Run(_COLLAPSED.sub(" ", data), marks))

    def end_block(self) -> None:
        """Store what was read since the last block, if there are words in it."""
        tokens = _tokens(self._runs)
        self._runs = []
        if tokens:
            self.blocks.append(Block(self._next_kind(), tokens))
        self._kind = ""

    def _next_kind(self) -> str:
        if self._items and not self._items[-1].has_block:
            self._items[-1].has_block = True
            return self._items[-1].kind
        kind = self._kind or "paragraph"
        return f"{kind} in a list" if self._items else kind

    def _item_kind(self) -> str:
        name = self._lists[-1] if self._lists else _LISTS["ul"]
        depth = len(self._lists)
        return name if depth < 2 else f"{name}, level {depth}"


def _tokens(runs: list[_Run]) -> tuple[Token, ...]:
    """The words of a block, each with what marks all or part of it."""
    text = ""
    marks: list[tuple[str, ...]] = []  # of each sign of `text`
    for run in runs:
        if run.text == LINE_BREAK:
            text = text.rstrip(" ")
        read = run.text.lstrip(" ") if text.endswith((" ", LINE_BREAK)) or not text else run.text
        del marks[len(text) :]
        text += read
        marks += [run.marks] * len(read)
    text = text.rstrip(" ")
    if not text.strip():
        return ()
    return tuple(
        Token(found[0], _marks_of(marks[found.start() : found.end()]))
        for found in _WORDS.finditer(text)
    )


def _marks_of(marks: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The marks of one word: those of all its letters, and those of some, said so."""
    if marks.count(marks[0]) == len(marks):
        return marks[0]
    everywhere = set(marks[0]).intersection(*marks[1:])
    somewhere = set().union(*marks) - everywhere
    return tuple(sorted(everywhere | {f"partly {mark}" for mark in somewhere}))
