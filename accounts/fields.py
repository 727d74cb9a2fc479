"""Model fields of which a migration keeps the column and nothing else."""

from collections.abc import Sequence
from typing import Any

from django.db import models


class CodeCheckedCharField(models.CharField):
    """Text whose choices, default and validators come from the code, and so into no migration.

    Lists that change with the code (time zones, kinds of patterns) would otherwise ask for a
    migration each time, and migrations would import the modules that make them.
    """

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        for decided_by_code in ("choices", "default", "validators"):
            kwargs.pop(decided_by_code, None)
        return name, "django.db.models.CharField", args, kwargs
