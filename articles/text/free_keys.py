"""Names for addresses: made from words, and numbered where somebody else has them already."""

from collections.abc import Callable, Container

from django.utils.text import slugify

MAX_ANCHOR = 60
# What an article's page calls its own places: a link to a question would lead there.
RESERVED_ANCHORS = frozenset(
    {"about-this-page", "comment", "contents", "error-summary", "main", "own-walks", "related"}
)
RESERVED = "The page has a place of its own with this name. Choose another."


def first_free(stem: str, max_length: int, is_taken: Callable[[str], bool]) -> str:
    """`stem`, or the first of "stem-2", "stem-3" … that is free, at most `max_length` long."""
    candidate, number = stem, 1
    while is_taken(candidate):
        number += 1
        ending = f"-{number}"
        candidate = stem[: max_length - len(ending)].rstrip("-_") + ending
    return candidate


def free_anchor(question: str, taken: Container[str]) -> str:
    """An anchor from the question's words that is not among those taken."""
    return first_free(anchor_stem(question, MAX_ANCHOR), MAX_ANCHOR, taken.__contains__)


def anchor_stem(question: str, max_length: int) -> str:
    """Lower-case letters, digits and single hyphens, a letter first; never empty or reserved."""
    words = slugify(question).replace("_", "-").split("-")
    stem = "-".join(filter(None, words))[:max_length].strip("-") or "question"
    is_free = stem[0].isalpha() and stem not in RESERVED_ANCHORS
    return stem if is_free else f"q-{stem}"[:max_length].strip("-")
