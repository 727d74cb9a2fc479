"""Everyday words that are spelt right though no article has them: nobody corrects “dog”."""

from functools import cache
from pathlib import Path

from articles.text.stems import stem


@cache
def _stems() -> frozenset[str]:
    words = Path(__file__).with_name("everyday_words.txt").read_text(encoding="utf-8").split()
    return frozenset(stem(word) for word in words)


def is_everyday(word: str) -> bool:
    return stem(word) in _stems()
