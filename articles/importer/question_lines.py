"""Finds the lines of a raw document that head an answer.

Documents mark them in one of a few ways, and one way is taken for a whole document: lines marked
“Q.”, headings of one level, bold lines, lines that end in “?”, or short lines above paragraphs.
"""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from articles.importer.raw_lines import BOLD_LEVEL, MAX_QUESTION, Line, is_question
from articles.text.sentences import ends_a_sentence, has_words

MIN_HEADINGS = 2  # a single short line above a paragraph may be anything
MAX_HEADING = 80
MAX_HEADING_WORDS = 12
MIN_BELOW = 40  # characters of the paragraph below a heading: another short line is none
ASKING = re.compile(
    r"(?:how|what|when|where|which|who|whom|whose|why|is|are|can|could|do|does|did|should|will|may"
    r"|must|am|was|were|has|have)\b.*\b\w+",
    re.IGNORECASE,
)
NO_HEADING_END = (".", "!", ":", ",", ";", "…", "：", "。")


def heading_places(lines: Sequence[Line]) -> tuple[list[int], str]:
    """The places of the lines that head an answer, ascending, and the way in which they were found.

    The way is "marks", "questions" or "headings"; empty if there are no such lines.
    """
    marked = [
        place
        for place, line in enumerate(lines)
        if line.kind == "question" and len(line.text) <= MAX_QUESTION and has_words(line.text)
    ]
    if marked and (len(marked) > 1 or any(line.kind == "answer" for line in lines)):
        asked = [place for place in _answered_at_once(lines) if place not in marked]
        return sorted({*marked, *asked}), "marks"
    if levelled := _of_one_level(lines):
        do_ask = all(_asks(lines[place]) for place in levelled)
        return levelled, "questions" if do_ask else "headings"
    asked = _questions(lines)
    if asked:
        return sorted({*asked, *_asking(lines)}), "questions"
    asking = _asking(lines)
    if len(asking) >= MIN_HEADINGS:
        return asking, "questions"
    headings = _short_lines(lines)
    return (headings, "headings") if len(headings) >= MIN_HEADINGS else ([], "")


def missed_places(lines: Sequence[Line], places: Collection[int]) -> list[int]:
    """The places of lines, not among `places`, that a person may have meant to head an answer.

    These are headings, lines marked as questions, questions that are not items of a list (those
    `heading_places` decides about), and short lines above a paragraph.
    """
    return [
        place
        for place, line in enumerate(lines)
        if place not in places
        and len(line.text) <= MAX_QUESTION
        and (
            line.level
            or line.kind == "question"
            or (line.kind != "item" and is_question(line.text))
            or (_heads_paragraph(lines, place) and place + 1 not in places)
        )
    ]


def _heads_paragraph(lines: Sequence[Line], place: int) -> bool:
    line = lines[place]
    is_short = line.kind != "answer" and len(line.text) <= MAX_HEADING
    return is_short and _is_above_paragraph(lines, place)


def _asks(line: Line) -> bool:
    return is_question(line.text) or bool(ASKING.match(line.text))


def _answered_at_once(lines: Sequence[Line]) -> list[int]:
    """The places of questions without a mark directly above a line marked as an answer."""
    return [
        place
        for place, line in enumerate(lines[:-1])
        if lines[place + 1].kind == "answer" and line.kind != "answer" and is_question(line.text)
    ]


def _of_one_level(lines: Sequence[Line]) -> list[int]:
    """The places of headings: of the level with the most questions, and of all levels above it.

    If no heading is a question, the highest level with at least `MIN_HEADINGS` headings is taken.
    Higher headings are included, because the text below them is not part of the answer before.
    """
    headed = [
        place
        for place, line in enumerate(lines)
        if line.level and len(line.text) <= MAX_QUESTION and has_words(line.text)
    ]
    counts: dict[int, int] = {}
    for place in headed:
        level = lines[place].level
        counts[level] = counts.get(level, 0) + is_question(lines[place].text)
    if not counts:
        return []
    best = max(counts, key=lambda level: (counts[level], -level))
    if not counts[best]:
        if any(is_question(line.text) for line in lines if not line.level):
            return []  # other lines are the questions
        repeated = [
            level
            for level in sorted(counts)
            if sum(lines[place].level == level for place in headed) >= MIN_HEADINGS
        ]
        best = repeated[0] if repeated else min(counts)
        if best == BOLD_LEVEL and not repeated:
            return []  # a single bold line is only emphasis
    return [place for place in headed if lines[place].level <= best and _has_text(lines, place)]


def _has_text(lines: Sequence[Line], place: int) -> bool:
    """Whether the heading at `place` is a question, or is followed by a line that is no heading."""
    below = place + 1
    return is_question(lines[place].text) or (below < len(lines) and not lines[below].level)


def _questions(lines: Sequence[Line]) -> list[int]:
    """The places of questions, without those that are items of a list inside an answer."""
    asked = [place for place, line in enumerate(lines) if is_question(line.text)]
    found = [place for place in asked if not _is_announced(lines, place)]
    plain = [place for place in found if lines[place].kind in ("none", "question")]
    listed = [place for place in found if lines[place].is_listed]
    answered = [
        place
        for place in listed
        if place + 1 < len(lines) and not _goes_on(lines[place], lines[place + 1])
    ]
    if listed and (2 * len(answered) > len(listed) or not plain):
        return sorted({*found, *_asked_alike(lines, listed)})
    return plain


def _asked_alike(lines: Sequence[Line], listed: Sequence[int]) -> list[int]:
    """The places of lines with the list mark of the questions `listed` that begin like a question
    but have no question mark, above a line that is no item."""
    marks = {re.sub(r"\d+", "", lines[place].mark) for place in listed}
    return [
        place
        for place, (line, below) in enumerate(pairwise(lines))
        if line.is_listed
        and re.sub(r"\d+", "", line.mark) in marks
        and ASKING.match(line.text)
        and not is_question(line.text)  # the caller has decided about those
        and not line.text.endswith(NO_HEADING_END)
        and not below.is_listed
    ]


def _is_announced(lines: Sequence[Line], place: int) -> bool:
    """Whether the line at `place` is an item of a list, and the line above the list ends in “:”."""
    if not lines[place].is_listed:
        return False
    while place and _goes_on(lines[place - 1], lines[place]):
        place -= 1
    return lines[place and place - 1].text.endswith((":", "："))


def _goes_on(before: Line, line: Line) -> bool:
    """Whether `line` continues the list of the item `before`: the same mark, or the next number."""
    if not before.is_listed or re.sub(r"\d+", "", before.mark) != re.sub(r"\d+", "", line.mark):
        return False
    numbers = [int(found) for each in (before, line) for found in re.findall(r"\d+", each.mark)]
    return len(numbers) < 2 or numbers[1] - numbers[0] in (0, 1)


def _asking(lines: Sequence[Line]) -> list[int]:
    """The places of short lines above a paragraph that begin like a question."""
    return [
        place
        for place, line in enumerate(lines)
        if ASKING.match(line.text) and _is_above_paragraph(lines, place)
    ]


def _short_lines(lines: Sequence[Line]) -> list[int]:
    return [
        place
        for place in range(len(lines))
        if _is_above_paragraph(lines, place) and len(lines[place].text) <= MAX_HEADING
    ]


def _is_above_paragraph(lines: Sequence[Line], place: int) -> bool:
    """Whether the line at `place` is short, has no full stop, and stands between two paragraphs."""
    line = lines[place]
    is_short = len(line.text) <= MAX_QUESTION and len(line.text.split()) <= MAX_HEADING_WORDS
    if not is_short or line.kind == "item" or line.text.endswith(NO_HEADING_END):
        return False
    if not (line.text[0].isupper() or line.text[0].isdigit()) or place + 1 == len(lines):
        return False
    before, below = (lines[place - 1] if place else None), lines[place + 1]
    follows_end = before is None or line.is_after_gap or ends_a_sentence(before.text)
    is_paragraph = len(below.text) >= MIN_BELOW or below.is_after_gap
    return follows_end and is_paragraph and ends_a_sentence(below.text) and not below.level
