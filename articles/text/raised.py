"""Raised and lowered figures as letters of their own: 10² is not 102. Pure."""

_OF = {
    "sup": str.maketrans("0123456789+-−()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿⁱ"),
    "sub": str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎"),
}
RAISING = frozenset(_OF)


def in_place(text: str, element: str) -> str:
    """What stands in `sup` or `sub`, where each of its letters has such a one; else as it is."""
    letters = _OF[element]
    return text.translate(letters) if all(ord(letter) in letters for letter in text) else text
