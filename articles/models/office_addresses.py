"""Where the rows of any model are edited."""

from django.db.models import Model
from django.urls import reverse


def change_address(row: Model) -> str:
    """The page of this row in the office."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
