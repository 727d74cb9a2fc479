"""The tables whose rows belong to one person: their foreign key, constraints and queries.

Every key of such a table starts with the person, so that it can be partitioned by person
(docs/decisions/0001-journal-tables-by-person.md).
"""

from typing import Self, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import models

from accounts.models import User

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class ByPersonQuerySet(models.QuerySet[Row_co]):
    newest_first: tuple[str, ...] = ()

    def for_user(self, user: User) -> Self:
        """The rows of one person, ordered by `newest_first` if that is set.

        Every page and export starts here.
        """
        mine = self.filter(walker=user)
        return mine.order_by(*self.newest_first) if self.newest_first else mine


def walker_key(name: str) -> "models.ForeignKey[User, User]":
    """The foreign key to the person that a row belongs to; `name` is its `related_name`."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name=name,
        db_index=False,  # the other keys start with it
    )


def one_of_walker(name: str, *fields: str, said: str | None = None) -> models.UniqueConstraint:
    """A unique constraint: no two rows of one person have the same values in `fields`.

    `said` is the message when it is violated.
    """
    return models.UniqueConstraint(
        fields=["walker", *fields], name=f"journal_{name}", violation_error_message=said
    )


def known_words(name: str, field: str, *words: str) -> models.CheckConstraint:
    """A check constraint: `field` holds one of `words`."""
    condition = models.Q(**{f"{field}__in": [*words]})
    return models.CheckConstraint(condition=condition, name=f"journal_{name}")


def tables_by_person() -> list[type[models.Model]]:
    """Every model of the journal with a `walker`: the tables that are erased with a journal.

    None of them has a foreign key to another, so their order does not matter.
    """
    models_of_ours = apps.get_app_config("journal").get_models()
    return [each for each in models_of_ours if any(f.name == "walker" for f in each._meta.fields)]
