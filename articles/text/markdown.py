"""Rich text as Markdown, and back: `to_html` of it gives the same text with the same marks.

The writer is our own, because a converter that is almost right loses an editor's words. A property
test checks the round trip over everything that the cleaner lets through. Pure.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from articles.text.runs import Run
from articles.text.tables import Cells, Table
from articles.text.tree import Block, Items, Quote, Words, tree_of

# In the file of an article a line that begins with one of these and a colon is a label, not text.
LABELS = ("Kind", "In short", "How long", "Also asked as", "Sources", "Figures")
CAPTION = "Table"  # the label of the caption of the table that follows
# What has a meaning at the start of a line: headings, lists, quotes, rules, fences, the line under
# a table's headings, labels.
AT_START = re.compile(
    r"(?P<mark>[#>+=~-]|[|:](?=[|: -]*$))|(?P<number>\d{1,9})(?=[.)])"
    rf"|(?P<label>{'|'.join((*LABELS, CAPTION))})(?=:)"
)
PLAIN_ADDRESS = re.compile(r"[^\s<>()\\&\"]+")


def _name_tables(state: StateCore) -> None:
    """Turn each paragraph `Table: …` that stands before a table into the table's caption."""
    tokens = state.tokens
    for place in range(len(tokens) - 3):
        opening, words, closing, table = tokens[place : place + 4]
        is_caption = opening.type == "paragraph_open" and words.content.startswith(f"{CAPTION}: ")
        if not is_caption or table.type != "table_open":
            continue
        words.content = words.content.removeprefix(f"{CAPTION}: ")
        opening.type, opening.tag, closing.type, closing.tag = (
            *("caption_open", "caption"),
            *("caption_close", "caption"),
        )
        opening.hidden = closing.hidden = False
        tokens[place : place + 4] = [table, opening, words, closing]


_commonmark = MarkdownIt("commonmark", {"html": False}).enable("table")
_commonmark.core.ruler.after("block", "name_tables", _name_tables)
# Keep an address as it is written: what was stored has to come back letter for letter.
_commonmark.normalizeLink = lambda url: url  # type: ignore[method-assign]


def to_html(markdown: str) -> str:
    """`markdown` as HTML, not yet cleaned. Raw HTML in `markdown` stays visible text."""
    return _commonmark.render(markdown).strip()


def to_markdown(html: str) -> str:
    """`html`, which is cleaned rich text, as Markdown."""
    return _blocks(tree_of(html))


def _blocks(blocks: Sequence[Block]) -> str:
    written: list[str] = []
    other_marker = False
    for place, block in enumerate(blocks):
        if isinstance(block, Words):
            written.append(_words(block))
            continue
        if isinstance(block, Table):
            written.append(_table(block))
            continue
        if isinstance(block, Quote):
            lines = _blocks(block.blocks).split("\n")
            written.append("\n".join(f"> {line}" if line else ">" for line in lines))
            continue
        before = blocks[place - 1] if place else None
        # Two lists of one kind in a row would be read as one if they had the same markers.
        follows = isinstance(before, Items) and (before.start is None) == (block.start is None)
        other_marker = follows and not other_marker
        written.append(_list(block, other_marker=other_marker))
    return "\n\n".join(written)


def _words(words: Words) -> str:
    text = _runs(words.runs)
    if words.level:
        escaped = re.sub(r"(?<!&)#", r"\\#", text)
        return f"{'#' * words.level} {escaped}".rstrip()
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    """`line` with its start escaped, if Markdown would read it as anything but text."""
    found = AT_START.match(line)
    if not found:
        return line
    end = found.end()
    return rf"\{line}" if found["mark"] else rf"{line[:end]}\{line[end:]}"


def _table(table: Table) -> str:
    """`table` in Markdown, which requires a row of headings: for a table without, an empty one."""
    head = table.head or ((),) * len(table.rows[0])
    lines = [_row(head), "|" + " --- |" * len(head), *map(_row, table.marked_body)]
    caption = f"{CAPTION}: {_runs((Run(table.caption),))}\n\n" if table.caption else ""
    return caption + "\n".join(lines)


def _row(cells: Cells) -> str:
    written = (_runs(cell).replace("|", "&#124;") for cell in cells)
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in written)


def _list(items: Items, *, other_marker: bool) -> str:
    is_tight = all(map(_is_tight, items.items))
    written = []
    for number, item in enumerate(items.items):
        if items.start is None:
            marker = "* " if other_marker else "- "
        else:
            marker = f"{min(items.start + number, 999_999_999)}{')' if other_marker else '.'} "
        text = _tight(item) if is_tight else _blocks(item)
        indent = " " * len(marker)
        lines = text.split("\n")
        written.append(marker + "\n".join(indent + line if line else "" for line in lines).lstrip())
    return ("\n" if is_tight else "\n\n").join(written)


def _is_tight(item: Sequence[Block]) -> bool:
    """Whether `item` can be written without empty lines: one paragraph, and perhaps one list."""
    first, *rest = item
    if not isinstance(first, Words) or first.level or len(rest) > 1:
        return False
    return all(
        isinstance(block, Items) and block.start in (None, 1) and all(map(_is_tight, block.items))
        for block in rest
    )


def _tight(item: Sequence[Block]) -> str:
    return "\n".join(
        _list(block, other_marker=False) if isinstance(block, Items) else _blocks([block])
        for block in item
    )


# --- Words in a line ----------------------------------------------------------------------------


@dataclass
class _Piece:
    """One character as Markdown writes it, a delimiter of strong or emphasised words, or a part of
    a link's syntax. `opens`: whether a delimiter begins the marked words."""

    text: str
    is_delimiter: bool = False
    opens: bool = False


def _runs(runs: Sequence[Run]) -> str:
    # Strong and emphasised words may touch: three stars in a row would then be ambiguous.
    em = "_" if any(run.strong for run in runs) else "*"
    pieces: list[_Piece] = []
    for (href, title), group in groupby(runs, key=lambda run: (run.href, run.title)):
        inside = list(_marked(list(group), em))
        if href is None:
            pieces += inside
            continue
        if pieces and pieces[-1].text == "!":
            pieces[-1].text = "\\!"  # or the link would be read as a picture
        pieces += [_Piece("["), *inside, _Piece(f"]({_target(href, title)})")]
    _keep_delimiters_apart(pieces)
    return "".join(piece.text for piece in pieces)


def _marked(runs: Iterable[Run], em: str) -> Iterator[_Piece]:
    """The characters of `runs` with their delimiters: `**` outside, `em` (`*` or `_`) inside it."""
    for is_strong, strong_group in groupby(runs, key=lambda run: run.strong):
        if is_strong:
            yield _Piece("**", is_delimiter=True, opens=True)
        for is_em, group in groupby(strong_group, key=lambda run: run.em):
            if is_em:
                yield _Piece(em, is_delimiter=True, opens=True)
            for run in group:
                yield from map(_Piece, map(_written, run.text))
            if is_em:
                yield _Piece(em, is_delimiter=True)
        if is_strong:
            yield _Piece("**", is_delimiter=True)


def _keep_delimiters_apart(pieces: list[_Piece]) -> None:
    """Replace a character by its numeric reference where the delimiter beside it would be text.

    Markdown looks at the characters on both sides of a delimiter: inside a word, or between a word
    and a punctuation mark, it may be just a star. A numeric reference begins and ends with
    punctuation, and beside punctuation the star is a delimiter again. Changes `pieces` in place.
    """
    for place, piece in enumerate(pieces):
        if not piece.is_delimiter:
            continue
        step = -1 if piece.opens else 1
        if not 0 <= place + step < len(pieces):
            continue
        outside, inside = pieces[place + step], pieces[place - step]
        touching = inside.text[0 if piece.opens else -1]
        if _is_of_a_word(outside.text) and (piece.text == "_" or not touching.isalnum()):
            outside.text = f"&#{ord(outside.text)};"


def _is_of_a_word(text: str) -> bool:
    """Whether `text` is one unescaped character that is neither a space nor ASCII punctuation."""
    return len(text) == 1 and text != " " and (text.isalnum() or not text.isascii())


def _written(character: str) -> str:
    if character == "\n":
        return "\\\n"
    if character.isspace() and character != " ":
        return "&nbsp;" if character == "\xa0" else f"&#{ord(character)};"
    return f"\\{character}" if character in "\\`*_[]<&" else character


def _target(href: str, title: str) -> str:
    if not PLAIN_ADDRESS.fullmatch(href):
        href = "<" + re.sub(r"[\\<>&]", r"\\\g<0>", href) + ">"
    return f'{href} "{_escaped(title)}"' if title else href


def _escaped(title: str) -> str:
    return re.sub(r"[\\\"&]", r"\\\g<0>", title)
