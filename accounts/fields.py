"""Model fields for all apps: text without unprintable characters, and columns that need no
migration when their choices, default or validators change."""

import re
from typing import Any

from django.db import models

# Line breaks of other programs. U+000B is what a soft return pasted from PowerPoint becomes.
LINE_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85]")
_ENDS_OF_PLANES = "".join(
    chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17)
)
# Control characters, surrogates, and code points that Unicode will never make a character.
UNPRINTABLE = re.compile(
    f"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef{_ENDS_OF_PLANES}]"
)


def printable(text: str, line_break: str = " ") -> str:
    """`text` without characters that no page can show and no XML can carry.

    Line breaks of other programs become `line_break`. Where something was replaced, white space at
    both ends is removed too; otherwise `text` comes back unchanged.
    """
    kept = UNPRINTABLE.sub("", LINE_BREAKS.sub(line_break, text))
    return text if kept == text else kept.strip()


class _Printable:
    """A mixin of text fields: removes unprintable characters on validation and before storing.

    `save()`, `bulk_create()`, `bulk_update()`, `update()` and `full_clean()` all pass `to_python`.
    """

    line_break = " "

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)  # type: ignore[misc]
        return printable(value, self.line_break) if isinstance(value, str) else value

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Named in migrations as Django's own field, since the column is the same."""
        name, _, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, f"django.db.models.{self.django_name}", args, kwargs  # type: ignore[attr-defined]


class PrintableCharField(_Printable, models.CharField):
    django_name = "CharField"


class PrintableTextField(_Printable, models.TextField):
    django_name = "TextField"
    line_break = "\n"


class PrintableURLField(_Printable, models.URLField):
    django_name = "URLField"
    line_break = ""


class CodeCheckedCharField(PrintableCharField):
    """A text field whose choices, default and validators are kept out of migrations.

    Lists that change with the code (time zones, kinds of patterns) would otherwise need a migration
    after each change, and migrations would import the modules that make those lists.
    """

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for decided_by_code in ("choices", "default", "validators"):
            kwargs.pop(decided_by_code, None)
        return name, path, args, kwargs
