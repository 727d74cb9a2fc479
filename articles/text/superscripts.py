"""Superscript and subscript digits as characters of their own: 10² is not 102. Pure."""

_OF = {
    "sup": str.maketrans("0123456789+-−()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿⁱ"),
    "sub": str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎"),
}
_BETWEEN = ",;.–/ "  # stands between digits, as of two notes, and has no superscript
ELEMENTS = frozenset(_OF)


def as_characters(text: str, element: str) -> str:
    """The text of a `sup` or `sub` in such characters, where each has one; else as it is.

    Notes 1 and 2 of a rate of 50 are 50¹,² and not 501,2.
    """
    characters = _OF[element]
    has_all = all(ord(each) in characters or each in _BETWEEN for each in text)
    return text.translate(characters) if has_all else text
