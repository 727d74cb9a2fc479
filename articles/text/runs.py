"""The words of a block as runs with the same marks, with white space as browsers show it. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

MARKS = ("strong", "em")
SPACE = " "
BREAK = "\n"


@dataclass(frozen=True)
class Run:
    """Words in a row with the same marks. A line break is a run of its own with the text "\\n".

    `href` is None outside links, and empty for a link without an address. A run without text is a
    link without words.
    """

    text: str
    strong: bool = False
    em: bool = False
    href: str | None = None
    title: str = ""

    @property
    def is_break(self) -> bool:
        return self.text == BREAK


def settled(runs: Iterable[Run], *, one_line: bool) -> tuple[Run, ...]:
    """The runs of a block in normal form: two that readers cannot tell apart become equal.

    `one_line`: line breaks become spaces, as in headings and table cells.
    """
    return _joined(_with_settled_spaces(_collapsed(runs, one_line=one_line)))


def without_strong(runs: Iterable[Run]) -> tuple[Run, ...]:
    """`runs` without strong marks, for a heading cell, which browsers show as strong anyway."""
    return _joined(replace(run, strong=False) for run in runs)


def is_strong(runs: Iterable[Run]) -> bool:
    """Whether all words of `runs` are strong; True if there are no words."""
    return all(run.strong for run in runs if run.text.strip())


def is_worded(runs: Iterable[Run]) -> bool:
    return any(run.text.strip() for run in runs)


def _collapsed(runs: Iterable[Run], *, one_line: bool) -> list[Run]:
    """The runs with white space as a browser shows it: single, none at a line's start or end."""
    kept: list[Run] = []
    for run in runs:
        if run.is_break and not one_line:
            _strip_end(kept, SPACE)
            kept.append(Run(BREAK))
            continue
        text = SPACE if run.is_break else run.text
        if text and (not kept or kept[-1].text.endswith((SPACE, BREAK))):
            text = text.lstrip(SPACE)
        if text or not run.text:
            kept.append(replace(run, text=text))
    _strip_end(kept, SPACE + BREAK)
    while kept and kept[0].text and not kept[0].text.lstrip(SPACE + BREAK):
        kept.pop(0)
    return kept


def _strip_end(runs: list[Run], characters: str) -> None:
    while runs and runs[-1].text and runs[-1].text[-1] in characters:
        last = runs.pop()
        if text := last.text.rstrip(characters):
            runs.append(replace(last, text=text))


def _with_settled_spaces(runs: Iterable[Run]) -> Iterator[Run]:
    """The runs with each space as a run that has the marks of both of its neighbours in common."""
    before = Run("")
    gap: list[str] = []
    for run in runs:
        if run.text and run.text.isspace():
            gap.append(run.text)
            continue
        words = run.text.strip()
        start = run.text.index(words)
        gap.append(run.text[:start])
        yield from (_shared(text, before, run) for text in gap if text)
        yield replace(run, text=words)
        gap, before = [run.text[start + len(words) :]], run
    if before != Run(""):
        yield from (Run(text) for text in gap if text)


def _shared(text: str, one: Run, other: Run) -> Run:
    """The space `text` between two runs of words, with the marks that both have.

    A line break, a space at an end and a space between a link and other text have none.
    """
    is_inside = one.text and other.text and (one.href, one.title) == (other.href, other.title)
    if text == BREAK or not is_inside:
        return Run(text)
    strong = one.strong and other.strong
    em = one.em and other.em and one.strong == other.strong
    return replace(one, text=text, strong=strong, em=em)


def _joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The runs with neighbours of the same marks joined, and no empty run in a link with words."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last is None or last.is_break or run.is_break:
            joined.append(run)
        elif not (last.text and run.text) and (last.href, last.title) == (run.href, run.title):
            joined[-1] = last if last.text else run
        elif replace(last, text="") == replace(run, text=""):
            joined[-1] = replace(run, text=last.text + run.text)
        else:
            joined.append(run)
    return tuple(joined)
