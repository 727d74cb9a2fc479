"""Two editions of an article, compared by field and by question. Pure: values in, values out.

A question is recognised by its lasting identity, whatever its words. So it is reported as reworded
or moved, and never as removed in one place and added in another.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import groupby

from articles.text.blocks import plain_block, rich_blocks
from articles.text.word_diff import Change, TextDiff, compare_blocks

# --- What is compared ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """A named text of an edition or an answer; rich text is HTML."""

    label: str
    value: str
    is_rich: bool = False


@dataclass(frozen=True)
class QuestionContent:
    """One question with its answer, as one edition has them; `texts` leave out the wording."""

    question: int
    anchor: str
    wording: str
    texts: tuple[Text, ...]
    sources: tuple[tuple[int, str], ...] = ()  # (primary key, name) each


@dataclass(frozen=True)
class EditionContent:
    """All that an edition says; every edition has the same labels in the same order."""

    texts: tuple[Text, ...]
    answers: tuple[QuestionContent, ...]
    dates: tuple[Text, ...] = ()  # in words; no part of the fingerprint, as a review sets one

    @property
    def fingerprint(self) -> str:
        """A digest of words, sources and order: equal if and only if all these are equal."""
        return sha256(repr((self.texts, self.answers)).encode()).hexdigest()


# --- What is found ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """The place of a question in the old and in the new edition, from 1."""

    old_place: int
    new_place: int


@dataclass(frozen=True)
class QuestionDiff:
    """One question in either edition or in both; places count from 1."""

    change: Change
    anchor: str
    wording: str
    texts: tuple[TextDiff, ...] = ()
    is_reworded: bool = False
    move: Move | None = None
    added_sources: tuple[str, ...] = ()
    removed_sources: tuple[str, ...] = ()

    @property
    def changed_texts(self) -> list[TextDiff]:
        return [text for text in self.texts if text.is_changed]

    @property
    def is_same(self) -> bool:
        return self.change == Change.SAME and self.move is None


@dataclass(frozen=True)
class EditionDiff:
    """What changed from one edition to another, with unchanged texts and questions, too."""

    texts: tuple[TextDiff, ...]
    questions: tuple[QuestionDiff, ...]

    @cached_property
    def changed_texts(self) -> tuple[TextDiff, ...]:
        return tuple(text for text in self.texts if text.is_changed)

    @cached_property
    def changed_questions(self) -> tuple[QuestionDiff, ...]:
        return tuple(question for question in self.questions if not question.is_same)

    @property
    def question_runs(self) -> list[tuple[bool, list[QuestionDiff]]]:
        """The questions in order, grouped into runs: (whether they are unchanged, the run)."""
        runs = groupby(self.questions, lambda question: question.is_same)
        return [(is_same, list(questions)) for is_same, questions in runs]

    @property
    def is_empty(self) -> bool:
        return not self.changed_texts and not self.changed_questions

    @property
    def summary(self) -> str:
        """In one line: “3 questions changed, 1 added, 1 moved; title and summary changed”."""
        counts = {
            "changed": self._count(Change.CHANGED),
            "added": self._count(Change.ADDED),
            "removed": self._count(Change.REMOVED),
            "moved": sum(question.move is not None for question in self.questions),
        }
        said = [f"{count} {what}" for what, count in counts.items() if count]
        if said:
            count, what = said[0].split()
            said[0] = f"{count} question{'' if count == '1' else 's'} {what}"
        names = _listed([text.label for text in self.changed_texts])
        return "; ".join(filter(None, (", ".join(said), names and f"{names} changed")))

    def _count(self, change: Change) -> int:
        return sum(question.change == change for question in self.questions)


def _listed(names: Sequence[str]) -> str:
    names = [name.lower() for name in names]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


# --- Comparing ----------------------------------------------------------------------------------


def compare(old: EditionContent, new: EditionContent) -> EditionDiff:
    """The differences from `old` to `new`: questions in new order, removed ones where they were."""
    texts = _compare_texts((*old.texts, *old.dates), (*new.texts, *new.dates))
    return EditionDiff(texts, tuple(_questions(old, new)))


def _compare_texts(old: Sequence[Text], new: Sequence[Text]) -> tuple[TextDiff, ...]:
    return tuple(compare_text(a, b) for a, b in zip(old, new, strict=True))


def compare_text(old: Text, new: Text) -> TextDiff:
    """The differences between two values of one text, block by block and word by word."""
    read = rich_blocks if new.is_rich else plain_block
    is_identical = old.value == new.value
    before = read(old.value)
    after = before if is_identical else read(new.value)
    return compare_blocks(new.label, before, after, is_identical=is_identical)


def _questions(old: EditionContent, new: EditionContent) -> Iterator[QuestionDiff]:
    before = {asked.question: asked for asked in old.answers}
    moves = _moves([a.question for a in old.answers], [a.question for a in new.answers])
    removed_after = _removed_after(old, new)
    yield from removed_after.get(None, ())
    for asked in new.answers:
        if asked.question in before:
            move = moves.get(asked.question)
            yield _question_diff(before[asked.question], asked, move)
        else:
            texts = _compare_texts(_emptied(asked.texts), asked.texts)
            names = tuple(name for _, name in asked.sources)
            yield QuestionDiff(
                Change.ADDED, asked.anchor, asked.wording, texts, added_sources=names
            )
        yield from removed_after.get(asked.question, ())


def _removed_after(
    old: EditionContent, new: EditionContent
) -> dict[int | None, list[QuestionDiff]]:
    """The removed questions, by the key of the remaining one before them; None: at the start."""
    still = {asked.question for asked in new.answers}
    found: dict[int | None, list[QuestionDiff]] = {}
    last = None
    for asked in old.answers:
        if asked.question in still:
            last = asked.question
            continue
        texts = _compare_texts(asked.texts, _emptied(asked.texts))
        names = tuple(name for _, name in asked.sources)
        gone = QuestionDiff(
            Change.REMOVED, asked.anchor, asked.wording, texts, removed_sources=names
        )
        found.setdefault(last, []).append(gone)
    return found


def _emptied(texts: Sequence[Text]) -> list[Text]:
    return [Text(text.label, "", text.is_rich) for text in texts]


def _question_diff(old: QuestionContent, new: QuestionContent, move: Move | None) -> QuestionDiff:
    wordings = Text("Question", old.wording), Text("Question", new.wording)
    texts = (compare_text(*wordings), *_compare_texts(old.texts, new.texts))
    had, has = dict(old.sources), dict(new.sources)
    added = tuple(name for key, name in new.sources if key not in had)
    removed = tuple(name for key, name in old.sources if key not in has)
    is_changed = added or removed or any(text.is_changed for text in texts)
    return QuestionDiff(
        Change.CHANGED if is_changed else Change.SAME,
        new.anchor,
        new.wording,
        texts,
        is_reworded=old.wording != new.wording,
        move=move,
        added_sources=added,
        removed_sources=removed,
    )


# --- Moves --------------------------------------------------------------------------------------


def _moves(old: Sequence[int], new: Sequence[int]) -> dict[int, Move]:
    """The questions that changed their place among the others: as few as explain the new order.

    The questions of a longest common subsequence stayed; the rest moved. A question that is only
    further down because another was added above it has not moved.
    """
    old_places = {question: place for place, question in enumerate(old, start=1)}
    new_places = {question: place for place, question in enumerate(new, start=1)}
    common = [question for question in new if question in old_places]
    stayed = _longest_rise([old_places[question] for question in common])
    return {
        question: Move(old_places[question], new_places[question])
        for question in common
        if old_places[question] not in stayed
    }


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """The members of a longest increasing subsequence of different `numbers`, in n log n."""
    ends: list[int] = []  # the smallest number that ends a rise of each length
    before: dict[int, int | None] = {}
    for number in numbers:
        length = bisect_left(ends, number)
        before[number] = ends[length - 1] if length else None
        ends[length : length + 1] = [number]
    rise: set[int] = set()
    at = ends[-1] if ends else None
    while at is not None:
        rise.add(at)
        at = before[at]
    return rise
