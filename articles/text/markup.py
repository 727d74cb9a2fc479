"""Rich text taken apart: its blocks of words, its headings and its links."""

from dataclasses import dataclass
from html.parser import HTMLParser

BLOCKS = frozenset({"p", "li", "h3", "h4"})
HEADINGS = {"h3": 3, "h4": 4}


@dataclass(frozen=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True)
class Link:
    text: str
    href: str  # empty where it leads nowhere


@dataclass(frozen=True)
class Markup:
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    paragraphs: tuple[str, ...] = ()  # and list items: running text

    @property
    def blocks(self) -> tuple[str, ...]:
        return (*(heading.text for heading in self.headings), *self.paragraphs)


def read_markup(html: str) -> Markup:
    """The parts of `html`, which the cleaner has been over: every tag in it is closed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return Markup(tuple(reader.headings), tuple(reader.links), tuple(reader.paragraphs))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.headings: list[Heading] = []
        self.links: list[Link] = []
        self.paragraphs: list[str] = []
        self._words: list[str] = []
        self._level = 0
        self._href = ""
        self._link_words: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.end_block()
            self._level = HEADINGS.get(tag, 0)
        elif tag == "br":
            self.handle_data(" ")
        elif tag == "a":
            self._href = (dict(attrs).get("href") or "").strip()
            self._link_words = []

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.end_block()
        elif tag == "a" and self._link_words is not None:
            self.links.append(Link(_one_line(self._link_words), self._href))
            self._link_words = None

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        if self._link_words is not None:
            self._link_words.append(data)

    def end_block(self) -> None:
        text = _one_line(self._words)
        if self._level:  # a heading without words is one too: readers hear it announced
            self.headings.append(Heading(self._level, text))
        elif text:
            self.paragraphs.append(text)
        self._words, self._level = [], 0


def _one_line(pieces: list[str]) -> str:
    return " ".join("".join(pieces).split())
