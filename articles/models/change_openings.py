"""When somebody last opened a proposed change: nobody approves what they have not looked at."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from articles.models.proposed_changes import ProposedChange

if TYPE_CHECKING:
    from accounts.models import User


class ChangeOpeningQuerySet(models.QuerySet["ChangeOpening"]):
    def record(self, change: ProposedChange, person: "User", at: datetime) -> None:
        if not self.filter(change=change, person=person).update(opened_at=at):
            self.update_or_create(change=change, person=person, defaults={"opened_at": at})

    def has_opened(self, change: ProposedChange, person: "User") -> bool:
        """Whether `person` has opened it since it last changed."""
        later = self.filter(change=change, person=person, opened_at__gte=change.updated_at)
        return later.exists()


class ChangeOpening(models.Model):
    """The last time that a person looked at all that a proposed change says."""

    change = models.ForeignKey(ProposedChange, on_delete=models.CASCADE, related_name="openings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()

    objects: ClassVar[ChangeOpeningQuerySet] = ChangeOpeningQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["change", "person"], name="articles_change_opening_once_a_person"
            ),
        )

    def __str__(self) -> str:
        return f"{self.change_id} by {self.person_id}"
