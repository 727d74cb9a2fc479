"""Questions that a raw document asks twice: merged if that is certain, reported if it is likely."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from articles.importer.raw_document import DocumentFinding, Pair
from articles.text.sentences import content_words, ends_with_ellipsis
from articles.text.tokens import normalise

# A shorter answer ("Yes, it is.") may well belong to two different questions.
MIN_WORDS_OF_SAME_ANSWER = 8
# The share of the words of two questions that both have. With three quarters, "my lower back hurt
# after walking" is like "back pain after walking", and "after running" is not.
MIN_SHARED_WORDING = 0.75
# The share of the five-word runs of the shorter answer that the other one has too.
RUN_WORDS = 5
MIN_SHARED_RUNS = 0.5


@dataclass(frozen=True)
class MergedPair:
    """A pair that was merged into an earlier one, and why; `left_out`: text that was repeated."""

    number: int
    question: str
    into_number: int
    into_question: str
    reason: str
    left_out: str = ""

    @property
    def finding(self) -> DocumentFinding:
        return DocumentFinding(
            "merged",
            f"Question {self.number}, “{self.question}”, was merged into question "
            f"{self.into_number}, “{self.into_question}”: {self.reason}.",
            f"answers {self.into_number} and {self.number}",
        )


def merge_duplicates(pairs: Sequence[Pair]) -> tuple[tuple[Pair, ...], tuple[MergedPair, ...]]:
    """The pairs that remain, and those that were merged into them.

    If one answer begins with all of the other, the longer one is kept; answers that differ are put
    one after the other. So no text is lost.
    """
    kept: list[Pair] = []
    merges: list[MergedPair] = []
    for pair in pairs:
        for place, earlier in enumerate(kept):
            if reason := _sameness(earlier, pair):
                kept[place], left_out = _joined(earlier, pair)
                merges.append(
                    MergedPair(
                        pair.number,
                        pair.question,
                        earlier.number,
                        earlier.question,
                        reason,
                        left_out,
                    )
                )
                break
        else:
            kept.append(pair)
    return tuple(kept), tuple(merges)


def perhaps_the_same(pairs: Sequence[Pair]) -> list[DocumentFinding]:
    """A finding for every two pairs whose questions or answers are much alike.

    `pairs`: those that remain after merging.
    """
    return [
        DocumentFinding(
            "perhaps-same",
            f"Perhaps the same: question {earlier.number}, “{earlier.question}”, and question "
            f"{later.number}, “{later.question}”, {similarity}. They were not merged.",
            f"answers {earlier.number} and {later.number}",
        )
        for earlier, later, similarity in similar_pairs(pairs)
    ]


def similar_pairs(pairs: Sequence[Pair]) -> list[tuple[Pair, Pair, str]]:
    """(earlier pair, later pair, what is alike, in words) for every two that may ask the same."""
    words = [content_words(pair.question) for pair in pairs]
    runs = [_runs(pair.answer) for pair in pairs]
    found = []
    for later in range(len(pairs)):
        for earlier in range(later):
            similarity = ""
            if are_worded_alike(words[earlier], words[later]):
                similarity = "are worded much alike"
            elif _overlap(runs[earlier], runs[later]) >= MIN_SHARED_RUNS:
                similarity = "have answers that are largely the same"
            if similarity:
                found.append((pairs[earlier], pairs[later], similarity))
    return found


def are_worded_alike(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether two questions, each given as its content words, have most of them in common."""
    return _shared(one, two) >= MIN_SHARED_WORDING


def _sameness(earlier: Pair, later: Pair) -> str:
    """The reason why the two pairs are the same, in words; empty if they are not."""
    if normalise(earlier.question) == normalise(later.question):
        return "the question is the same"
    shorter = min(normalise(earlier.answer), normalise(later.answer), key=len)
    if len(shorter.split()) < MIN_WORDS_OF_SAME_ANSWER:
        return ""
    repeats = f"it repeats the answer of question {earlier.number}"
    if normalise(earlier.answer) == normalise(later.answer):
        return repeats
    if _has_start(earlier, later):
        return f"{repeats}, and stops earlier; the longer text was kept"
    if _has_start(later, earlier):
        return f"{repeats}, and goes on further; the longer text was kept"
    return ""


def _has_start(longer: Pair, shorter: Pair) -> bool:
    """Whether the answer of `longer` begins with the whole answer of `shorter`.

    An answer that was cut off may end inside a word, any other only at the end of one: "No." is not
    the start of "Nothing helps."
    """
    one, two = normalise(longer.answer), normalise(shorter.answer)
    if ends_with_ellipsis(shorter.answer):
        return one.startswith(two)
    return not two or f"{one} ".startswith(f"{two} ")


def _joined(earlier: Pair, later: Pair) -> tuple[Pair, str]:
    """The two pairs as one, and the text that was left out because it is a repetition."""
    if _has_start(earlier, later):
        paragraphs, left_out = earlier.paragraphs, later.answer
    elif _has_start(later, earlier):
        paragraphs, left_out = later.paragraphs, earlier.answer
    else:
        known = {normalise(paragraph) for paragraph in earlier.paragraphs}
        new = [text for text in later.paragraphs if normalise(text) not in known]
        paragraphs = (*earlier.paragraphs, *new)
        left_out = " ".join(text for text in later.paragraphs if normalise(text) in known)
    wordings = list(earlier.also_asked_as)
    known_wordings = {normalise(text) for text in (earlier.question, *wordings)}
    for wording in (later.question, *later.also_asked_as):
        if normalise(wording) not in known_wordings:
            wordings.append(wording)
            known_wordings.add(normalise(wording))
    return replace(earlier, paragraphs=paragraphs, also_asked_as=tuple(wordings)), left_out


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = normalise(text).split()
    return frozenset(
        tuple(words[place : place + RUN_WORDS]) for place in range(len(words) - RUN_WORDS + 1)
    )


def _shared(one: frozenset, two: frozenset) -> float:
    return len(one & two) / len(one | two) if one or two else 0.0


def _overlap(one: frozenset, two: frozenset) -> float:
    smaller = min(len(one), len(two))
    return len(one & two) / smaller if smaller >= MIN_WORDS_OF_SAME_ANSWER else 0.0
