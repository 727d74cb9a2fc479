"""By which words people search for a warning sign, and whether a text has them.

Editors write one way of saying it a line:

    numb, tingling, no feeling + groin, between legs, down there
    chest + pain, hurts, tight but not knee to chest

A text says a line if it has one of the words before each plus sign and after it. What counts as
having a word is wide, since nobody in trouble types with care: any ending (*peeing*, *pee*), any
way of saying not (*can't*, *unable to*), any order within a short stretch, and typing errors
in what is no English word. After “but not” stand words that make it another matter, in the order
in which they are said: a few words are set aside wherever they stand, and what is left may still
say the line, so that a chest exercise never hides chest pain; one word alone undoes the line.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

from rapidfuzz.distance import OSA

from articles.text.dictionary import is_english, is_slip
from articles.text.other_matters import set_other_matters_aside
from articles.text.spelling import Vocabulary
from articles.text.stems import stem
from articles.text.tokens import words_in
from articles.text.word_senses import spell, tell_senses

MAX_WORDS = 60  # of a text: who typed more has said it by then
SLACK = 2  # words that may stand between those of one term
NOT = "not"
GAP = ""  # where words were set aside: those around them stand no closer for it
NEGATIONS = frozenset(
    """
    aint arent cannot canot cant carnt cnt couldnt didnt doesnt dont hasnt havent isnt never
    no none nor not unable wasnt without wont wouldnt
    """.split()  # noqa: SIM905 (one word a line would fill a page)
)
# Said so often, and so differently, that they keep the other words apart and tell nothing.
UNSAID = frozenset(
    """
    a able about am an and any are as at be been being bit can do even for from had has have having
    her his i id if ill im in into is it its ive just like me my of on or our properly r really
    seem seems she so some that the their them they this to too u ur was were while with you your
    """.split()  # noqa: SIM905
)
# Whose ending tells: numb legs are an emergency, a numb leg is none; losing weight is a sign, how
# to lose weight is a question.
AS_WRITTEN = frozenset(
    """
    accidentally ages aids attacked dying ending feet legs losing months punched seriously smashed
    straining tackled toes tripped weeing weeks winded wrecked years
    """.split()  # noqa: SIM905
)
# What every second search has: no line may consist of one of them.
COMMON = frozenset(
    map(
        stem,
        """
        ache back bad go hurt hurts leg low lower month night not pain painful sore spine walk
        walking week worse year
        """.split(),  # noqa: SIM905
    )
) | {"months", "weeks", "years"}
# Two words that tell only together: *end it* is not *end the walk*, *go on* not *go upstairs*.
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
# Typing errors that are words themselves: no dictionary tells them from what was meant.
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
    """A word in lower case as it is compared."""
    if word in NEGATIONS:
        return NOT
    return word if word in AS_WRITTEN else stem(word)


def said_words(text: str) -> list[str]:
    """The words of `text` that are compared, as written but in lower case and bare."""
    return _compared_words(spell(text))


def _compared_words(spelt: str) -> list[str]:
    words = [_MEANT.get(word, word) for word in words_in(spelt)]
    return [word for word in _put_together(words) if word not in UNSAID]


def _put_together(words: Sequence[str]) -> Iterator[str]:
    """The words, with those of `_TOGETHER` as one."""
    at = 0
    while at < len(words):
        one = _TOGETHER.get(tuple(map(stem, words[at : at + 2])))
        yield one or words[at]
        at += 2 if one else 1


@dataclass(frozen=True)
class Terms:
    """What means the same: each a word, or a few words that stand close together.

    `several`: by one word of each, so that a text is compared with the few that it may have.
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
        """What is said by nobody who says none of these."""
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
    """A text as its tokens, and what it has of them."""

    def __init__(self, tokens: Iterable[str]) -> None:
        self.tokens = tuple(tokens)
        self.present = frozenset(self.tokens)

    def has(self, words: frozenset[str]) -> bool:
        """Whether the words stand in the text, close together in any order."""
        if not self.present.issuperset(words):
            return False
        width = len(words) + SLACK
        places = range(len(self.tokens))
        return any(words.issubset(self.tokens[at : at + width]) for at in places)

    def without(self, terms: Collection[Sequence[str]]) -> "SpokenText":
        """The text with a gap wherever one of `terms` stands in that order."""
        left = list(self.tokens)
        for words in terms:
            for at in range(len(self.tokens) - len(words) + 1):
                if self.tokens[at : at + len(words)] == words:
                    left[at : at + len(words)] = [GAP] * len(words)
        return SpokenText(left)


@dataclass(frozen=True)
class SignWording:
    """One line: each of its `parts` has to be said, outside of what stands in `unless`."""

    parts: tuple[Terms, ...]
    unless: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, line: str) -> "SignWording":
        said, _, unless = line.partition(" but not ")
        parts = tuple(Terms.read(part) for part in said.split("+"))
        return cls(parts, tuple(filter(None, map(_tokens, unless.split(",")))))

    @property
    def is_telling(self) -> bool:
        """Whether it is about something: no part is empty, no common word is enough, and what it
        is not about does not undo all of it."""
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
    """The wordings of a sign, one a line; empty lines do not count."""
    return [SignWording.read(line) for line in lines.splitlines() if line.strip()]


class SignVocabulary:
    """Every word in the wordings of all signs, so that a misspelt one is known for what it is."""

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
        """`text` with what is misspelt in it put right."""
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
        if meant and OSA.distance(word, meant) > 1 and is_slip(word):
            meant = None  # it is far from that, and near to some word that is no sign's
        return [token(one) for one in (meant or self.spelling.in_two(word) or word).split()]
