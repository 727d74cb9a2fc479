"""The text of a web page: headings, paragraphs, lists, tables, quotations, links; nothing else.

The page is read by the parser of the standard library only: it runs, fetches and expands nothing.
Extractors that guess the article (trafilatura, readability) drop text without saying which; here
the report has to list every word that is left out. So elements that are never the text
(navigation, forms, footers) are recognised by their names, and everything else around a page's text
is later removed line by line, as in plain text (`page_furniture`).

The result is lines as in Markdown, with blank lines between them, which `raw_lines` reads.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import takewhile

from articles.importer.raw_document import Aside, TextLink
from articles.importer.raw_lines import is_question
from articles.importer.table_rows import Cell, lines_of_table
from articles.text.superscripts import ELEMENTS, as_characters

MAX_OPEN_ELEMENTS = 200  # text in deeper ones counts as text of the element around them
# Each table copies the words of the tables inside it once more; deeper ones are read as text.
MAX_TABLES_IN_TABLES = 10
_VOID = "area base br col embed hr img input link meta param source track wbr"
VOID = frozenset(_VOID.split())
# Elements without text that a page shows.
_SILENT = "script style noscript template svg math iframe object canvas audio video select datalist"
SILENT = frozenset(_SILENT.split())
# A drawing or formula that was not closed ends, in browsers too, where one of these begins.
DRAWN = frozenset({"svg", "math"})
_NEVER_DRAWN = "p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table blockquote pre"
NEVER_DRAWN = frozenset(_NEVER_DRAWN.split())
_AROUND = "nav footer aside form dialog menu button header"
AROUND = frozenset(_AROUND.split())
_ROLES = "navigation banner contentinfo complementary search dialog alertdialog menu menubar"
AROUND_ROLES = frozenset(_ROLES.split())
AROUND_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|newsletter|share|sharing|social|comments?|advert\w*|ads?"
    r"|related|breadcrumbs?|sidebar|promo|skip-link|pagination)(?:$|[\s_-])",
    re.IGNORECASE,
)
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "dt": 6, "summary": 6}
_LINES = (
    "p div section article main li tr ul ol table blockquote figure figcaption dl dd pre br hr "
    "address details tbody thead caption header footer nav aside form title"
)
LINES = frozenset(_LINES.split())
BOLD = frozenset({"b", "strong"})
CELLS = frozenset({"td", "th"})
APART = frozenset({"a", "button", "label"})  # two in a row are separate words, also without a space
STRUCK = frozenset({"s", "strike", "del"})  # text that was struck through
BULLETS = "•◦▪"  # bullets by the depth of their list
# Word's styles of a paragraph that is an item, with its depth, and of the bullet before its words.
WORD_LIST = re.compile(r"mso-list:\s*l\d+\s+level([1-9])", re.IGNORECASE)
WORD_MARK = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
NUMBER = re.compile(r"\d{1,3}[.)]")
# Links to notes and back from them, and ids of notes, as Word files and encyclopaedias have them.
NOTE_MARK = re.compile(r"#(?:foot|end|cite|fn|_?ftn|_?edn)", re.IGNORECASE)
WAY_BACK = re.compile(r"#_?(?:ftn_?|edn_?|ftnt_?|fn:?|cite_?|(?:foot|end)note-)ref", re.IGNORECASE)
NOTE = re.compile(r"(?:foot|end)note-\d+|cite_note\b.*|fn[:-]?\d+", re.IGNORECASE)
_SITE_NAME = re.compile(r"\s+[|–—·-]\s+[^|–—·]{1,60}$")


@dataclass(frozen=True)
class PageText:
    """The text of a page as lines, asides for what was left out, its links, and how many tables and
    pictures it had."""

    text: str
    asides: tuple[Aside, ...] = ()
    links: tuple[TextLink, ...] = ()
    tables: int = 0
    pictures: int = 0


@dataclass
class _Open:
    """An open element; `is_around`: it holds what stands around the text, such as a menu."""

    tag: str
    is_around: bool = False
    number: int = 0  # for a numbered list: the number of its last item
    is_note: bool = False  # a footnote or endnote
    is_list_mark: bool = False  # the bullet or number of an item that Word writes as a paragraph


@dataclass
class _Grid:
    """An open table: the lines of its caption, and of each cell of its rows."""

    rows: list[list[Cell]] = field(default_factory=list)
    caption: list[str] = field(default_factory=list)

    def start(self, tag: str) -> None:
        if tag == "tr" or not self.rows:
            self.rows.append([])
        if tag in CELLS:
            self.rows[-1].append((tag == "th", []))

    def lines_now(self, *, in_caption: bool) -> list[str]:
        """The list to which the next line is added; words outside of cells go to the caption."""
        if in_caption or not self.rows or not self.rows[-1]:
            return self.caption
        return self.rows[-1][-1][1]


@dataclass
class _Reader(HTMLParser):
    """Collects the lines of a page tag by tag. No text is lost even if tags are nested wrongly."""

    has_main: bool = False
    lines: list[str] = field(default_factory=list)
    around: list[str] = field(default_factory=list)
    links: list[TextLink] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    title: str = ""
    tables: int = 0
    pictures: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[_Open] = []
        self.words: list[str] = []
        self.are_bold: list[bool] = []  # one for each of `words`
        self.grids: list[_Grid] = []
        self.bold = self.level = self.deeper_tables = 0
        self.item = ""
        self.is_note = False  # the line began with a link back from a note
        self.link: tuple[str, int] | None = None
        self.just_ended = ""  # the tag and address of a link, button or label, until words follow

    # --- Tags -------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in NEVER_DRAWN:
            self.open = list(takewhile(lambda each: each.tag not in DRAWN, self.open))
        if tag in APART and self.just_ended not in ("", f"{tag} {given.get('href', '')}"):
            self.words.append(" ")
            self.are_bold.append(self.bold > 0)
        if tag in HEADINGS or tag in LINES:
            self.end_line()
        if tag in HEADINGS:  # a heading inside a <summary> or <dt> is the question itself
            is_inside = any(each.tag in ("summary", "dt") for each in self.open)
            self.level = HEADINGS["summary"] if is_inside else HEADINGS[tag]
        elif tag in BOLD:
            self.bold += 1
        elif tag in STRUCK:
            self.struck.append("")
        elif tag == "a":
            self.link = (given.get("href", "").strip(), len(self.words))
        elif tag == "li":
            self.item = self._next_item()
        elif found := WORD_LIST.search(given.get("style", "")):
            self.item = BULLETS[min(int(found[1]), len(BULLETS)) - 1]
        elif tag == "table" and not self._outside():
            if len(self.grids) < MAX_TABLES_IN_TABLES:
                self.grids.append(_Grid())
            else:
                self.deeper_tables += 1
        elif self.grids and tag in CELLS | {"tr"}:
            self.end_line()
            self.grids[-1].start(tag)
        self.pictures += tag == "img"
        if tag not in VOID and len(self.open) < MAX_OPEN_ELEMENTS:
            number = _number(given.get("start", "")) if tag == "ol" else 0
            is_note = tag == "li" and bool(NOTE.fullmatch(given.get("id", "")))
            is_mark = bool(WORD_MARK.search(given.get("style", "")))
            self.open.append(_Open(tag, self._is_around(tag, given), number, is_note, is_mark))

    def handle_endtag(self, tag: str) -> None:
        if tag in APART:
            self.just_ended = f"a {self.link[0]}" if self.link else f"/{tag}"
        if tag in BOLD:
            self.bold = max(0, self.bold - 1)
        elif tag == "a" and self.link is not None:
            self._end_link(*self.link)
        if tag in HEADINGS or tag in LINES or tag in CELLS:
            self.end_line()
        if tag == "table" and self.deeper_tables:
            self.deeper_tables -= 1
        elif tag == "table" and self.grids:
            self._end_table()
        if any(each.tag == tag for each in self.open):
            while self.open.pop().tag != tag:
                pass

    def _end_table(self) -> None:
        """Add the lines of the innermost table to the text, or to a cell of the table around it."""
        grid = self.grids.pop()
        lines = lines_of_table(grid.caption, grid.rows) if grid.rows else grid.caption
        self.tables += any(line.startswith("| ") for line in lines)
        self._where_lines_go().extend(lines)

    def handle_data(self, data: str) -> None:
        if any(each.tag in SILENT for each in self.open):
            return
        if self.open and self.open[-1].tag == "title":
            self.title += data
            return
        if any(each.tag in STRUCK for each in self.open):
            self.struck[-1] += data
            return
        if any(each.is_list_mark for each in self.open):
            self.item = data.strip() if NUMBER.fullmatch(data.strip()) else self.item
            return
        self.just_ended = ""
        element = next((each.tag for each in self.open if each.tag in ELEMENTS), None)
        words = re.sub(r"\s+", " ", data)
        self.words.append(as_characters(words, element) if element else words)
        self.are_bold.append(self.bold > 0)

    def _is_around(self, tag: str, given: dict[str, str]) -> bool:
        if tag == "button" and self.level:  # in a heading: a question that unfolds its answer
            return False
        inside_text = any(each.tag in ("main", "article") for each in self.open)
        if tag == "header" and inside_text:
            return False
        if "hidden" in given or given.get("aria-hidden") == "true":
            return tag not in HEADINGS
        names = f"{given.get('class', '')} {given.get('id', '')}"
        is_named = tag not in ("body", "html", "main", "article") and AROUND_NAMES.search(names)
        return tag in AROUND or given.get("role") in AROUND_ROLES or bool(is_named)

    def _next_item(self) -> str:
        lists = [each for each in self.open if each.tag in ("ul", "ol")]
        if not lists or lists[-1].tag == "ul":
            return BULLETS[min(max(len(lists), 1), len(BULLETS)) - 1]
        lists[-1].number += 1
        return f"{lists[-1].number}."

    def _end_link(self, href: str, start: int) -> None:
        words = " ".join("".join(self.words[start:]).split())
        if words and NOTE_MARK.match(href):
            self.is_note |= bool(WAY_BACK.match(href)) and not "".join(self.words[:start]).strip()
            self.marks.append(words)
            del self.words[start:], self.are_bold[start:]
        elif words and re.match(r"https?://[^\s/]", href, re.IGNORECASE) and not self._outside():
            self.links.append(TextLink(words, href))
        self.link = None

    # --- Lines ------------------------------------------------------------------------------

    def _outside(self) -> bool:
        """Whether what is being read is around the text and not part of it."""
        is_in_main = not self.has_main or any(each.tag == "main" for each in self.open)
        return not is_in_main or any(each.is_around for each in self.open)

    def end_line(self) -> None:
        """Make a line of the words that came since the last one, if there are any."""
        if self.link is not None:  # it may go on in the next line
            href, start = self.link
            self._end_link(href, start)
            self.link = (href, 0) if any(each.tag == "a" for each in self.open) else None
        text, bold = self._words_of_line()
        if not text:
            return
        if self.level == 1 and any(each.tag == "header" for each in self.open):
            self.lines.append(f"# {text}")  # a page's header often has its title
        elif self._outside():
            self.around.append(text)
        elif self.is_note or any(each.is_note for each in self.open):
            self.notes.append(text)
        elif self.level:
            self._where_lines_go().append(f"{'#' * self.level} {text}")
        elif self.item:
            self._where_lines_go().append(f"{self.item} {text}")
        elif any(each.tag == "blockquote" for each in self.open):
            self._where_lines_go().append(f"> {text}")
        elif bold == text or (bold and is_question(bold)):
            self._where_lines_go().append(f"**{bold}**{text[len(bold) :]}")
        else:
            self._where_lines_go().append(text)
        self.level, self.item, self.is_note = 0, "", False

    def _words_of_line(self) -> tuple[str, str]:
        """The words that came since the last line, and the bold ones among them at its start."""
        text = " ".join("".join(self.words).split())
        pairs = zip(self.words, self.are_bold, strict=True)
        start = takewhile(lambda pair: pair[1] or not pair[0].strip(), pairs)
        bold = " ".join("".join(word for word, _ in start).split())
        self.words, self.are_bold = [], []
        return text, bold

    def _where_lines_go(self) -> list[str]:
        """The list to which lines are added now: of the text, or of the innermost open table."""
        if not self.grids:
            return self.lines
        inside = [each.tag for each in self.open if each.tag in CELLS | {"table", "caption"}]
        return self.grids[-1].lines_now(in_caption=inside[-1:] == ["caption"])


def read_web_page(html: str) -> PageText:
    """The text of the page `html`. Raises nothing: for a page without text the text is empty."""
    reader = _Reader(has_main=bool(re.search(r"<main\b", html, re.IGNORECASE)))
    reader.feed(html)
    reader.close()
    reader.end_line()
    while reader.grids:
        reader.handle_endtag("table")
    lines = reader.lines
    title = " ".join(reader.title.split())
    asides = [Aside("page element", text) for text in reader.around]
    asides += [Aside("source line", text) for text in reader.notes]
    asides += [Aside("mark", text) for text in reader.marks]
    asides += [Aside("struck out", text) for text in _lines_of(reader.struck)]
    if title and not any(line.startswith("# ") for line in lines):
        lines = [f"# {_SITE_NAME.sub('', title)}", *lines]
    elif title:
        asides.append(Aside("page element", title))
    return PageText(
        "\n\n".join(lines), tuple(asides), tuple(reader.links), reader.tables, reader.pictures
    )


def _lines_of(texts: Iterable[str]) -> Iterator[str]:
    return filter(None, (" ".join(text.split()) for text in texts))


def _number(start: str) -> int:
    """The number before the first one of a numbered list whose attribute is `start`."""
    return int(start) - 1 if re.fullmatch(r"[0-9]{1,3}", start) and int(start) else 0
