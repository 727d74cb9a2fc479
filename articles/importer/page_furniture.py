"""Removes what a web page has around its text: banner, menu, advertisements, comments, footer.

Only whole lines are removed, and only if they match what such lines say on many sites
(`page_furniture.toml`). Each is kept word for word as an aside, so that the report shows whether a
line of the text was removed with them.
"""

import re
import sys
import tomllib
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from articles.importer.raw_document import Aside, AsideKind
from articles.importer.raw_lines import Line
from articles.text.sentences import ends_a_sentence

MAX_BANNER_LINES = 10
MAX_BANNER_LINE = 700
MAX_NEWSLETTER_LINES = 4
MAX_NEWSLETTER_LINE = 300
MAX_TITLE_OF_PAGE = 140
# Lines between two known lines of a menu; a single one may be the title.
MIN_MENU_LINES, MAX_MENU_LINES = 3, 30
MIN_ADDRESSES = 2  # lines with only an address, from which on they count as search results

_FORMS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _line(*forms: str, end: str = "") -> re.Pattern[str]:
    """A pattern for any of `forms`, which are written as in the TOML file, followed by `end`."""
    any_form = "|".join(forms)
    for name, words in _FORMS["words"].items():
        any_form = any_form.replace(f"<{name}>", f"(?:{'|'.join(words)})")
    return re.compile(f"(?:{any_form}){end}", re.IGNORECASE)


SINGLE_LINES: dict[AsideKind, re.Pattern[str]] = {
    kind: _line(*forms) for kind, forms in _FORMS["single_lines"].items()
}
ANY_SINGLE_LINE = _line(*(form.pattern for form in SINGLE_LINES.values()))
_SEVERAL = _FORMS["several_lines"]
OF_A_BANNER, BUTTON = _line(*_SEVERAL["of_a_banner"]), _line(*_SEVERAL["button"])
OF_A_MENU = _line(r"(?=.{1,30}$)[^\s.?!:]+(?: [^\s.?!:]+){0,2}")
OF_A_NEWSLETTER, YES_OR_NO = _line(*_SEVERAL["of_a_newsletter"]), _line(*_SEVERAL["yes_or_no"])
LIST_HEADING = _line(*_SEVERAL["list_heading"], end=r"\s*[:：]?")
PAGE_ADDRESS = _line(
    r"(?:https?://[^\s›]+|(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})(?: ?› ?[^\s›][^›]{0,80})*"
)


def without_furniture(lines: Sequence[Line]) -> tuple[list[Line], list[Aside]]:
    """The lines that may belong to the text, and asides for those that were left out."""
    kept: list[Line] = []
    asides: list[Aside] = []
    between = _between_menu_lines(lines)
    place = 0
    while place < len(lines):
        kind, end = _furniture_at(lines, place)
        kind = kind or ("menu" if place in between else None)
        if kind:
            asides += [Aside(kind, line.whole) for line in lines[place:end]]
        else:
            kept.append(lines[place])
        place = end
    kept, addresses = _without_addresses(kept)
    return kept, asides + addresses


def _between_menu_lines(lines: Sequence[Line]) -> set[int]:
    """The places of short lines that stand, several together, between two known lines of a menu."""
    menu = [place for place, line in enumerate(lines) if kind_of_line(line) == "menu"]
    return {
        place
        for first, last in pairwise(menu)
        if MIN_MENU_LINES <= last - first - 1 <= MAX_MENU_LINES
        and all(_is_of_menu(line) for line in lines[first + 1 : last])
        for place in range(first + 1, last)
    }


def _is_of_menu(line: Line) -> bool:
    return line.kind == "none" and not line.level and bool(OF_A_MENU.fullmatch(line.text))


def _furniture_at(lines: Sequence[Line], place: int) -> tuple[AsideKind | None, int]:
    """The kind of what begins at line `place`, and where it ends; None for a line of the text."""
    line, end = lines[place], place + 1
    if line.kind in ("question", "answer"):
        return None, end
    for begins, kind, belongs, most in SEVERAL_LINES:
        if begins.fullmatch(line.text):
            last = min(len(lines), end + most)
            while end < last and belongs(lines[end]):
                end += 1
            return kind, end
    return kind_of_line(line), end


def kind_of_line(line: Line) -> AsideKind | None:
    """The kind of a line that by itself belongs around a page's text; None for any other line."""
    if len(line.text) > MAX_BANNER_LINE or not ANY_SINGLE_LINE.fullmatch(line.text):
        return None
    return next((kind for kind, form in SINGLE_LINES.items() if form.fullmatch(line.text)), None)


def _is_of_banner(line: Line) -> bool:
    if BUTTON.fullmatch(line.text):
        return True
    is_short = len(line.text) <= MAX_BANNER_LINE and not line.level
    return is_short and bool(OF_A_BANNER.search(line.text))


def _is_of_newsletter(line: Line) -> bool:
    return len(line.text) <= MAX_NEWSLETTER_LINE and bool(OF_A_NEWSLETTER.search(line.text))


def _is_of_comments(line: Line) -> bool:
    """Whether comments go on at `line`: a heading, question, list of links or footer ends them."""
    if line.level or line.kind == "question" or LIST_HEADING.fullmatch(line.text):
        return False
    return kind_of_line(line) != "footer"


def _is_yes_or_no(line: Line) -> bool:
    return bool(YES_OR_NO.fullmatch(line.text))


# For parts of several lines: the first line, the kind, whether a further line belongs to the part,
# and the largest number of further lines.
SEVERAL_LINES: tuple[tuple[re.Pattern[str], AsideKind, Callable[[Line], bool], int], ...] = (
    (_line(*_SEVERAL["banner"]), "cookie banner", _is_of_banner, MAX_BANNER_LINES),
    (_line(*_SEVERAL["newsletter"]), "newsletter", _is_of_newsletter, MAX_NEWSLETTER_LINES),
    (_line(*_SEVERAL["comments"]), "comment", _is_of_comments, sys.maxsize),
    (_line(*_SEVERAL["vote"]), "vote", _is_yes_or_no, 2),
)


def _without_addresses(lines: list[Line]) -> tuple[list[Line], list[Aside]]:
    """The lines without those with only an address, as search results have them, and asides for
    these, each with the title of its page."""
    places = [place for place, line in enumerate(lines) if PAGE_ADDRESS.fullmatch(line.text)]
    if len(places) < MIN_ADDRESSES:
        return lines, []
    gone: set[int] = set()
    asides = []
    for place in places:
        title = _title_beside(lines, place, gone)
        asides.append(Aside("page address", lines[place].text, lines[title].whole if title else ""))
        gone |= {place, title} if title else {place}
    return [line for place, line in enumerate(lines) if place not in gone], asides


def _title_beside(lines: list[Line], place: int, gone: set[int]) -> int:
    """The place of the title that belongs to the address at `place`: the line above or below, or 0.

    The line above counts only if it follows the end of a text, and the line below only if the line
    above cannot be a title: where both may be one, the line below may be a heading of the text, and
    neither is taken. The first two lines hold the document's own title and are not taken.
    """
    above, below = place - 1, place + 1
    if above > 1 and above not in gone and _may_be_title(lines[above]):
        if ends_a_sentence(lines[above - 1].text) or lines[above - 1].text.endswith(("…", "...")):
            return above
    elif below < len(lines) and _may_be_title(lines[below]) and "?" not in lines[below].text:
        return below
    return 0


def _may_be_title(line: Line) -> bool:
    is_plain = line.kind == "none" and len(line.text) <= MAX_TITLE_OF_PAGE
    return (is_plain and not line.text.endswith((".", "!"))) or line.text.endswith("...")
