"""One result: an answer that fits, with the passage that says why."""

from dataclasses import dataclass
from itertools import chain

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from articles.models.shelves import article_address
from articles.search.highlighting import Words, answered
from articles.search.query import Query
from articles.words import normalise


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
    also_asked_as: str
    short_answer: str
    body: str
    stems: str

    @property
    def address(self) -> str:
        return f"{article_address(self.slug)}#{self.anchor}"

    @property
    def is_exact(self) -> bool:
        """Whether just this question was asked."""
        wanted = normalise(self.query.text)
        wordings = (self.wording, *self.also_asked_as.splitlines())
        return any(normalise(wording) == wanted for wording in wordings)

    @cached_property
    def marked_wording(self) -> SafeString:
        return self._wording.marked(self._wording.found(self.query))

    @cached_property
    def marked_short_answer(self) -> SafeString:
        return self._short_answer.marked(self._short_answer.found(self.query))

    @cached_property
    def passage(self) -> SafeString:
        """From the body, where that says more of what was asked than the short answer does."""
        words, found = self._passage
        return words.marked(found)

    @property
    def shown_text(self) -> str:
        """All that a page shows of it, as plain text."""
        words, _ = self._passage
        return f"{self.wording} {self.short_answer} {self.title} {words.text}"

    @cached_property
    def _wording(self) -> Words:
        return Words(self.wording)

    @cached_property
    def _short_answer(self) -> Words:
        return Words(self.short_answer)

    @cached_property
    def _passage(self) -> tuple[Words, frozenset[str]]:
        """The passage, empty where it says no more, and the stems that were found in the body."""
        head = chain(self._wording.stems, self._short_answer.stems)
        seen = answered(chain.from_iterable(head), self.query)
        spaced = f" {self.stems} ".replace("\n", " ")
        unseen = (concept for concept in self.query.concepts if concept not in seen)
        if not any(concept.is_in(spaced) for concept in unseen):
            return Words(""), frozenset()
        body = Words(self.body)
        found = body.found(self.query)
        return body.around(found), found
