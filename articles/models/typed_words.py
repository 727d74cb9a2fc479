"""What somebody has typed into a draft and not saved yet, kept on the server while they type.

One row for each browser window in which a person has a draft open, replaced each time, so that two
windows of one person never overwrite each other's words. These rows are no revisions, and neither
readers nor exports see them. A row is deleted when its window saves the draft, and after
`TYPED_RETENTION`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models, transaction

from accounts.fields import PrintableCharField
from accounts.models import User
from articles.models.editions import Edition

TYPED_RETENTION = timedelta(days=30)
AT_WORK = timedelta(minutes=5)  # after their last words, somebody still counts as writing
WINDOWS_KEPT = 5  # of each person and draft: the windows last written in


class TypedWordsQuerySet(models.QuerySet["TypedWords"]):
    @transaction.atomic
    def keep(
        self, where: Mapping[str, Any], words: Mapping[str, Any], instead_of: Iterable[str]
    ) -> bool:
        """Store `words` (field values) for the window `where` (edition, person and window).

        Deletes the words of the windows `instead_of`, which this one has taken over, and beyond
        `WINDOWS_KEPT` the oldest of the same person and draft. Returns whether any were beyond.
        """
        self.update_or_create(**where, defaults=words)
        mine = self.filter(edition=where["edition"], person=where["person"])
        mine.exclude(window=where["window"]).filter(window__in=instead_of).delete()
        newest = mine.order_by("-typed_at", "-pk").values_list("pk", flat=True)[:WINDOWS_KEPT]
        dropped, _ = mine.exclude(pk__in=list(newest)).delete()
        return dropped > 0

    def of_interest(self, person: User, since: datetime) -> "TypedWordsQuerySet":
        """The words of `person`, and of others who have typed since `since`; newest first."""
        of_now = models.Q(person=person) | models.Q(typed_at__gte=since)
        return self.filter(of_now).select_related("person").order_by("-typed_at")

    def past_keeping(self, now: datetime) -> "TypedWordsQuerySet":
        """Words typed more than `TYPED_RETENTION` ago, to be deleted."""
        return self.filter(typed_at__lt=now - TYPED_RETENTION)


class TypedWords(models.Model):
    """What one window of a person has typed into a draft and not saved."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="typed_words")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", editable=False)
    window = PrintableCharField(max_length=40)  # under which the device keeps its own copy
    fields = models.JSONField()  # [[name, value], …], as the form would send them
    typed_at = models.DateTimeField()

    objects: ClassVar[TypedWordsQuerySet] = TypedWordsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "person", "window"], name="articles_typed_words_once_a_window"
            ),
        )

    def __str__(self) -> str:
        return f"Typed by {self.person}: {self.edition}"
