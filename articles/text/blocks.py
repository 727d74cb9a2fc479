"""Text as blocks of marked words, the form in which two editions are compared. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from articles.text.runs import Run
from articles.text.tables import Cells, Table
from articles.text.tree import Block, Quote, Words, tree_of

WORD = r"\w+(?:[’'-]\w+)*|[^\w\s]"
RICH_TOKENS = re.compile(WORD + r"|\n|[^\S\n]+")
PLAIN_TOKENS = re.compile(WORD + r"|\s")
KINDS = {0: "paragraph", 3: "heading", 4: "small heading"}
LINK = "link to "
BETWEEN_CELLS = Run(" | ")


@dataclass(frozen=True)
class Token:
    """One word, punctuation mark or space, with its marks in words: "bold", "link to …"."""

    text: str
    marks: tuple[str, ...] = ()

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(mark for mark in self.marks if LINK in mark)


@dataclass(frozen=True)
class TextBlock:
    """One paragraph, heading, list item or table row: the name of its kind, and its tokens.

    `kind` is empty for a text without markup.
    """

    kind: str
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        return "".join(token.text for token in self.tokens)


def plain_block(text: str) -> tuple[TextBlock, ...]:
    """`text`, which has no markup, as one block with every character kept; empty if `text` is."""
    tokens = tuple(Token(word) for word in PLAIN_TOKENS.findall(text))
    return (TextBlock("", tokens),) if tokens else ()


def rich_blocks(html: str) -> tuple[TextBlock, ...]:
    """The blocks of `html` that have words, in reading order."""
    blocks = (TextBlock(kind, _tokens(words)) for kind, words in _kinds(tree_of(html)))
    return tuple(block for block in blocks if block.tokens)


def _kinds(blocks: tuple[Block, ...], depth: int = 0) -> Iterator[tuple[str, Words]]:
    """Each paragraph, heading and table row, with the name of its kind in that place."""
    for block in blocks:
        if isinstance(block, Words):
            yield KINDS[block.level] + (" in a list" if depth else ""), block
            continue
        if isinstance(block, Table):
            yield from _table_kinds(block)
            continue
        if isinstance(block, Quote):
            yield from ((f"{kind} of a quotation", words) for kind, words in _kinds(block.blocks))
            continue
        item_kind = "list item" if block.start is None else "numbered item"
        item_kind += f", level {depth + 1}" if depth else ""
        for item in block.items:
            first = next((block for block in item if isinstance(block, Words)), None)
            for kind, words in _kinds(item, depth + 1):
                yield item_kind if words is first else kind, words


def _table_kinds(table: Table) -> Iterator[tuple[str, Words]]:
    """The caption and each row of `table` as one line each, with the name of its kind."""
    if table.caption:
        yield "caption of a table", Words((Run(table.caption),))
    if table.head:
        yield "headings of a table", _in_one_line(table.head)
    for row in table.marked_body:
        yield "row of a table", _in_one_line(row)


def _in_one_line(cells: Cells) -> Words:
    first, *others = cells
    return Words((*first, *(run for cell in others for run in (BETWEEN_CELLS, *cell))))


def _tokens(words: Words) -> tuple[Token, ...]:
    """The tokens of `words`, each with the marks that all or some of its characters have."""
    of_runs = [_marks(run) for run in words.runs]
    if len(set(of_runs)) == 1:  # as in nearly every block
        return tuple(Token(word, of_runs[0]) for word in RICH_TOKENS.findall(words.text))
    marks: list[tuple[str, ...]] = []  # one entry a character
    for run, of_run in zip(words.runs, of_runs, strict=True):
        marks += [of_run] * len(run.text)
    return tuple(
        Token(found[0], _marks_of(marks[found.start() : found.end()]))
        for found in RICH_TOKENS.finditer(words.text)
    )


def _marks(run: Run) -> tuple[str, ...]:
    marks = ["bold"] * run.strong + ["italic"] * run.em
    if run.href is not None:
        marks.append(f"{LINK}{run.href}" + (f", titled “{run.title}”" if run.title else ""))
    return tuple(sorted(marks))


def _marks_of(marks: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The marks of one token, given those of its characters; "partly bold" if only some have it."""
    if marks.count(marks[0]) == len(marks):
        return marks[0]
    everywhere = set(marks[0]).intersection(*marks[1:])
    somewhere = set().union(*marks) - everywhere
    return tuple(sorted(everywhere | {f"partly {mark}" for mark in somewhere}))
