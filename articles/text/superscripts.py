"""Superscript and subscript digits as characters of their own: 10² is not 102. Pure."""

_OF = {
    "sup": str.maketrans("0123456789+-−()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿⁱ"),
    "sub": str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎"),
}
_BETWEEN = ",;.–/ "  # may stand between digits, as in “1,2”, and has no superscript form
ELEMENTS = frozenset(_OF)


def as_characters(text: str, element: str) -> str:
    """The text of a `sup` or `sub` element in superscript or subscript characters.

    Returns `text` unchanged if one of its characters has no such form. The reason: 50 with the
    notes 1 and 2 has to become 50¹,² and not 501,2.

    Raises:
        KeyError: where `element` is neither "sup" nor "sub".
    """
    characters = _OF[element]
    has_all = all(ord(each) in characters or each in _BETWEEN for each in text)
    return text.translate(characters) if has_all else text
