"""Raised and lowered figures as letters of their own: 10² is not 102. Pure."""

_OF = {
    "sup": str.maketrans("0123456789+-−()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿⁱ"),
    "sub": str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎"),
}
_BETWEEN = ",;.–/ "  # stands between figures, as of two notes, and has no raised one
RAISING = frozenset(_OF)


def in_place(text: str, element: str) -> str:
    """What stands in `sup` or `sub`, where each of its letters has such a one; else as it is.

    Notes 1 and 2 of a rate of 50 are 50¹,² and not 501,2.
    """
    letters = _OF[element]
    is_raised = all(ord(letter) in letters or letter in _BETWEEN for letter in text)
    return text.translate(letters) if is_raised else text
