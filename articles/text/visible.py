"""Refuses names that show nothing on a page, such as a title of invisible characters."""

import unicodedata

from django.core.exceptions import ValidationError

# Characters that are drawn as nothing: the Hangul fillers, which Unicode counts as letters, and the
# empty Braille pattern.
DRAWN_AS_NOTHING = frozenset("\u115f\u1160\u2800\u3164\uffa0")
NOT_VISIBLE = "Nothing in it can be read: write at least one letter or digit."


def is_visible(name: str) -> bool:
    """Whether `name` has at least one letter or digit that is drawn."""
    return any(
        unicodedata.category(character)[0] in "LN" and character not in DRAWN_AS_NOTHING
        for character in name
    )


def refuse_unreadable(**names: str) -> None:
    """Refuse values that show nothing to a reader; an empty value is not refused.

    Raises:
        ValidationError: with a message for each field whose value shows nothing.
    """
    unreadable = [field for field, name in names.items() if name and not is_visible(name)]
    if unreadable:
        raise ValidationError(dict.fromkeys(unreadable, NOT_VISIBLE))
