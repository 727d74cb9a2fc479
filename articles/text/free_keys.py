"""Names for addresses: made from words, and numbered where somebody else has them already."""

from collections.abc import Callable

from django.utils.text import slugify


def first_free(stem: str, max_length: int, is_taken: Callable[[str], bool]) -> str:
    """`stem`, or the first of "stem-2", "stem-3" … that is free, at most `max_length` long."""
    candidate, number = stem, 1
    while is_taken(candidate):
        number += 1
        ending = f"-{number}"
        candidate = stem[: max_length - len(ending)].rstrip("-_") + ending
    return candidate


def anchor_stem(question: str, max_length: int) -> str:
    """Lower-case letters, digits and single hyphens, a letter first; never empty."""
    words = slugify(question).replace("_", "-").split("-")
    stem = "-".join(filter(None, words))[:max_length].strip("-") or "question"
    return stem if stem[0].isalpha() else f"q-{stem}"[:max_length].strip("-")
