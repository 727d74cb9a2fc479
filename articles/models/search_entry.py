"""The words of each published answer as search sees them: one plain row an answer.

The database keeps its full-text index over this table by itself (triggers on SQLite, a generated
column on PostgreSQL; see the migrations), so that whatever writes here is searchable at once.
"""

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from articles.models.answers import Answer, Question
from articles.richtext import plain_text

if TYPE_CHECKING:
    from articles.models.editions import Edition


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def index_edition(self, edition: "Edition") -> None:
        """Write the rows of `edition` anew. Whether they are found is decided when searching."""
        self.filter(answer__edition=edition).delete()
        answers = Answer.objects.filter(edition=edition).select_related("edition", "question")
        SearchEntry.objects.bulk_create(SearchEntry.of(answer) for answer in answers)

    def refresh_question(self, question: Question) -> None:
        self.filter(answer__question=question).update(also=question.also_asked_as)


class SearchEntry(models.Model):
    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, primary_key=True)
    title = models.TextField()
    wording = models.TextField()
    also = models.TextField()
    short = models.TextField()
    body = models.TextField()

    objects: ClassVar[SearchEntryQuerySet] = SearchEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return self.wording

    @classmethod
    def of(cls, answer: Answer) -> "SearchEntry":
        return cls(
            answer=answer,
            title=answer.edition.title,
            wording=answer.wording,
            also=answer.question.also_asked_as,
            short=answer.short_answer,
            body=plain_text(answer.body),
        )
