"""Rich text as a tree of what it says: paragraphs, headings, lists, and runs of marked words.

Two HTML texts that a reader cannot tell apart have the same tree: what a browser does not show
(white space between blocks, a paragraph round an item's only words, marks on nothing, the order in
which marks are nested) is not in it. So this is the measure of what a file has to keep. Pure.
"""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from html import escape
from html.parser import HTMLParser

LISTS = {"ul", "ol"}
MARKS = {"strong", "em"}
LARGEST_START = 999_999_999  # what Markdown can count from


@dataclass(frozen=True)
class Run:
    """Words with the same marks. A line break is a run of its own whose text is a line's end."""

    text: str
    strong: bool = False
    em: bool = False
    href: str | None = None
    title: str = ""

    @property
    def is_break(self) -> bool:
        return self.text == "\n"


@dataclass(frozen=True)
class Words:
    """A paragraph, or a heading where it has a level."""

    runs: tuple[Run, ...]
    level: int = 0


@dataclass(frozen=True)
class Items:
    """A list; each item holds blocks. `start` is None where it is not numbered."""

    items: "tuple[tuple[Words | Items, ...], ...]"
    start: int | None = None


Block = Words | Items


def tree_of(html: str) -> tuple[Block, ...]:
    """The blocks of cleaned rich text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_words()
    return tuple(reader.blocks)


def html_of(blocks: tuple[Block, ...]) -> str:
    """The tree as HTML, in the one way that we write it."""
    return "".join(_block_html(block) for block in blocks)


def _block_html(block: Block) -> str:
    if isinstance(block, Words):
        tag = f"h{block.level}" if block.level else "p"
        return f"<{tag}>{_runs_html(block.runs)}</{tag}>"
    if block.start is None:
        opening, closing = "<ul>", "</ul>"
    else:
        opening = "<ol>" if block.start == 1 else f'<ol start="{block.start}">'
        closing = "</ol>"
    return opening + "".join(f"<li>{_item_html(item)}</li>" for item in block.items) + closing


def _item_html(blocks: tuple[Block, ...]) -> str:
    paragraphs = [block for block in blocks if isinstance(block, Words) and not block.level]
    if len(paragraphs) == 1 and blocks[0] is paragraphs[0]:
        return _runs_html(paragraphs[0].runs) + html_of(blocks[1:])
    return html_of(blocks)


def _runs_html(runs: tuple[Run, ...]) -> str:
    return "".join(_run_html(run) for run in runs)


def _run_html(run: Run) -> str:
    text = "<br>" if run.is_break else escape(run.text, quote=False).replace("\xa0", "&nbsp;")
    for tag in ("em", "strong"):
        if getattr(run, tag):
            text = f"<{tag}>{text}</{tag}>"
    if run.href is not None:
        title = f' title="{escape(run.title)}"' if run.title else ""
        text = f'<a href="{escape(run.href)}"{title}>{text}</a>'
    return text


@dataclass
class _List:
    start: int | None
    items: list[list[Block]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Builds the tree as the tags come. Whatever is nested oddly still ends up somewhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.lists: list[_List] = []
        self.runs: list[Run] = []
        self.level = 0
        self.marks = dict.fromkeys(MARKS, 0)
        self.links: list[tuple[str | None, str]] = []

    def handle_starttag(self, tag: str, attrs) -> None:
        if tag in MARKS:
            self.marks[tag] += 1
        elif tag == "a":
            given = dict(attrs)
            self.links.append((_address(given.get("href")), _one_line(given.get("title") or "")))
        elif tag == "br":
            self._add("\n")
        else:
            self.end_words()
            if tag in ("h3", "h4"):
                self.level = int(tag[1])
            elif tag in LISTS:
                self.lists.append(_List(_start(dict(attrs)) if tag == "ol" else None))
            elif tag == "li" and self.lists:
                self.lists[-1].items.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in MARKS:
            self.marks[tag] = max(0, self.marks[tag] - 1)
        elif tag == "a":
            if self.links:
                self.links.pop()
        elif tag != "br":
            self.end_words()
            if tag in ("h3", "h4"):
                self.level = 0
            elif tag in LISTS and self.lists:
                self._end_list()

    def handle_data(self, data: str) -> None:
        self._add("".join(map(_kept, re.sub(r"[ \t\n\r\f]+", " ", data))))

    def _add(self, text: str) -> None:
        href, title = self.links[-1] if self.links else (None, "")
        marks = {name: count > 0 for name, count in self.marks.items()}
        self.runs.append(Run(text, href=href, title=title if href is not None else "", **marks))

    def end_words(self) -> None:
        """Whatever words came since the last block are one."""
        if runs := _settled(self.runs, in_heading=bool(self.level)):
            self._place(Words(runs, self.level))
        self.runs = []

    def _end_list(self) -> None:
        ended = self.lists.pop()
        items = tuple(tuple(item) for item in ended.items if item)
        if items:
            self._place(Items(items, ended.start))

    def _place(self, block: Block) -> None:
        if not self.lists:
            self.blocks.append(block)
            return
        items = self.lists[-1].items
        if not items:
            items.append([])
        items[-1].append(block)


def _settled(runs: list[Run], *, in_heading: bool) -> tuple[Run, ...]:
    """The runs as a reader sees them: white space once, and marked only inside marked words."""
    signs = [replace(run, text=sign) for run in runs for sign in run.text]
    if in_heading:  # a heading is one line
        signs = [replace(sign, text=" ") if sign.is_break else sign for sign in signs]
    kept: list[Run] = []
    for sign in signs:
        after_space = not kept or kept[-1].text in " \n"
        if sign.text == " " and after_space:
            continue
        if sign.is_break and kept and kept[-1].text == " ":
            kept.pop()
        kept.append(sign)
    while kept and kept[-1].text in " \n":
        kept.pop()
    while kept and kept[0].text in " \n":
        kept.pop(0)
    return _joined(_unmarked_spaces(kept))


def _unmarked_spaces(signs: list[Run]) -> list[Run]:
    """Each space with the marks that the words before and after it share."""
    seen = [place for place, sign in enumerate(signs) if not sign.text.isspace()]
    if not seen:
        return []
    settled = []
    before = Run("")
    following = iter([*seen, None])
    after = next(following)
    for place, sign in enumerate(signs):
        if place == after:
            before, after = sign, next(following)
            settled.append(sign)
        else:
            beyond = signs[after] if after is not None else Run("")
            settled.append(_shared(sign.text, before, beyond))
    return settled


def _shared(text: str, one: Run, other: Run) -> Run:
    """A space between two words: marked as both are, where nothing begins or ends at it."""
    if text == "\n" or (one.href, one.title) != (other.href, other.title):
        return Run(text)
    strong = one.strong and other.strong
    em = one.em and other.em and one.strong == other.strong
    return replace(one, text=text, strong=strong, em=em)


def _joined(signs: list[Run]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for sign in signs:
        same = runs and replace(runs[-1], text="") == replace(sign, text="")
        if same and not sign.is_break and not runs[-1].is_break:
            runs[-1] = replace(runs[-1], text=runs[-1].text + sign.text)
        else:
            runs.append(sign)
    return tuple(runs)


def _kept(sign: str) -> str:
    """Nothing for what no page shows and no file can carry: controls and what is no character."""
    is_none = 0xFDD0 <= ord(sign) <= 0xFDEF or ord(sign) & 0xFFFE == 0xFFFE
    return "" if is_none or unicodedata.category(sign) in ("Cc", "Cs") else sign


def _address(href: str | None) -> str | None:
    """As a browser reads it: without line ends, tabs and spaces round it."""
    if href is None:
        return None
    return "".join(map(_kept, re.sub(r"[\t\n\r]", "", href))).strip()


def _one_line(text: str) -> str:
    return " ".join("".join(map(_kept, re.sub(r"\s+", " ", text))).split())


def _start(attributes: dict[str, str | None]) -> int:
    start = attributes.get("start") or "1"
    is_number = re.fullmatch(r"[0-9]{1,9}", start)
    return min(int(start), LARGEST_START) if is_number else 1
