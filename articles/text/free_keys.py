"""Slugs and anchors for addresses: made from words, with a number added where one is taken."""

from collections.abc import Callable, Container

from django.utils.text import slugify

MAX_ANCHOR = 60
# Element ids of an article's page: a question with such an anchor would link to that element.
RESERVED_ANCHORS = frozenset(
    {"about-this-page", "comment", "contents", "error-summary", "main", "own-walks", "related"}
)
RESERVED = "The page has a place of its own with this name. Choose another."


def first_free(stem: str, max_length: int, is_taken: Callable[[str], bool]) -> str:
    """`stem` if `is_taken` says no, else the first free one of "stem-2", "stem-3", …

    With a number added it is cut to at most `max_length` characters; without, `stem` is as given.
    """
    candidate, number = stem, 1
    while is_taken(candidate):
        number += 1
        ending = f"-{number}"
        candidate = stem[: max_length - len(ending)].rstrip("-_") + ending
    return candidate


def free_anchor(question: str, taken: Container[str]) -> str:
    """An anchor made from the words of `question` that is not in `taken`."""
    return first_free(anchor_stem(question, MAX_ANCHOR), MAX_ANCHOR, taken.__contains__)


def anchor_stem(question: str, max_length: int) -> str:
    """The words of `question` as an anchor of at most `max_length` characters.

    It has lower-case letters, digits and single hyphens, begins with a letter, and is neither
    empty nor one of `RESERVED_ANCHORS`.
    """
    words = slugify(question).replace("_", "-").split("-")
    stem = "-".join(filter(None, words))[:max_length].strip("-") or "question"
    is_free = stem[0].isalpha() and stem not in RESERVED_ANCHORS
    return stem if is_free else f"q-{stem}"[:max_length].strip("-")
