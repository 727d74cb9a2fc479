"""Everyday names of body parts: a spelling correction must not replace one by another."""

from pathlib import Path

from articles.text.stems import stem

_WORDS = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").split()
_STEMS = frozenset(map(stem, _WORDS))


def is_body_part(word: str) -> bool:
    """Whether `word`, in lower case, names a part of the body."""
    return stem(word) in _STEMS
