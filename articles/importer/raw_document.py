"""Raw documents: text as it was scraped, pasted or saved from another program.

    Title                           often repeated on the next line, often itself a question
    Paragraphs.                     an introduction, or the answer where the title is a question
    A question?                     or “Q. …”, “5) …”, “Question 5: …”, a heading, a bold line
    Paragraphs of its answer.       perhaps after “A.”, “A:”, “Answer:”
    Recommend, You may also like    titles of other pages, each perhaps with a teaser
    <<:  Title of another page      navigation
    Quelle: …, Last reviewed …      where the text comes from

and between them what a web page has around its text: a banner, a menu, advertisements, comments.

The way of a file: `decoding` (bytes to text; `web_pages` and `word_files` for those), `raw_lines`
(text to lines, marks told from words), `page_furniture` (what is no part of the text),
`question_lines` (which lines head an answer), `document_parts` (a `RawDocument`), `report` (what is
wrong with it, duplicates merged), `to_drafts` (a draft edition). All but the last are pure.
"""

from dataclasses import dataclass
from typing import Literal

AsideKind = Literal[
    "navigation",
    "recommended",
    "list heading",
    "repeated answer",
    "mark",
    "skip link",
    "cookie banner",
    "menu",
    "share line",
    "reading time",
    "advertisement",
    "newsletter",
    "vote",
    "comment",
    "footer",
    "search engine",
    "page address",
    "source line",
    "author line",
    "date line",
    "page element",
    "assistant line",
    "struck out",
]


class DocumentError(ValueError):
    """The file cannot become a draft; the message says why and what to do."""


@dataclass(frozen=True)
class DocumentFinding:
    """One thing an editor should know, and where in the document it is."""

    code: str
    message: str
    where: str = "document"


@dataclass(frozen=True)
class Pair:
    """A question and the paragraphs of its answer; `number` counts as the document does."""

    number: int
    question: str
    paragraphs: tuple[str, ...]
    also_asked_as: tuple[str, ...] = ()

    @property
    def answer(self) -> str:
        return " ".join(self.paragraphs)

    @property
    def name(self) -> str:
        return f"answer {self.number}"

    @property
    def full_name(self) -> str:
        """As a sentence begins with it."""
        return f"Answer {self.number}, to “{self.question}”,"


@dataclass(frozen=True)
class Aside:
    """Text that is left out: a link to another page, what a web page has around its text, a mark.

    A link may have a teaser, an address the title of its page.
    """

    kind: AsideKind
    text: str
    teaser: str = ""


@dataclass(frozen=True)
class TextLink:
    """Words of the text that led somewhere, in a web page or a Word file."""

    words: str
    address: str


@dataclass(frozen=True)
class RawDocument:
    """A document taken apart. Every word of the file is in one of its parts."""

    title: str
    introduction: tuple[str, ...]
    pairs: tuple[Pair, ...]
    asides: tuple[Aside, ...] = ()
    notes: tuple[DocumentFinding, ...] = ()
    links: tuple[TextLink, ...] = ()

    @property
    def body(self) -> str:
        """All that readers would read, without the asides."""
        answers = (part for pair in self.pairs for part in (pair.question, *pair.paragraphs))
        return "\n".join((self.title, *self.introduction, *answers))

    def of_kind(self, *kinds: str) -> tuple[Aside, ...]:
        return tuple(aside for aside in self.asides if aside.kind in kinds)
