"""Where the rows of any model are edited."""

from functools import lru_cache

from django.db.models import Model
from django.urls import reverse


def change_address(row: Model) -> str:
    """The page of this row in the office."""
    return address_of_key(type(row), row.pk)


def address_of_key(model: type[Model], key: int) -> str:
    """The page of the row of `model` that has this key."""
    before, after = _around_key(model)
    return f"{before}{key}{after}"


@lru_cache(maxsize=128)  # of each model once: lists have hundreds of rows, and reversing is slow
def _around_key(model: type[Model]) -> tuple[str, str]:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    before, _, after = reverse(name, args=["KEY"]).partition("KEY")
    return before, after
