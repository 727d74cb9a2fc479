"""The differences between two texts, block by block and word by word within a block. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from articles.text.blocks import TextBlock, Token
from articles.text.tree import BREAK

ALIKE = 0.35  # share of common words from which on a block counts as changed, not as replaced
# Pairs of an old and a new block. With more, blocks are paired by position: the table of their
# similarities would be too large, and nobody reads so long a comparison.
MAX_PAIRS = 4000


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RESTYLED = "restyled"  # the same words with other marks


@dataclass(frozen=True)
class Piece:
    """Words in a row with the same change. `note`: what the words do not show, such as marks."""

    change: Change
    text: str
    note: str = ""


@dataclass(frozen=True)
class BlockDiff:
    """A block of one text or of both. `note`: which kind of block it was, if that changed."""

    change: Change
    kind: str
    pieces: tuple[Piece, ...]
    note: str = ""


@dataclass(frozen=True)
class TextDiff:
    """One text, before and after. `note`: a difference that no block shows, in words."""

    label: str
    blocks: tuple[BlockDiff, ...]
    note: str = ""

    @cached_property
    def is_changed(self) -> bool:
        return bool(self.note) or any(block.change != Change.SAME for block in self.blocks)

    @property
    def runs(self) -> list[tuple[bool, list[BlockDiff]]]:
        """The blocks in order, grouped: (True, neighbours without a change), (False, changed)."""
        runs = groupby(self.blocks, lambda block: block.change == Change.SAME)
        return [(is_same, list(blocks)) for is_same, blocks in runs]


def compare_blocks(
    label: str, old: Sequence[TextBlock], new: Sequence[TextBlock], *, is_identical: bool = True
) -> TextDiff:
    """The difference between the blocks `old` and `new` of the text called `label`.

    `is_identical`: whether the stored texts are equal. If they are not, but all blocks are, the
    `note` of the result says that the markup differs.
    """
    blocks = tuple(map(_same, new) if old == new else _aligned(old, new))
    diff = TextDiff(label, blocks)
    if diff.is_changed or is_identical:
        return diff
    return TextDiff(label, blocks, "The markup differs in a way that readers do not see.")


# --- Which block became which -------------------------------------------------------------------


def _aligned(old: Sequence[TextBlock], new: Sequence[TextBlock]) -> Iterator[BlockDiff]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from map(_same, new[j1:j2])
        else:
            yield from _paired(old[i1:i2], new[j1:j2])


def _paired(old: Sequence[TextBlock], new: Sequence[TextBlock]) -> Iterator[BlockDiff]:
    """Similar blocks compared with each other, the others removed or added; all in their order."""
    done_old = done_new = 0
    for i, j in [*_most_similar(old, new), (len(old), len(new))]:
        yield from (_alone(Change.REMOVED, block) for block in old[done_old:i])
        yield from (_alone(Change.ADDED, block) for block in new[done_new:j])
        if i < len(old):
            yield _became(old[i], new[j])
        done_old, done_new = i + 1, j + 1


def _most_similar(old: Sequence[TextBlock], new: Sequence[TextBlock]) -> list[tuple[int, int]]:
    """Pairs (index in `old`, index in `new`), both ascending, with the largest sum of similarity.

    The dynamic programming of a longest common subsequence, weighted by `_similarity`.
    """
    if len(old) * len(new) > MAX_PAIRS:
        return list(zip(range(len(old)), range(len(new)), strict=False))
    counts_old, counts_new = [_counted(block) for block in old], [_counted(block) for block in new]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[_similarity(a, b) for b in counts_new] for a in counts_old]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], alike[i][j] + best[i + 1][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _counted(block: TextBlock) -> Counter[str]:
    return Counter(token.text for token in block.tokens if token.text.isalnum())


def _similarity(old: Counter[str], new: Counter[str]) -> float:
    """The share of common words, from 0 to 1; 0 also where it is below `ALIKE`."""
    total = old.total() + new.total()
    share = 2 * (old & new).total() / total if total else 1.0
    return share if share >= ALIKE else 0.0


# --- Within a block -----------------------------------------------------------------------------


def _same(block: TextBlock) -> BlockDiff:
    return BlockDiff(Change.SAME, block.kind, (Piece(Change.SAME, block.text),))


def _alone(change: Change, block: TextBlock) -> BlockDiff:
    return BlockDiff(change, block.kind, tuple(_one_sided(change, block.tokens)))


def _became(old: TextBlock, new: TextBlock) -> BlockDiff:
    note = "" if old.kind == new.kind else f"was a {old.kind}, is now a {new.kind}"
    pieces = tuple(_word_diff(old.tokens, new.tokens))
    says_words = any(piece.change in (Change.ADDED, Change.REMOVED) for piece in pieces)
    return BlockDiff(Change.CHANGED if says_words else Change.RESTYLED, new.kind, pieces, note)


def _word_diff(old: tuple[Token, ...], new: tuple[Token, ...]) -> Iterator[Piece]:
    for is_same, before, after in _without_islands(_matched(old, new)):
        if is_same:
            yield from _kept(before, after)
        else:
            yield from _one_sided(Change.REMOVED, before)
            yield from _one_sided(Change.ADDED, after)


Stretch = tuple[bool, Sequence[Token], Sequence[Token]]


def _matched(old: Sequence[Token], new: Sequence[Token]) -> Iterator[Stretch]:
    """The two texts cut into stretches: (whether the words are equal, old tokens, new tokens).

    A common beginning and end are split off first, because the matcher's time grows with the
    product of the lengths.
    """
    a, b = [token.text for token in old], [token.text for token in new]
    start = _common(a, b)
    end = _common(a[start:][::-1], b[start:][::-1])
    longer = a if len(a) > len(b) else b
    only_grew = start > 0 and start + end == min(len(a), len(b)) < len(longer)
    if only_grew and longer[-end - 1].isspace() and longer[start - 1].isspace():
        start, end = start - 1, end + 1  # “for[- 20-] minutes”, not “for [-20 -]minutes”
    last_a, last_b = len(a) - end, len(b) - end
    if start:
        yield True, old[:start], new[:start]
    # Spaces alone are no match: every text has them, and they would split up changed words.
    matcher = SequenceMatcher(str.isspace, a[start:last_a], b[start:last_b], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        yield tag == "equal", old[start + i1 : start + i2], new[start + j1 : start + j2]
    if end:
        yield True, old[last_a:], new[last_b:]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """The number of equal words at the beginning of both."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _without_islands(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches, with two changes joined if only spaces or punctuation stand between them.

    So a reader sees one change, “slow dog”, and not two, “slow” and “dog”.
    """
    joined: list[Stretch] = []
    waiting = list(stretches)
    for place, (is_same, before, after) in enumerate(waiting):
        is_inside = 0 < place < len(waiting) - 1
        is_island = is_same and is_inside and not any(t.text[0].isalnum() for t in before)
        is_kept = is_same and not is_island
        if joined and not is_kept and not joined[-1][0]:
            _, old, new = joined.pop()
            joined.append((False, [*old, *before], [*new, *after]))
        else:
            joined.append((is_kept, before, after))
    return joined


def _kept(old: Sequence[Token], new: Sequence[Token]) -> Iterator[Piece]:
    """Pieces for unchanged words, split where the change of their marks differs."""

    def marks(pair: tuple[Token, Token]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        before, after = pair
        return None if before.marks == after.marks else (before.marks, after.marks)

    for changed, pairs in groupby(zip(old, new, strict=True), marks):
        text = "".join(token.text for _, token in pairs)
        if changed is None:
            yield Piece(Change.SAME, text)
        else:
            yield Piece(Change.RESTYLED, text, _restyling(*changed))


def _restyling(old: Sequence[str], new: Sequence[str]) -> str:
    gone = [f"no longer {mark}" for mark in old if mark not in new]
    come = [f"now {mark}" for mark in new if mark not in old]
    return ", ".join((*gone, *come))


def _one_sided(change: Change, tokens: Sequence[Token]) -> Iterator[Piece]:
    """Pieces for words that only one text has, split by their links.

    The note names the link, and a space or line break that would not be seen.
    """
    for links, group in groupby(tokens, lambda token: token.links):
        text = "".join(token.text for token in group)
        notes = list(links)
        if not text.strip():
            notes.append("line break" if BREAK in text else "space")
        yield Piece(change, text, ", ".join(notes))
