"""What editors tell the search: which words mean the same, and which answer comes first."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from simple_history.models import HistoricalRecords

from accounts.fields import PrintableCharField, PrintableTextField
from articles.models.answers import Question
from articles.text.tokens import any_order, content_stems

MAX_TERMS = 20


def words_in_order(text: str) -> str:
    """The stems of the content words of `text`, in their order, with spaces between."""
    return " ".join(content_stems(text))


class Synonym(models.Model):
    """A group of words that mean the same to somebody who searches."""

    words = PrintableCharField(
        max_length=500,
        unique=True,
        help_text="Words or short phrases that mean the same, with commas between, for example "
        "“numb, tingling, pins and needles”. Who searches for one finds the others too.",
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ("words",)

    def __str__(self) -> str:
        return self.words

    @property
    def keys(self) -> list[str]:
        """The stems of each term (`words_in_order`), by which terms are compared; each once."""
        return list(self.terms_by_key)

    @property
    def terms_by_key(self) -> dict[str, str]:
        """Each key (at most 120 characters) with its term as written, the first of several."""
        written = [term.strip() for term in re.split(r"[,\n]", self.words)]
        pairs = ((words_in_order(term)[:120], term) for term in reversed(written))
        found = {key: term for key, term in pairs if key}
        return dict(reversed(found.items()))

    def clean(self) -> None:
        if not 2 <= len(self.keys) <= MAX_TERMS:
            raise ValidationError(
                {"words": f"Name at least two different words, and at most {MAX_TERMS}."}
            )

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self.terms.all().delete()
        SynonymTerm.objects.bulk_create(SynonymTerm(synonym=self, key=key) for key in self.keys)


class SynonymTerm(models.Model):
    """One term of a synonym, as the stems by which it is looked up."""

    synonym = models.ForeignKey(Synonym, on_delete=models.CASCADE, related_name="terms")
    key = PrintableCharField(max_length=120, db_index=True)

    def __str__(self) -> str:
        return self.key


class PromotedAnswer(models.Model):
    """An answer that editors put first for certain searches; the page says that they did."""

    question = models.ForeignKey(
        Question,
        on_delete=models.CASCADE,
        related_name="promotions",
        help_text="Shown first while it is public.",
    )
    searches = PrintableTextField(
        help_text="What people type, one search a line. Order, endings and small words do not "
        "count: “red flags” also stands for “what are the red flags”."
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ("question",)

    def __str__(self) -> str:
        return f"{self.searches.splitlines()[0] if self.searches else '?'} → {self.question}"

    @property
    def keys(self) -> list[str]:
        """The stems of each search, sorted, by which searches are compared; each once."""
        keys = (any_order(line)[:200] for line in self.searches.splitlines())
        return list(dict.fromkeys(key for key in keys if key))

    def clean(self) -> None:
        if not self.keys:
            raise ValidationError({"searches": "Write at least one search."})

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self.terms.all().delete()
        PromotedTerm.objects.bulk_create(PromotedTerm(promoted=self, key=key) for key in self.keys)


class PromotedTerm(models.Model):
    """One search of a promoted answer, as the stems by which it is looked up."""

    promoted = models.ForeignKey(PromotedAnswer, on_delete=models.CASCADE, related_name="terms")
    key = PrintableCharField(max_length=200, db_index=True)

    def __str__(self) -> str:
        return self.key
