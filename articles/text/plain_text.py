"""Rich text as plain text: on one line, or in sentences to read aloud. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from articles.text.runs import BREAK, Run
from articles.text.tables import Table
from articles.text.tree import Block, Items, Quote, Words, tree_of, worded_blocks


@lru_cache(maxsize=1000)  # each page checks the same texts for the cautions that they need
def plain_text(html: str) -> str:
    """The words of `html` on one line, for search and excerpts."""
    return _one_line(block.text for block in worded_blocks(tree_of(html)))


def in_sentences(html: str) -> str:
    """The words of `html` on one line, with punctuation between paragraphs, list items and rows.

    A line that ends without punctuation gets some, because a reader would pause there.
    """
    lines = list(_lines(tree_of(html)))
    read = [f"{words}{'' if _is_closed(words) else pause}" for words, pause in lines[:-1]]
    return _one_line([*read, *(words for words, _ in lines[-1:])])


def _lines(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Each line that has words, with the punctuation to add if the line ends without any."""
    for place, block in enumerate(blocks):
        if isinstance(block, Words):
            follows = blocks[place + 1] if place + 1 < len(blocks) else None
            *before, last = block.text.split(BREAK)
            pauses = [*((line, ".") for line in before), (last, ":" if _is_list(follows) else ".")]
            yield from ((words, pause) for line, pause in pauses if (words := _one_line([line])))
        elif isinstance(block, Table):
            yield from _row_lines(block)
        elif isinstance(block, Quote):
            yield from _lines(block.blocks)
        else:
            yield from _item_lines(block)


def _item_lines(block: Items) -> Iterator[tuple[str, str]]:
    for place, item in enumerate(block.items, start=1):
        lines = list(_lines(item))
        if lines and place < len(block.items) and not _is_list(item[-1]):
            lines[-1] = (lines[-1][0], ";")
        yield from lines


def _row_lines(table: Table) -> Iterator[tuple[str, str]]:
    """The caption, then each row with every cell after its column's heading, as `_lines` yields."""
    if table.caption:
        yield table.caption, "."
    heads = [_words(cell) for cell in table.head] or [""] * len(table.rows[0])
    for row in table.body:
        said = [
            f"{head}: {cell}" if head else cell
            for head, cell in zip(heads, map(_words, row), strict=True)
            if cell
        ]
        if said:
            yield ", ".join(said), "."


def _words(cell: tuple[Run, ...]) -> str:
    return _one_line([run.text for run in cell])


def _is_list(block: Block | None) -> bool:
    return isinstance(block, Items)


def _is_closed(words: str) -> bool:
    return words.rstrip("\"'”’)»")[-1:] in set(".!?…:;,")


def _one_line(texts: Iterable[str]) -> str:
    return " ".join(" ".join(texts).split())
