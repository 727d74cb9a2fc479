"""Whether a name shows anything: a title of blanks that nobody sees is no title."""

import unicodedata

from django.core.exceptions import ValidationError

# Letters by their kind, and drawn as nothing: fillers of Hangul, and the empty Braille pattern.
DRAWN_AS_NOTHING = frozenset("\u115f\u1160\u2800\u3164\uffa0")
NOT_VISIBLE = "Nothing in it can be read: write at least one letter or digit."


def is_visible(name: str) -> bool:
    """Whether there is a letter or a digit that is drawn."""
    return any(
        unicodedata.category(sign)[0] in "LN" and sign not in DRAWN_AS_NOTHING for sign in name
    )


def refuse_unreadable(**names: str) -> None:
    """Raise ValidationError for each field whose value shows nothing to a reader."""
    unreadable = [field for field, name in names.items() if name and not is_visible(name)]
    if unreadable:
        raise ValidationError(dict.fromkeys(unreadable, NOT_VISIBLE))
