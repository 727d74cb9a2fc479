"""The words by which people describe a warning sign, and whether a text has them.

Editors write one way of saying it on each line:

    numb, tingling, no feeling + groin, between legs, down there
    chest + pain, hurts, tight but not knee to chest

A plus sign separates the parts of a line, a comma the terms of a part. A text says a line if it has
one term of every part. The comparison is generous, since nobody in trouble types with care: a word
may have any ending (*peeing*, *pee*), a negation any form (*can't*, *unable to*), the words of a
term may stand in any order within a short stretch, and a word that is not English may be a
misspelling.

After “but not” stand exceptions, each with its words in the order in which they are said. An
exception of several words is removed from the text, and what is left may still say the line: so a
chest exercise never hides chest pain. If the text has an exception of one word, it does not say
the line at all.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

from rapidfuzz.distance import OSA

from articles.text.dictionary import is_english, is_near_english
from articles.text.other_matters import set_other_matters_aside
from articles.text.spelling import Vocabulary
from articles.text.stems import stem
from articles.text.tokens import words_in
from articles.text.word_senses import spell, tell_senses

MAX_WORDS = 60  # read of a text: whoever typed more has named the sign by then
SLACK = 2  # other words that may stand between those of one term
NOT = "not"
GAP = ""  # replaces a removed word, so that its neighbours do not count as closer together
NEGATIONS = frozenset(
    """
    aint arent cannot canot cant carnt cnt couldnt didnt doesnt dont hasnt havent isnt never
    no none nor not unable wasnt without wont wouldnt
    """.split()  # noqa: SIM905 (one word a line would fill a page)
)
# Words that are not compared: they are too frequent to mean anything, and would only count as
# distance between the others.
UNSAID = frozenset(
    """
    a able about am an and any are as at be been being bit can do even for from had has have having
    her his i id if ill im in into is it its ive just like me my of on or our properly r really
    seem seems she so some that the their them they this to too u ur was were while with you your
    """.split()  # noqa: SIM905
)
# Words that are compared as written, because their ending matters: numb legs are an emergency, a
# numb leg is none; losing weight is a sign, how to lose weight is a question.
AS_WRITTEN = frozenset(
    """
    accidentally ages aids attacked dying ending feet legs losing months punched seriously smashed
    straining tackled toes tripped weeing weeks winded wrecked years
    """.split()  # noqa: SIM905
)
# Words that every second search has: no line may consist of one of them.
COMMON = frozenset(
    map(
        stem,
        """
        ache back bad go hurt hurts leg low lower month night not pain painful sore spine walk
        walking week worse year
        """.split(),  # noqa: SIM905
    )
) | {"months", "weeks", "years"}
# Two words that mean something only together: *end it* is not *end the walk*, *go on* not *go
# upstairs*. They are compared as one word.
_TOGETHER = {
    tuple(map(stem, said.split())): said.replace(" ", "")
    for said in (
        "any more",
        "carry on",
        "end it",
        "go on",
        "had it",
        "had this",
        "her self",
        "him self",
        "hold it",
        "like this",
        "my self",
        "seriously ill",
    )
}
# Misspellings that are English words themselves, so that no dictionary finds them, and the words
# that were meant.
_MEANT = {
    "feint": "faint",
    "foots": "feet",
    "groan": "groin",
    "nite": "night",
    "nites": "nights",
    "stares": "stairs",
    "wait": "weight",
    "weekness": "weakness",
    "worser": "worse",
}


def token(word: str) -> str:
    """The form in which `word`, in lower case, is compared: its stem, or "not" for a negation."""
    if word in NEGATIONS:
        return NOT
    return word if word in AS_WRITTEN else stem(word)


def said_words(text: str) -> list[str]:
    """The words of `text` that are compared, in lower case, without accents and apostrophes."""
    return _compared_words(spell(text))


def _compared_words(spelt: str) -> list[str]:
    words = [_MEANT.get(word, word) for word in words_in(spelt)]
    return [word for word in _put_together(words) if word not in UNSAID]


def _put_together(words: Sequence[str]) -> Iterator[str]:
    """`words` with each pair of `_TOGETHER` joined to one word."""
    at = 0
    while at < len(words):
        one = _TOGETHER.get(tuple(map(stem, words[at : at + 2])))
        yield one or words[at]
        at += 2 if one else 1


@dataclass(frozen=True)
class Terms:
    """One part of a line: terms with the same meaning, each one word or a few close together.

    `single`: the terms of one word. `several`: the terms of several words, each under one of its
    words, so that only the few terms that a text may have are looked for. All words are tokens.
    """

    single: frozenset[str]
    several: Mapping[str, Collection[frozenset[str]]]

    @classmethod
    def read(cls, written: str) -> "Terms":
        found = [frozenset(_tokens(term)) for term in written.split(",")]
        several: defaultdict[str, set[frozenset[str]]] = defaultdict(set)
        for term in found:
            if len(term) > 1:
                several[max(sorted(term), key=len)].add(term)  # a long word is seldom said
        return cls(frozenset(chain(*(term for term in found if len(term) == 1))), dict(several))

    @property
    def words(self) -> frozenset[str]:
        """Tokens at least one of which is in every text that says one of the terms."""
        return self.single.union(self.several)

    def are_said_in(self, text: "SpokenText") -> bool:
        if not self.single.isdisjoint(text.present):
            return True
        return any(
            any(map(text.has, self.several[word])) for word in text.present if word in self.several
        )


def _tokens(written: str) -> tuple[str, ...]:
    return tuple(token(word) for word in said_words(written))


class SpokenText:
    """A text as tokens, to be compared with the wordings of signs."""

    def __init__(self, tokens: Iterable[str]) -> None:
        self.tokens = tuple(tokens)
        self.present = frozenset(self.tokens)

    def has(self, words: frozenset[str]) -> bool:
        """Whether the text has all of `words` close together, in any order.

        Close means within as many tokens as there are words, and `SLACK` more.
        """
        if not self.present.issuperset(words):
            return False
        width = len(words) + SLACK
        places = range(len(self.tokens))
        return any(words.issubset(self.tokens[at : at + width]) for at in places)

    def without(self, terms: Collection[Sequence[str]]) -> "SpokenText":
        """The text with gaps in place of each of `terms` that it has, word by word in order."""
        left = list(self.tokens)
        for words in terms:
            for at in range(len(self.tokens) - len(words) + 1):
                if self.tokens[at : at + len(words)] == words:
                    left[at : at + len(words)] = [GAP] * len(words)
        return SpokenText(left)


@dataclass(frozen=True)
class SignWording:
    """One line of a sign's search words: a text says it if it has a term of each of `parts`.

    `unless`: the exceptions after “but not”, each as its tokens in order.
    """

    parts: tuple[Terms, ...]
    unless: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, line: str) -> "SignWording":
        said, _, unless = line.partition(" but not ")
        parts = tuple(Terms.read(part) for part in said.split("+"))
        return cls(parts, tuple(filter(None, map(_tokens, unless.split(",")))))

    @property
    def is_telling(self) -> bool:
        """Whether the line can tell a sign from other texts.

        No part is empty, no common word alone is enough, and no exception of one word is itself a
        common word or a word of the line.
        """
        words = [part.single for part in self.parts]
        undone = {term[0] for term in self.unless if len(term) == 1}
        if not all(part.single or part.several for part in self.parts):
            return False
        if not undone.isdisjoint(COMMON.union(*words)):
            return False
        return len(words) > 1 or COMMON.isdisjoint(words[0])

    def is_said_in(self, text: SpokenText) -> bool:
        if not self._parts_are_said_in(text):
            return False
        if any(len(term) == 1 and term[0] in text.present for term in self.unless):
            return False
        return not self.unless or self._parts_are_said_in(text.without(self.unless))

    def _parts_are_said_in(self, text: SpokenText) -> bool:
        return all(part.are_said_in(text) for part in self.parts)


def read_wordings(lines: str) -> list[SignWording]:
    """The wordings of one sign, from its search words with one wording a line."""
    return [SignWording.read(line) for line in lines.splitlines() if line.strip()]


class SignVocabulary:
    """Every word in the wordings of all signs, by which misspelt words of a text are corrected.

    `lines`: the search words of each sign, as editors wrote them.
    """

    def __init__(self, lines: Collection[str]) -> None:
        texts = [re.sub(r"\+|,| but not ", " ", text) for text in lines]
        self.words = frozenset(word for text in texts for word in said_words(text))

    @cached_property
    def tokens(self) -> frozenset[str]:
        return frozenset(map(token, self.words))

    @cached_property
    def spelling(self) -> Vocabulary:
        counts: Mapping[str, int] = dict.fromkeys(self.words, 1)
        return Vocabulary(counts)

    def read(self, text: str) -> SpokenText:
        """The tokens of `text`, with misspelt words corrected and other matters set aside."""
        tokens: list[str] = []
        told = tell_senses(spell(text[: MAX_WORDS * 20]))
        words = _compared_words(set_other_matters_aside(told))[:MAX_WORDS]
        for word in words:
            tokens += self._tokens_of(word)
        joined = self.words.intersection(map("".join, pairwise(words)))  # breast bone
        return SpokenText([*tokens, *sorted(map(token, joined))])

    def _tokens_of(self, word: str) -> list[str]:
        if token(word) in self.tokens or is_english(word):
            return [token(word)]
        meant = self.spelling.nearest(word)
        if meant and OSA.distance(word, meant) > 1 and is_near_english(word):
            meant = None  # `word` is nearer to an English word than to that word of a sign
        return [token(one) for one in (meant or self.spelling.in_two(word) or word).split()]
