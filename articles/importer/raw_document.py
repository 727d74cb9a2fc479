"""Raw documents: text as it was scraped or pasted, in the one shape that the importer knows.

    Title                           repeated on the next line, often itself a question
    Title
    Paragraphs.                     an introduction, or the answer where the title is a question
    A question?
    Paragraphs of its answer.
    <<:  Title of another page      navigation
    >>:  Title of another page
    Recommend                       titles of other pages, each with a teaser that is cut off
    Title of another page
    The first words of that pa...

The way of a file: `raw_bytes` (bytes to text), `raw_lines` (text to a `RawDocument`), `report`
(what is wrong with it, duplicates merged), `store` (a draft edition). All but the last are pure.
"""

from dataclasses import dataclass
from typing import Literal


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


@dataclass(frozen=True)
class Aside:
    """Text that is no part of the article: a link to another page, or the heading of a list."""

    kind: Literal["navigation", "recommended", "list heading", "repeated answer"]
    text: str
    teaser: str = ""


@dataclass(frozen=True)
class RawDocument:
    """A document taken apart. Every word of the file is in one of its parts."""

    title: str
    introduction: tuple[str, ...]
    pairs: tuple[Pair, ...]
    asides: tuple[Aside, ...] = ()
    notes: tuple[DocumentFinding, ...] = ()

    @property
    def body(self) -> str:
        """All that readers would read, without the asides."""
        answers = (part for pair in self.pairs for part in (pair.question, *pair.paragraphs))
        return "\n".join((self.title, *self.introduction, *answers))

    def of_kind(self, kind: str) -> tuple[Aside, ...]:
        return tuple(aside for aside in self.asides if aside.kind == kind)
