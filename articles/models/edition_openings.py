"""When a reviewer last opened an edition: nobody confirms what they have not looked at."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from articles.models.editions import Edition

if TYPE_CHECKING:
    from accounts.models import User


class EditionOpeningQuerySet(models.QuerySet["EditionOpening"]):
    def record(self, edition: Edition, person: "User", at: datetime) -> None:
        if not self.filter(edition=edition, person=person).update(opened_at=at):
            self.update_or_create(edition=edition, person=person, defaults={"opened_at": at})

    def since_its_change(self, edition: Edition, person: "User") -> datetime | None:
        """When `person` last opened the edition, if that was after its words last changed."""
        changed_at = edition.publish_at or edition.updated_at
        if getattr(edition, "asker", None) == person.pk:
            opened_at = edition.opened_by_asker  # type: ignore[attr-defined]  # see `as_asked_by`
        else:
            found = self.filter(edition=edition, person=person)
            opened_at = found.values_list("opened_at", flat=True).first()
        return opened_at if opened_at and opened_at >= changed_at else None


class EditionOpening(models.Model):
    """The last time that a person looked at all words of an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="openings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()

    objects: ClassVar[EditionOpeningQuerySet] = EditionOpeningQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "person"], name="articles_opening_once_a_person"
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition_id} by {self.person_id}"
