"""The words that a sentence's claim depends on: numbers, units, negations, how often. Pure."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from articles.text.medicines import medicines_in
from articles.text.tokens import fold

_LISTS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
KINDS: Mapping[str, frozenset[str]] = {
    kind: frozenset(words.split()) for kind, words in _LISTS.items()
}
_PARTS = "¹²³¼-¾⁰-₉⅐-⅞"  # superscript and subscript digits, fractions: not part of a word
_LETTERS = rf"[^\W\d_{_PARTS}]+"
_SYMBOLS = "%€£$°<>≤≥≠=±+"  # of units, and those that compare or count
_WORD = re.compile(rf"\d+(?:[.,:/]\d+)*|[{_PARTS}]+|{_LETTERS}(?:['’‘-]{_LETTERS})*|[{_SYMBOLS}]")


def words_and_numbers(text: str) -> list[str]:
    """The words, numbers and symbols (such as %, °, < and ±) in `text`, as written, in order."""
    return _WORD.findall(text)


def claims_changed(before: str, after: str, protected: Iterable[str]) -> list[str]:
    """The kinds of claim words whose number differs between `before` and `after`.

    Each is a text for people that names the kind and the words: "a negation (“not” goes)". Empty
    where nothing differs. `protected`: further words that must stay, those of warning signs and
    cautions, as `fold` returns them.
    """
    old, new = _folded(before), _folded(after)
    kinds = {**KINDS, "a word of a warning sign or caution": frozenset(protected)}
    found = []
    digits = _difference(_digits(old), _digits(new))
    if digits:
        found.append(f"a digit ({digits})")
    for kind, words in kinds.items():
        if difference := _difference(_only(old, words), _only(new, words)):
            found.append(f"{kind} ({difference})")
    if difference := _difference(medicines_in(before), medicines_in(after)):
        found.append(f"a medicine ({difference})")
    return found


def _folded(text: str) -> list[str]:
    return [fold(word) for word in words_and_numbers(text)]


def _digits(words: Iterable[str]) -> list[str]:
    return [word for word in words if not word[0].isalpha()]


def _only(words: Iterable[str], wanted: frozenset[str]) -> list[str]:
    return [word for word in words if word in wanted]


def _difference(old: Iterable[str], new: Iterable[str]) -> str:
    before, after = Counter(old), Counter(new)
    gone, come = list((before - after).elements()), list((after - before).elements())
    return ", ".join([*(f"“{word}” goes" for word in gone), *(f"“{word}” comes" for word in come)])
