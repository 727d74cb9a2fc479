"""One result of a search: an answer that fits, with the passage that shows why."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from articles.models.topics import article_address
from articles.search.highlighting import HighlightedText
from articles.search.query import Query


@dataclass
class Hit:
    """One answer that fits a query: what a page shows of it, plain and with marked words."""

    query: Query
    answer_id: int
    edition_id: int
    slug: str
    anchor: str
    title: str
    wording: str
    short_answer: str
    body: str
    stems: str

    @property
    def address(self) -> str:
        return f"{article_address(self.slug)}#{self.anchor}"

    @property
    def marked_wording(self) -> SafeString:
        return self._wording.marked

    @property
    def marked_short_answer(self) -> SafeString:
        return self._short_answer.marked

    @cached_property
    def passage(self) -> SafeString:
        """A marked passage from the body; empty unless the body has a concept of the query that
        wording and short answer do not have."""
        return self._passage.marked

    @property
    def shown_text(self) -> str:
        """Everything that a page shows of the answer, as plain text."""
        return f"{self.wording} {self.short_answer} {self.title} {self._passage.text}"

    @cached_property
    def _wording(self) -> HighlightedText:
        return HighlightedText(self.wording, self.query)

    @cached_property
    def _short_answer(self) -> HighlightedText:
        return HighlightedText(self.short_answer, self.query)

    @cached_property
    def _passage(self) -> HighlightedText:
        seen = self._wording.present | self._short_answer.present
        unseen = [concept for concept in self.query.concepts if not concept.is_among(seen)]
        spaced = f" {self.stems} ".replace("\n", " ") if unseen else ""
        if not any(concept.is_in(spaced) for concept in unseen):
            return HighlightedText("", self.query)
        words = HighlightedText(self.body, self.query)
        words.shorten()
        return words
