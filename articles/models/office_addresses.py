"""The addresses of the office's pages on which rows of any model are edited."""

from functools import lru_cache

from django.db.models import Model
from django.urls import reverse


def change_address(row: Model) -> str:
    """The address of the office's page of `row`."""
    return address_of_key(type(row), row.pk)


def address_of_key(model: type[Model], key: int) -> str:
    """The address of the office's page of the row of `model` with this primary key."""
    before, after = _around_key(model)
    return f"{before}{key}{after}"


@lru_cache(maxsize=128)  # reversed once a model: lists have hundreds of rows, and it is slow
def _around_key(model: type[Model]) -> tuple[str, str]:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    before, _, after = reverse(name, args=["KEY"]).partition("KEY")
    return before, after
