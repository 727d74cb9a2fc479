"""Headings, links, tables and quotations of rich text, for check list and link reports. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from articles.text.tables import Table
from articles.text.tree import Quote, Words, every_block, tree_of, worded_blocks


@dataclass(frozen=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True)
class Link:
    text: str
    href: str  # empty if the link has no address


@dataclass(frozen=True)
class Markup:
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    paragraphs: tuple[str, ...] = ()  # of all kinds: list items, captions and table cells too
    tables: tuple[Table, ...] = ()
    quotations: tuple[str, ...] = ()  # their words

    @property
    def blocks(self) -> tuple[str, ...]:
        return (*(heading.text for heading in self.headings), *self.paragraphs)


def read_markup(html: str) -> Markup:
    """The headings, links, paragraphs, tables and quotations of `html`, each text on one line."""
    tree = tree_of(html)
    blocks = list(worded_blocks(tree))
    running = (_one_line(block.text) for block in blocks if not block.level)
    return Markup(
        headings=tuple(
            Heading(block.level, _one_line(block.text)) for block in blocks if block.level
        ),
        links=tuple(link for block in blocks for link in _links(block)),
        paragraphs=tuple(text for text in running if text),
        tables=tuple(each for each in every_block(tree) if isinstance(each, Table)),
        quotations=tuple(each.text for each in every_block(tree) if isinstance(each, Quote)),
    )


def _links(block: Words) -> Iterator[Link]:
    for (href, _), runs in groupby(block.runs, key=lambda run: (run.href, run.title)):
        if href is not None:
            yield Link(_one_line("".join(run.text for run in runs)), href)


def _one_line(text: str) -> str:
    return " ".join(text.split())
