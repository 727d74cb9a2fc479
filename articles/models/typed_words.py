"""What somebody has typed into a draft and not saved yet, kept on the server while they type.

One row for each window of a person on a draft, replaced each time, so that two windows of theirs
never take each other's words; no revision, and part of nothing that readers or exports see. Gone
when that window saves the draft, and after `TYPED_RETENTION`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models, transaction

from accounts.fields import PrintableCharField
from accounts.models import User
from articles.models.editions import Edition

TYPED_RETENTION = timedelta(days=30)
AT_WORK = timedelta(minutes=5)  # since the last word, as long as somebody is said to be writing
WINDOWS_KEPT = 5  # of one person and draft, the last ones written in


class TypedWordsQuerySet(models.QuerySet["TypedWords"]):
    @transaction.atomic
    def keep(
        self, where: Mapping[str, Any], words: Mapping[str, Any], instead_of: Iterable[str]
    ) -> bool:
        """What the window `where` (edition, person, window) says now, and no longer what those
        windows say that it has taken over. Whether what an older window says gave way to it."""
        self.update_or_create(**where, defaults=words)
        mine = self.filter(edition=where["edition"], person=where["person"])
        mine.exclude(window=where["window"]).filter(window__in=instead_of).delete()
        newest = mine.order_by("-typed_at", "-pk").values_list("pk", flat=True)[:WINDOWS_KEPT]
        dropped, _ = mine.exclude(pk__in=list(newest)).delete()
        return dropped > 0

    def of_interest(self, person: User, since: datetime) -> "TypedWordsQuerySet":
        """This person's, and those of colleagues who have typed since then, the last first."""
        of_now = models.Q(person=person) | models.Q(typed_at__gte=since)
        return self.filter(of_now).select_related("person").order_by("-typed_at")

    def past_keeping(self, now: datetime) -> "TypedWordsQuerySet":
        return self.filter(typed_at__lt=now - TYPED_RETENTION)


class TypedWords(models.Model):
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
