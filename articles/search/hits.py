"""One result: an answer that fits, with the passage that says why."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from articles.models.topics import article_address
from articles.search.highlighting import HighlightedText
from articles.search.query import Query


@dataclass
class Hit:
    """One answer that fits: what a page shows of it, as plain text and with its words marked."""

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
        """From the body, where that says more of what was asked than the short answer does."""
        return self._passage.marked

    @property
    def shown_text(self) -> str:
        """All that a page shows of it, as plain text."""
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
