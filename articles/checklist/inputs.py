"""What the checks read, as plain values: an edition, and its site context."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from articles.checklist.findings import INTRODUCTION, EditionPage, Place
from articles.checklist.imported_text import ImportedText
from articles.importer.document_checks import CautionLike
from articles.text.markup import Markup, read_markup
from articles.text.reading_ease import TextCounts
from articles.text.sentences import content_words, sentences


@dataclass(frozen=True)
class SourceText:
    """A source as the checks read it; no `checked_on` if nobody here has opened it."""

    title: str
    year: int | None = None
    url: str = ""
    checked_on: date | None = None
    publisher: str = ""


@dataclass(frozen=True)
class FigureText:
    """A figure as the checks read it."""

    alternative_text: str = ""
    is_decorative: bool = False
    caption: str = ""
    has_credit: bool = True


@dataclass(frozen=True)
class AnswerText:
    """A question with its answer as the checks read it; `body` is HTML."""

    wording: str
    short_answer: str
    body: str
    anchor: str = "question"
    how_long: str = ""
    is_movement: bool = False
    also_asked_as: tuple[str, ...] = ()
    sources: tuple[SourceText, ...] = ()
    figures: tuple[FigureText, ...] = ()

    @property
    def wordings(self) -> tuple[str, ...]:
        return (self.wording, *self.also_asked_as)

    @cached_property
    def markup(self) -> Markup:
        return read_markup(self.body)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of the short answer and of the body's paragraphs."""
        texts = (self.short_answer, *self.markup.paragraphs)
        return tuple(sentence for text in texts for sentence in sentences(text))

    @cached_property
    def counts(self) -> TextCounts:
        """The counts of its sentences, for the reading ease."""
        return TextCounts.of(self.sentences)

    @property
    def text(self) -> str:
        """All words of the answer as readers see them."""
        said = (words for each in self.figures for words in (each.caption, each.alternative_text))
        parts = (self.wording, self.short_answer, self.how_long, *self.markup.blocks, *said)
        return " ".join(parts)


@dataclass(frozen=True)
class EditionText:
    """An edition as the checks read it; `introduction` is HTML."""

    slug: str
    answers: tuple[AnswerText, ...]
    title: str = "A title"
    summary: str = "A summary."
    introduction: str = ""
    author_name: str = ""
    change_note: str = ""
    is_approved: bool = False
    is_reviewed: bool = False
    review_due_on: date | None = None
    imported: ImportedText | None = None
    open_comments: int = 0
    replaces: Mapping[str, str] = field(default_factory=dict)  # anchor: wording, of the live one

    @cached_property
    def markup(self) -> Markup:
        return read_markup(self.introduction)

    @property
    def placed_answers(self) -> Iterator[tuple[Place, AnswerText]]:
        for number, answer in enumerate(self.answers):
            yield Place(f"“{answer.wording}”", number), answer

    @property
    def placed_markup(self) -> Iterator[tuple[Place, Markup]]:
        """The place and the markup of the introduction and of every answer."""
        yield INTRODUCTION, self.markup
        for place, answer in self.placed_answers:
            yield place, answer.markup


@dataclass(frozen=True)
class QuestionElsewhere:
    """A question that a page of the site answers, with its other wordings."""

    wordings: tuple[str, ...]
    page: EditionPage

    @cached_property
    def in_words(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Each wording with its content words."""
        return tuple((wording, content_words(wording)) for wording in self.wordings)


@dataclass(frozen=True)
class SitePages:
    """The pages that links of this edition may lead to, as readers find them at publication."""

    hosts: frozenset[str] = frozenset()  # host names of the site itself
    anchors: Mapping[str, Set[str]] = field(default_factory=dict)  # by the article's slug
    approved: Mapping[str, Set[str]] = field(default_factory=dict)  # the same, not published yet
    moved: Mapping[str, str] = field(default_factory=dict)  # former slug: present slug
    short: Mapping[str, str] = field(default_factory=dict)  # path without a page: where it leads
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SiteContext:
    """The site around an edition, as the checks need it."""

    today: date
    cautions: Sequence[CautionLike] = ()
    pages: SitePages = field(default_factory=SitePages)
    broken: Mapping[str, date] = field(default_factory=dict)  # address: since when it fails
    asked_elsewhere: Sequence[QuestionElsewhere] = ()
