"""The words of the published answers, and in how many answers each stands."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Case, F, When

from accounts.fields import PrintableCharField
from articles.text.stems import stem

BATCH_SIZE = 5000  # parameters of one statement


class SearchWordQuerySet(models.QuerySet["SearchWord"]):
    def wait_turn(self) -> None:
        """Wait until no other transaction counts words. Needs a transaction.

        Two that updated the same rows in different orders would deadlock.
        """
        self.select_for_update().get_or_create(word="")

    def add(self, counts: Mapping[str, int]) -> None:
        """Add `counts[word]` answers to each word, or subtract them if negative.

        The word "" counts the answers themselves. Words that no answer has any more are deleted.
        Call `wait_turn` first.
        """
        words = sorted(word for word, more in counts.items() if more)
        known: set[str] = set()
        for some in _batches(words):
            known.update(self.filter(word__in=some).values_list("word", flat=True))
        self._store([word for word in words if word not in known])
        for some in _batches(words):
            by_change: defaultdict[int, list[str]] = defaultdict(list)
            for word in some:
                by_change[counts[word]].append(word)
            more = Case(*(When(word__in=each, then=change) for change, each in by_change.items()))
            self.filter(word__in=some).update(entries=F("entries") + more)
        if any(change < 0 for change in counts.values()):
            self.filter(entries__lte=0).exclude(word="").delete()

    def recount(self, texts: Iterable[str]) -> None:
        """Delete all words, then count those of `texts`: for each answer, its different words."""
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(("", *text.split()))
        self.all().delete()
        self.add(counts)

    def _store(self, words: list[str]) -> None:
        SearchWord.objects.bulk_create(
            (SearchWord(word=word, stem=stem(word)) for word in words),
            ignore_conflicts=True,
            batch_size=BATCH_SIZE,
        )


def _batches(words: list[str]) -> Iterable[list[str]]:
    return (words[start : start + BATCH_SIZE] for start in range(0, len(words), BATCH_SIZE))


class SearchWord(models.Model):
    """A word as written, and in how many answers it stands. The row of "" counts the answers."""

    word = PrintableCharField(max_length=40, primary_key=True)
    stem = PrintableCharField(max_length=40, db_index=True)
    entries = models.IntegerField(default=0)

    objects: ClassVar[SearchWordQuerySet] = SearchWordQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.word
