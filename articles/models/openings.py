"""When each person last opened an edition or a proposed change, because nobody decides about words
that they have not looked at."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from accounts.models import User
from articles.models.editions import Edition
from articles.models.proposed_changes import ProposedChange


class OpeningQuerySet(models.QuerySet[Any]):
    def record(self, row: models.Model, person: User, at: datetime) -> None:
        """Store that `person` opened `row` at `at`, in place of an earlier opening of theirs."""
        opening = self.model(**{self.model.OF: row}, person=person, opened_at=at)
        self.bulk_create(
            [opening],
            update_conflicts=True,
            update_fields=["opened_at"],
            unique_fields=[self.model.OF, "person"],
        )

    def since_its_change(self, row: Any, person: User) -> datetime | None:
        """When `person` last opened `row`; None if they never did, or its words changed since.

        Words that are published count as changed at the time of publication.
        """
        changed_at = getattr(row, "publish_at", None) or row.updated_at
        if getattr(row, "asker", None) == person.pk:
            opened_at = row.opened_by_asker  # see `EditionQuerySet.as_asked_by`
        else:
            found = self.filter(**{self.model.OF: row}, person=person)
            opened_at = found.values_list("opened_at", flat=True).first()
        return opened_at if opened_at and opened_at >= changed_at else None


class Opening(models.Model):
    """Abstract: the last time that a person looked at all words of a row."""

    OF: ClassVar[str]  # name of the foreign key to the row

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()

    objects: ClassVar[OpeningQuerySet] = OpeningQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"{getattr(self, f'{self.OF}_id')} by {self.person_id}"


class EditionOpening(Opening):
    OF = "edition"
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="openings")

    class Meta(Opening.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "person"], name="articles_opening_once_a_person"
            ),
        )


class ChangeOpening(Opening):
    OF = "change"
    change = models.ForeignKey(ProposedChange, on_delete=models.CASCADE, related_name="openings")

    class Meta(Opening.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["change", "person"], name="articles_change_opening_once_a_person"
            ),
        )
