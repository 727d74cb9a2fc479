"""Removes what printing left in a text: page numbers, and hyphens of words divided at line ends."""

import re
from collections.abc import Sequence
from itertools import pairwise

from articles.importer.raw_document import Aside
from articles.text.sentences import ends_a_sentence

MIN_NUMBERS = 2  # a single number on a line of its own may belong to the text
MAX_LINE = 200  # longer lines are no page numbers, and matching them would take long
TOO_LONG = "…"  # replaces longer lines where page numbers are looked for
_PAGE = (
    r"(?:page|seite|página|pagina)\s+(?P<page>\d{1,4})(?:\s*(?:of|von|sur|de|di|van|/)\s*\d{1,4})?"
)
_ALONE = re.compile(rf"\W*{_PAGE}\W*", re.IGNORECASE)
# Forms that may be something else: they count only if the numbers of all such lines count up.
_IN_A_ROW = (
    re.compile(rf".{{1,120}}(?:\s{{2,}}|\t|[|·•–]\s*){_PAGE}\s*", re.IGNORECASE),
    re.compile(r"\s*(?P<dash>[–—-])?\s*(?P<page>\d{1,3})\s*(?(dash)[–—-])\s*"),
)
# Compounds that keep their hyphen: long-term, self-made, x-ray.
_KEEPS = re.compile(
    r"\b(?:\w|well|self|non|anti|long|short|high|low|over|under|follow|evidence)-$", re.IGNORECASE
)
_DIVIDED = re.compile(r"[^\W\d_]{2}-$")


def without_page_numbers(text: str) -> tuple[str, list[Aside]]:
    """`text` without the lines that are page numbers, and those lines as asides.

    A sentence that continues on the next page continues without a blank line.
    """
    lines = text.splitlines()
    short = [line if len(line) <= MAX_LINE else TOO_LONG for line in map(str.strip, lines)]
    places = {place for place, line in enumerate(short) if _ALONE.fullmatch(line)}
    for form in _IN_A_ROW:
        places |= _counted_up(short, form)
    if not places:
        return text, []
    asides = [Aside("page element", " ".join(lines[place].split())) for place in sorted(places)]
    return "\n".join(_without(lines, places)), asides


def _counted_up(lines: Sequence[str], form: re.Pattern[str]) -> set[int]:
    """The places of the lines with this form, if their numbers count up by one; else none."""
    found = [(place, each) for place, line in enumerate(lines) if (each := form.fullmatch(line))]
    found = [
        (place, each)
        for place, each in found
        if not each[0].strip().isdecimal() or _stands_alone(lines, place)
    ]
    numbers = [int(each["page"]) for _, each in found]
    steps = {later - earlier for earlier, later in pairwise(numbers)}
    return {place for place, _ in found} if len(numbers) >= MIN_NUMBERS and steps == {1} else set()


def _stands_alone(lines: Sequence[str], place: int) -> bool:
    above = lines[place - 1] if place else ""
    below = lines[place + 1] if place + 1 < len(lines) else ""
    return not (above.strip() or below.strip())


def _without(lines: Sequence[str], places: set[int]) -> list[str]:
    """`lines` without those at `places`; where a sentence goes on there, without a blank line."""
    kept: list[str] = []
    is_after_page = False
    for place, line in enumerate(lines):
        if place in places:
            is_after_page = True
            continue
        if is_after_page and line.strip():
            while kept and not kept[-1].strip():
                kept.pop()
            if not (kept and line.lstrip()[0].islower() and not ends_a_sentence(kept[-1])):
                kept.append("")
            is_after_page = False
        kept.append(line)
    return kept


def rejoined(before: str, after: str) -> str:
    """Two lines of one paragraph as one, with a word that was divided between them put together."""
    if not before.endswith("-") or before.endswith(" -"):
        return f"{before} {after}"
    is_divided = after[0].islower() and _DIVIDED.search(before) and not _KEEPS.search(before)
    return (before[:-1] if is_divided else before) + after
