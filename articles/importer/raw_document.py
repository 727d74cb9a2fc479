"""Raw documents: text as it was scraped, pasted or saved from another program.

    Title                           often repeated on the next line, often itself a question
    Paragraphs.                     an introduction, or the answer where the title is a question
    A question?                     or “Q. …”, “5) …”, “Question 5: …”, a heading, a bold line
    Paragraphs of its answer.       perhaps after “A.”, “A:”, “Answer:”
    Recommend, You may also like    titles of other pages, each perhaps with a teaser
    <<:  Title of another page      navigation
    Quelle: …, Last reviewed …      where the text comes from

and between them what a web page has around its text: a banner, a menu, advertisements, comments.

A file passes through `decoding` (bytes to text; with `web_pages` and `word_files`), `raw_lines`
(text to lines, marks separated from words), `page_furniture` (removes what is not the text),
`question_lines` (finds the lines that head an answer), `document_parts` (makes a `RawDocument`),
`report` (reports what is wrong, merges duplicates) and `to_drafts` (makes a draft edition). All but
the last are pure.
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
    """Raised if a file cannot become a draft; the message says why and what to do."""


@dataclass(frozen=True)
class DocumentFinding:
    """One thing that an editor should know about a document.

    `code` names the kind of finding; `where`: the part of the document, in words.
    """

    code: str
    message: str
    where: str = "document"


@dataclass(frozen=True)
class Pair:
    """A question and the paragraphs of its answer. `number`: its place in the document, from 1."""

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
        """The name of the answer at the start of a sentence."""
        return f"Answer {self.number}, to “{self.question}”,"


@dataclass(frozen=True)
class Aside:
    """Text that is left out: a link to another page, what a web page has around its text, a mark.

    `teaser`: that of a link, or the title of the page for an address; empty if there is none.
    """

    kind: AsideKind
    text: str
    teaser: str = ""


@dataclass(frozen=True)
class TextLink:
    """A link in the text of a web page, Word file or Markdown file: its words and its address."""

    words: str
    address: str


@dataclass(frozen=True)
class RawDocument:
    """A document split into its parts, which together hold every word of the file."""

    title: str
    introduction: tuple[str, ...]
    pairs: tuple[Pair, ...]
    asides: tuple[Aside, ...] = ()
    notes: tuple[DocumentFinding, ...] = ()
    links: tuple[TextLink, ...] = ()

    @property
    def body(self) -> str:
        """All text that readers would see, without the asides."""
        answers = (part for pair in self.pairs for part in (pair.question, *pair.paragraphs))
        return "\n".join((self.title, *self.introduction, *answers))

    def of_kind(self, *kinds: str) -> tuple[Aside, ...]:
        return tuple(aside for aside in self.asides if aside.kind in kinds)
