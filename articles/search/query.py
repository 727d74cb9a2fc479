"""Reads what somebody typed as a query: words, their synonyms, and the weight (IDF) of each."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import inf, log

from articles.search import queries
from articles.text.index_terms import question_token
from articles.text.stems import stem
from articles.text.tokens import ASKING_WORDS, MAX_WORD_LENGTH, STOP_WORDS, words_in

MAX_WORDS = 24
MAX_ALTERNATIVES = 12
MAX_PHRASE_LENGTH = 4  # words in a synonym
SMALL, ASKING = 0.12, 0.35  # the weight of a word such as "my" (SMALL) or "how" (ASKING)
SMALL_STEMS = {stem(word): SMALL for word in STOP_WORDS} | dict.fromkeys(ASKING_WORDS, ASKING)
DOUBT = 2  # added to a word's answers: with very few, nobody knows how rare the word really is
_HOW_COME = re.compile(r"\bhow come\b", re.IGNORECASE)  # means “why”: “come” is no content word
_EVERY_TIME = re.compile(r"\b(?:(?:each|every) time|whenever)\b", re.IGNORECASE)  # means “when”

Tokens = tuple[str, ...]  # an answer matches if it has all of them
Group = tuple[Tokens, ...]  # alternatives: an answer matches if it matches one of them


@dataclass(frozen=True)
class Concept:
    """One thing that a query asks for: the stems that were typed, and synonyms of them."""

    typed: Tokens  # empty if the index does not have all of the typed stems
    synonyms: tuple[Tokens, ...]
    weight: float  # IDF: the fewer answers have it, the larger
    answers: float = inf  # an upper limit for the number of answers that have an alternative
    words: tuple[str, ...] = ()  # the words as they were typed

    @cached_property
    def alternatives(self) -> Group:
        return (self.typed, *self.synonyms) if self.typed else self.synonyms

    @cached_property
    def spaced(self) -> tuple[tuple[Tokens, bool], ...]:
        """Each alternative with a space before and after every stem, and whether it was typed."""
        return tuple(
            (tuple(f" {one} " for one in term), term == self.typed) for term in self.alternatives
        )

    def is_among(self, present: frozenset[str]) -> bool:
        """Whether all stems of some alternative are in `present`."""
        return any(present.issuperset(term) for term in self.alternatives)

    def is_in(self, text: str) -> bool:
        """Whether `text` has all stems of some alternative.

        `text`: stems, each with a space before and after it.
        """
        for term, _ in self.spaced:
            for one in term:
                if one not in text:
                    break
            else:
                return True
        return False

    @property
    def in_questions(self) -> Group:
        return tuple(tuple(map(question_token, tokens)) for tokens in self.alternatives)


@dataclass(frozen=True)
class Query:
    text: str
    stems: tuple[str, ...] = ()  # of all words in their order, stop words too
    concepts: tuple[Concept, ...] = ()
    unknown: tuple[str, ...] = ()  # words as typed that no answer has
    only_small: bool = False

    @cached_property
    def sought(self) -> frozenset[str]:
        """All stems of all alternatives of all concepts."""
        return frozenset(
            one for concept in self.concepts for term in concept.alternatives for one in term
        )

    def found_among(self, present: frozenset[str]) -> frozenset[str]:
        """The stems of those alternatives that are completely in `present`."""
        return frozenset(
            one
            for concept in self.concepts
            for term in concept.alternatives
            if present.issuperset(term)
            for one in term
        )

    @cached_property
    def weight(self) -> float:
        return sum(concept.weight for concept in self.concepts)

    @cached_property
    def pairs(self) -> list[str]:
        """Each two neighbouring stems, at least one of a content word, as " first second "."""
        return [
            f" {first} {second} "
            for first, second in pairwise(self.stems)
            if not (first in SMALL_STEMS and second in SMALL_STEMS)
        ]


def read_query(text: str) -> Query:
    """`text`, which may be anything, as a query. Words beyond the limits are ignored."""
    text_read = _EVERY_TIME.sub("when", _HOW_COME.sub("why", text[: MAX_WORDS * 100]))
    words = words_in(text_read)[: MAX_WORDS * 4]
    telling = [word for word in words if word not in STOP_WORDS]
    telling = list(dict.fromkeys(telling or words))[:MAX_WORDS]
    if not telling:
        return Query(text)
    parts = _parts(telling, _compounds(words))
    looked_for = {one for part in parts for term in part.terms for one in term}
    count, entries = _counts(looked_for)
    concepts, unknown = [], []
    for part in parts:
        terms = [term for term in part.terms if all(one in entries for one in term)]
        if part.terms[0] not in terms:  # then look for those of its words that the index has
            terms += [(one,) for one in part.terms[0] if one in entries]
        if terms:
            of_each = [min(entries[one] for one in term) for term in terms]
            typed = part.terms[0] if part.terms[0] in terms else ()
            synonyms = tuple(term for term in terms if term != typed)
            weight = log(1 + count / (max(of_each) + DOUBT)) * len(part.words) ** 0.5
            concepts.append(Concept(typed, synonyms, weight, sum(of_each), part.words))
        else:
            unknown += [word for word in part.words if stem(word) not in entries]
    return Query(
        text=text,
        stems=tuple(stem(word) for word in words[: MAX_WORDS * 2]),
        concepts=tuple(concepts),
        unknown=tuple(unknown),
        only_small=telling[0] in STOP_WORDS,
    )


@dataclass(frozen=True)
class Part:
    """Words that are looked for together, and the terms that match them, the typed one first."""

    words: tuple[str, ...]
    terms: Group


def _parts(telling: Sequence[str], compounds: dict[str, list[str]]) -> list[Part]:
    """The words in order as parts; words that together are a term of a synonym are one part."""
    stems = [stem(word) for word in telling]
    same = _synonyms(stems)
    parts = []
    at = 0
    while at < len(telling):
        longest = range(min(MAX_PHRASE_LENGTH, len(telling) - at), 0, -1)
        length = next((n for n in longest if tuple(stems[at : at + n]) in same), 1)
        typed = tuple(stems[at : at + length])
        joined = [(stem(word),) for word in compounds.get(telling[at], ())]
        terms = dict.fromkeys([typed, *joined, *same.get(typed, ())])
        parts.append(Part(tuple(telling[at : at + length]), tuple(terms)[:MAX_ALTERNATIVES]))
        at += length
    return parts


def _compounds(words: Sequence[str]) -> dict[str, list[str]]:
    """Each word with the words that it forms with its neighbours: x and ray form xray."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for first, second in pairwise(words):
        for word in (first, second):
            found[word].append((first + second)[:MAX_WORD_LENGTH])
    return found


def _synonyms(stems: Sequence[str]) -> dict[Tokens, list[Tokens]]:
    """Each term of a synonym that `stems` has, with the terms that mean the same."""
    places = range(len(stems))
    keys = {" ".join(stems[at : at + n]) for at in places for n in range(1, MAX_PHRASE_LENGTH + 1)}
    found: defaultdict[Tokens, list[Tokens]] = defaultdict(list)
    for key, other in queries.synonyms_of(keys):
        if key != other:
            found[tuple(key.split())].append(tuple(other.split()))
    return found


def _counts(stems: Collection[str]) -> tuple[int, dict[str, int]]:
    """The number of answers, and for each of `stems` that the index has, how many have it.

    The second is an upper limit: words with one stem are added up, to at most all answers.
    """
    entries: Counter[str] = Counter()
    for one, number in queries.entries_with(stems):
        entries[one] += number
    count = entries.pop("", 0)
    return count, {one: min(number, count) for one, number in entries.items() if number > 0}
