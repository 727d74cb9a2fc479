"""One result: an answer that fits, with the passage that says why."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.safestring import SafeString

from articles.search.highlighting import answered, marked, passage
from articles.search.query import Query
from articles.words import normalise, stem, words_in


@dataclass(frozen=True)
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
        return f"{reverse('articles:article', args=[self.slug])}#{self.anchor}"

    @property
    def is_exact(self) -> bool:
        """Whether just this question was asked."""
        wanted = normalise(self.query.text)
        wordings = (self.wording, *self.also_asked_as.splitlines())
        return any(normalise(wording) == wanted for wording in wordings)

    @cached_property
    def marked_wording(self) -> SafeString:
        return marked(self.wording, self.query)

    @cached_property
    def marked_short_answer(self) -> SafeString:
        return marked(self.short_answer, self.query)

    @cached_property
    def passage(self) -> SafeString:
        """From the body, where that says more of what was asked than the short answer does."""
        shown = words_in(f"{self.wording} {self.short_answer}")
        seen = answered((stem(word) for word in shown), self.query)
        if answered(self.stems.split(), self.query) <= seen:
            return SafeString("")
        return passage(self.body, self.query)
