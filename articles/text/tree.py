"""Rich text as a tree: paragraphs, headings, lists, tables, quotations and their words.

This is the only parser of rich text. Check list, comparison, search, plain text and Markdown start
from its tree. Two HTML texts that readers cannot tell apart have the same tree: it leaves out what
a browser does not show (white space between blocks, a paragraph around an item's only words, marks
without words, the order in which marks are nested). It keeps headings and links without words,
because screen readers announce both. Pure.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import escape
from html.parser import HTMLParser
from itertools import groupby

from articles.text.runs import BREAK, MARKS, SPACE, Run, settled
from articles.text.tables import Table, TableReader

LISTS = frozenset({"ul", "ol"})
HEADINGS = {"h3": 3, "h4": 4}
QUOTE = "blockquote"
BLOCKS = LISTS | HEADINGS.keys() | {"p", "li", QUOTE}
PARTS = frozenset({"caption", "tr", "th", "td"})
LARGEST_START = 999_999_999  # the largest number with which a list in Markdown can begin


@dataclass(frozen=True)
class Words:
    """A paragraph if `level` is 0, else a heading of that level."""

    runs: tuple[Run, ...]
    level: int = 0

    @property
    def text(self) -> str:
        """The words without marks, each line break as "\\n"."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Items:
    """A list. Each item holds blocks. `start`: the first number; None if it is not numbered."""

    items: "tuple[tuple[Block, ...], ...]"
    start: int | None = None


@dataclass(frozen=True)
class Quote:
    """A quotation of blocks."""

    blocks: "tuple[Block, ...]"

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(" ".join(block.text for block in worded_blocks(self.blocks)).split())


Block = Words | Items | Table | Quote


def tree_of(html: str) -> tuple[Block, ...]:
    """The blocks of `html`, which has to be cleaned rich text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_words()
    return tuple(reader.blocks)


def html_of(blocks: tuple[Block, ...]) -> str:
    """The tree as HTML. Equal trees become equal HTML."""
    return "".join(_block_html(block) for block in blocks)


def _block_html(block: Block) -> str:
    if isinstance(block, Words):
        tag = f"h{block.level}" if block.level else "p"
        return f"<{tag}>{_runs_html(block.runs)}</{tag}>"
    if isinstance(block, Table):
        return _table_html(block)
    if isinstance(block, Quote):
        return f"<{QUOTE}>{html_of(block.blocks)}</{QUOTE}>"
    if block.start is None:
        opening, closing = "<ul>", "</ul>"
    else:
        opening = "<ol>" if block.start == 1 else f'<ol start="{block.start}">'
        closing = "</ol>"
    return opening + "".join(f"<li>{_item_html(item)}</li>" for item in block.items) + closing


def _table_html(table: Table) -> str:
    caption = f"<caption>{_text_html(table.caption)}</caption>" if table.caption else ""
    head = "".join(_cell_html(cell, "col") for cell in table.head)
    rows = (
        "".join(
            _cell_html(cell, "row" if table.has_head_column and not place else "")
            for place, cell in enumerate(row)
        )
        for row in table.body
    )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    head = head and f"<thead><tr>{head}</tr></thead>"
    return f"<table>{caption}{head}{body and f'<tbody>{body}</tbody>'}</table>"


def _cell_html(runs: tuple[Run, ...], scope: str) -> str:
    words = _runs_html(runs)
    return f'<th scope="{scope}">{words}</th>' if scope else f"<td>{words}</td>"


def _item_html(blocks: tuple[Block, ...]) -> str:
    paragraphs = [block for block in blocks if isinstance(block, Words) and not block.level]
    if len(paragraphs) == 1 and blocks[0] is paragraphs[0]:
        return _runs_html(paragraphs[0].runs) + html_of(blocks[1:])
    return html_of(blocks)


def _runs_html(runs: tuple[Run, ...]) -> str:
    written = ""
    for (href, title), group in groupby(runs, key=lambda run: (run.href, run.title)):
        text = "".join(map(_run_html, group))
        if href is not None:
            says = f' title="{escape(title)}"' if title else ""
            text = f'<a href="{escape(href)}"{says}>{text}</a>'
        written += text
    return written


def _run_html(run: Run) -> str:
    text = "<br>" if run.is_break else _text_html(run.text)
    for tag in MARKS[::-1]:
        if getattr(run, tag):
            text = f"<{tag}>{text}</{tag}>"
    return text


def _text_html(text: str) -> str:
    return escape(text, quote=False).replace("\xa0", "&nbsp;")


def every_block(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block of the tree in reading order, each before the blocks inside it."""
    for block in blocks:
        yield block
        if isinstance(block, Items):
            for item in block.items:
                yield from every_block(item)
        elif isinstance(block, Quote):
            yield from every_block(block.blocks)


def worded_blocks(blocks: Iterable[Block]) -> Iterator[Words]:
    """Every paragraph, heading, caption and cell of the tree, in reading order, as `Words`."""
    for block in every_block(blocks):
        if isinstance(block, Words):
            yield block
        elif isinstance(block, Table):
            if block.caption:
                yield Words((Run(block.caption),))
            yield from (Words(cell) for row in block.rows for cell in row if cell)


# --- Reading HTML -------------------------------------------------------------------------------


@dataclass
class _List:
    start: int | None
    items: list[list[Block]] = field(default_factory=list)

    def add(self, block: Block) -> None:
        if not self.items:
            self.items.append([])
        self.items[-1].append(block)

    def ended(self) -> Items | None:
        """The finished list, or None if no item has a block."""
        items = tuple(tuple(item) for item in self.items if item)
        return Items(items, self.start) if items else None


@dataclass
class _Quote:
    blocks: list[Block] = field(default_factory=list)

    def add(self, block: Block) -> None:
        self.blocks.append(block)

    def ended(self) -> Quote | None:
        """The finished quotation, or None if it has no block."""
        return Quote(tuple(self.blocks)) if self.blocks else None


class _Reader(HTMLParser):
    """Builds the tree tag by tag. No words are lost, even where tags are nested wrongly."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.open: list[_List | _Quote] = []
        self.runs: list[Run] = []
        self.level = 0
        self.marks = dict.fromkeys(MARKS, 0)
        self.links: list[tuple[str, str, int]] = []  # address, title, number of runs before it
        self.table: TableReader | None = None
        self.open_outside: list[_List | _Quote] = []  # the lists and quotations around the table
        self.inner_tables = 0  # open tables inside cells of the table; only their words are kept

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in MARKS:
            self.marks[tag] += 1
        elif tag == "a":
            given = {name: value or "" for name, value in attrs}
            title = _one_line(given.get("title", ""))
            self.links.append((_address(given.get("href", "")), title, len(self.runs)))
        elif tag == "br":
            self._add(BREAK)
        elif tag == "table":
            self._start_table()
        elif tag in PARTS and self.table:
            self._end_part()
            if not self.inner_tables:
                self.table.start(tag, dict(attrs))
        elif tag in BLOCKS:
            self.end_words()
            if tag in HEADINGS:
                self.level = HEADINGS[tag]
            elif tag in LISTS:
                self.open.append(_List(_start(dict(attrs)) if tag == "ol" else None))
            elif tag == QUOTE:
                self.open.append(_Quote())
            elif tag == "li" and self.open and isinstance(self.open[-1], _List):
                self.open[-1].items.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in MARKS:
            self.marks[tag] = max(0, self.marks[tag] - 1)
        elif tag == "a" and self.links:
            href, title, before = self.links.pop()
            inside = self.runs[before:]
            if not any(run.text.strip() for run in inside):
                spaces = [replace(run, href=None, title="") for run in inside]
                self.runs[before:] = [*spaces, Run("", href=href, title=title)]
        elif tag == "table":
            self._end_table()
        elif tag in PARTS:
            self._end_part()
        elif tag in BLOCKS:
            self.end_words()
            if tag in LISTS or tag == QUOTE:
                self._end(_Quote if tag == QUOTE else _List)

    def handle_data(self, data: str) -> None:
        text = _NO_CHARACTER.sub("", re.sub(r"[\t\n\r\f]", SPACE, data))
        self._add(re.sub(" +", SPACE, text))

    def _add(self, text: str) -> None:
        if not text:
            return
        href, title = self.links[-1][:2] if self.links else (None, "")
        marks = {name: count > 0 for name, count in self.marks.items()}
        self.runs.append(Run(text, href=href, title=title, **marks))

    def end_words(self) -> None:
        """Make one block of the words that came since the last block, if there are any."""
        runs = settled(self.runs, one_line=self.level > 0)
        if runs or self.level:
            self._place(Words(runs, self.level))
        self.runs, self.level = [], 0
        self.links = [(href, title, 0) for href, title, _ in self.links]

    def _end(self, kind: type[_List | _Quote]) -> None:
        """End the innermost open list or quotation, as `kind` says, and all that is open in it."""
        while any(isinstance(each, kind) for each in self.open):
            is_it = isinstance(self.open[-1], kind)
            self._end_innermost()
            if is_it:
                return

    def _end_innermost(self) -> None:
        if block := self.open.pop().ended():
            self._place(block)

    def _start_table(self) -> None:
        self.end_words()
        if self.table:
            self.inner_tables += 1
        else:
            self.table, self.open_outside, self.open = TableReader(), self.open, []

    def _end_part(self) -> None:
        self.end_words()
        while self.table and not self.inner_tables and self.open:
            self._end_innermost()

    def _end_table(self) -> None:
        self._end_part()
        if self.inner_tables or not self.table:
            self.inner_tables = max(0, self.inner_tables - 1)
            return
        table, self.table, self.open = self.table.table(), None, self.open_outside
        if table:
            self._place(table)

    def _place(self, block: Block) -> None:
        if self.open:
            self.open[-1].add(block)
        elif self.table and self.table.part:
            for words in worded_blocks([block]):
                self.table.add(words.runs)
        else:
            self.blocks.append(block)


# What no page shows and no file can hold: control characters, surrogates, noncharacters.
_NO_CHARACTER = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(17))
    + "]"
)


def _address(href: str) -> str:
    """`href` as a browser reads it: without line ends and tabs, and without spaces around it."""
    return _NO_CHARACTER.sub("", re.sub(r"[\t\n\r]", "", href)).strip()


def _one_line(text: str) -> str:
    return " ".join(_NO_CHARACTER.sub("", re.sub(r"\s+", " ", text)).split())


def _start(attributes: dict[str, str | None]) -> int:
    start = attributes.get("start") or "1"
    is_number = re.fullmatch(r"[0-9]{1,9}", start)
    return min(int(start), LARGEST_START) if is_number else 1
