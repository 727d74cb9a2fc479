"""Lists in plain text: which lines that begin with a bullet or number are items, and of which list.

Indentation is lost by then. So a numbered list continues wherever its next number stands, even
after bullets or another list that began at 1. Lines whose numbers do not count up, such as dates
and years, are no list.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from articles.importer.raw_lines import ARROW

ITEM = re.compile(
    rf"(?:(?P<bullet>[•◦▪‣●○*+–-]|{ARROW})"
    r"|\(?(?P<number>0{0,2}[1-9]\d{0,2})(?:[.:]\)?|\)))\s+(?=\S)"
)
# A day of the month as in German, “3. Mai”, which is no item.
_DATE = re.compile(
    r"\d{1,2}\. (?:jan(?:uar)?|jän(?:ner)?|feb(?:ruar)?|märz|april|mai|juni?|juli?|aug(?:ust)?"
    r"|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|dez(?:ember)?)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"[+–-]\s+[~≈.£€$]?\s?[\d¼-¾⅐-⅞]")
_DEGREES = re.compile(r"[+–-]\s+\d{1,3}(?:[.,]\d+)?\s?°")
# The bullets that programs give to items of nested lists, and how deep each is nested.
_DEPTHS = {"◦": 1, "○": 1, "▪": 2}
MAX_DEPTH = 8  # of nested lists; deeper ones become lists one after the other
MAX_INNER = 200  # lines that are searched for the next item of the outer list


@dataclass
class Item:
    """An item of a list: its words, its whole `line` with the bullet, and the lists inside it."""

    words: str
    line: str
    inner: "list[ItemList]" = field(default_factory=list)


@dataclass
class ItemList:
    """One list.

    `kind`: how its numbers are written (“.”, “)”), or for bullets how deep they are nested (“0”).
    `start`: its first number, 0 for bullets.
    """

    kind: str
    start: int = 0
    items: list[Item] = field(default_factory=list)

    @property
    def next_number(self) -> int:
        return self.start + len(self.items)


def are_items(lines: Sequence[str]) -> list[bool]:
    """For each line, whether it may be an item: it has a bullet or number that is no date, no
    amount and no temperature."""
    found = [bool(ITEM.match(line)) and not _DATE.match(line) for line in lines]
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and found[end] and lines[end][0] in "+–-":
            end += 1
        if _are_amounts(lines[start:end]):
            found[start:end] = [not _AMOUNT.match(line) for line in lines[start:end]]
        start = max(end, start + 1)
    return found


def _are_amounts(lines: Sequence[str]) -> bool:
    """Whether the characters before these lines mean “plus” and “minus”, and are no bullets."""
    added = [line for line in lines if line.startswith("+")]
    if added:
        return all(map(_AMOUNT.match, added))
    return bool(lines) and all(map(_DEGREES.match, lines))


def lists_of(lines: Sequence[str]) -> list[ItemList]:
    """The lists that `lines`, which are all items, make one after the other."""
    made: list[ItemList] = []
    open_lists: list[ItemList] = []
    marks = list(map(_mark, lines))
    are_all_one = {kind for kind, _ in marks} - {kind for kind, number in marks if number != 1}
    for place, (line, (kind, number)) in enumerate(zip(lines, marks, strict=True)):
        while open_lists and not _goes_on(open_lists[-1], kind, number, are_all_one):
            is_room = len(open_lists) < MAX_DEPTH
            if is_room and _is_inside(open_lists[-1], marks[place : place + MAX_INNER]):
                break
            open_lists.pop()
        if not open_lists or not _goes_on(open_lists[-1], kind, number, are_all_one):
            new = ItemList(kind, number)
            (open_lists[-1].items[-1].inner if open_lists else made).append(new)
            open_lists.append(new)
        open_lists[-1].items.append(Item(ITEM.sub("", line, count=1), line))
    return made


def _mark(line: str) -> tuple[str, int]:
    """The kind of list (see `ItemList`) to which `line` belongs, and its number, 0 for bullets."""
    found = ITEM.match(line)
    if not found or not found["number"]:
        return str(_DEPTHS.get(line[0], 0)), 0
    return re.sub(r"[\d\s]", "", found.group()), int(found["number"])


def _goes_on(before: ItemList, kind: str, number: int, are_all_one: set[str]) -> bool:
    is_next = number in (0, before.next_number) or kind in are_all_one
    return before.kind == kind and is_next


def _is_inside(outer: ItemList, marks: Sequence[tuple[str, int]]) -> bool:
    """Whether a list inside the last item of `outer` begins with the first of `marks`.

    `marks`: those of this line and of the lines after it, as `_mark` returns them.
    """
    kind, number = marks[0]
    if not outer.start and not number:
        return kind > outer.kind  # a bullet of a deeper list
    if number > 1:
        return False
    if outer.start and not number and any(item.inner for item in outer.items):
        return True
    return _comes_back(outer, marks, is_numbered=bool(number))


def _comes_back(outer: ItemList, marks: Sequence[tuple[str, int]], *, is_numbered: bool) -> bool:
    """Whether `outer` continues after the list that begins with the first of `marks`."""
    inner = 1
    for kind, number in marks:
        if is_numbered and number == inner:
            inner += 1
        elif kind == outer.kind and number == (outer.next_number if outer.start else 0):
            return True
    return False
