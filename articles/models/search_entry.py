"""The words of each published answer as search finds them: one plain row for each answer.

The database keeps its full-text index over this table by itself (triggers on SQLite, a generated
column on PostgreSQL; see the migrations), so that a row can be found as soon as it is written.
What an answer's words are is decided in `articles.text`, the same for both.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from django.db import models, transaction
from django.utils import timezone

from accounts.fields import PrintableTextField
from articles.models.search_words import SearchWord
from articles.text.index_terms import entry_texts
from articles.text.plain_text import in_sentences

if TYPE_CHECKING:
    from articles.models.answers import Answer, Question
    from articles.models.topics import Article


ARTICLES_AT_ONCE = 20  # written in one transaction: a fraction of a second


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def index_article(self, article: "Article") -> None:
        """Rewrite the entries of `article`, for the editions that readers see or will see."""
        self._index([article], timezone.now())

    @transaction.atomic
    def _index(self, articles: "Sequence[Article]", now: datetime) -> None:
        SearchWord.objects.wait_turn()
        counts: Counter[str] = Counter()
        old = self.filter(answer__question__article__in=articles)
        for words in old.values_list("words", flat=True):
            counts.subtract(("", *words.split()))
        old.delete()
        new = chain.from_iterable(_entries(article, now) for article in articles)
        for entry in SearchEntry.objects.bulk_create(new):
            counts.update(("", *entry.words.split()))
        SearchWord.objects.add(counts)

    def refresh_question(self, question: "Question") -> None:
        """Rewrite the entries of the question's article, if the question has an entry."""
        if self.filter(answer__question=question).exists():
            self.index_article(question.article)

    def index_all(self, articles: "models.QuerySet[Article]", now: datetime) -> int:
        """Rewrite all entries and count all words again; returns the number of entries.

        `articles` must be all that there are. Each transaction writes `ARTICLES_AT_ONCE` of them:
        search works meanwhile, and somebody who saves waits for one such transaction at most, and
        at the end for the words to be counted.
        """
        keys = list(articles.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), ARTICLES_AT_ONCE):
            some = keys[start : start + ARTICLES_AT_ONCE]
            self._index(list(articles.filter(pk__in=some).order_by("pk")), now)
        with transaction.atomic():
            SearchWord.objects.wait_turn()
            SearchWord.objects.recount(self.values_list("words", flat=True))
        return self.count()


class SearchEntry(models.Model):
    """The words of one answer, to be found from `shown_from` until `shown_until` (None: no end).

    Both times are known when it is written, from schedule and expiry. They only spare the search
    answers that are not public: `Edition.objects.public` decides what may be shown, as everywhere.
    """

    answer = models.OneToOneField("articles.Answer", on_delete=models.CASCADE, primary_key=True)
    shown_from = models.DateTimeField()
    shown_until = models.DateTimeField(null=True)
    stems = PrintableTextField()
    marks = PrintableTextField()
    words = PrintableTextField()
    body = PrintableTextField()

    objects: ClassVar[SearchEntryQuerySet] = SearchEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return f"Search entry {self.pk}"

    @classmethod
    def of(
        cls,
        answer: "Answer",
        shown_from: datetime,
        shown_until: datetime | None = None,
        *,
        is_first: bool = False,
    ) -> "SearchEntry":
        """An unsaved entry for `answer`.

        With `is_first`, the first answer of its edition, search also finds it by the words of the
        edition's summary and introduction.
        """
        body = in_sentences(answer.body)
        edition = answer.edition
        beginning = (edition.summary, in_sentences(edition.introduction)) if is_first else ()
        searched = " ".join((body, *beginning))
        texts = entry_texts(edition.title, answer.short_answer, searched, answer.wordings)
        return cls(
            answer=answer,
            shown_from=shown_from,
            shown_until=shown_until,
            stems=texts.stems,
            marks=texts.marks,
            words=texts.words,
            body=body,
        )


def _entries(article: "Article", now: datetime) -> Iterator[SearchEntry]:
    """Unsaved entries for the answers of the editions of `article` live or scheduled at `now`."""
    replaced: datetime | None = None
    for edition in article.editions.order_by("-publish_at", "-number"):
        begins = edition.publish_at
        if begins is None:
            continue
        ends = min((end for end in (replaced, edition.expires_at) if end), default=None)
        if edition.state == "published" and (ends is None or ends > now):
            answers = edition.answers.select_related("edition", "question")
            for place, answer in enumerate(answers):
                yield SearchEntry.of(answer, begins, ends, is_first=place == 0)
        if begins <= now:
            return  # whatever came before was superseded
        replaced = begins
