"""Checks of single answers: missing, cut off, with headings run into the text, or with fewer
movements than they announce."""

import re
from collections.abc import Iterator, Sequence

from articles.importer.raw_document import DocumentFinding, Pair, RawDocument
from articles.importer.repeated_questions import MergedPair
from articles.importer.table_rows import is_row
from articles.text.sentences import (
    CLOSING_MARKS,
    ends_a_sentence,
    ends_with_ellipsis,
    has_words,
    last_words,
    sentences,
)

# Words that no sentence ends with, and that stay in lower case in a heading with capitals.
_SMALL = "a an and as at but by for from in into of on or per than that the to with"
SMALL_WORDS = frozenset(_SMALL.split())
MAX_HEADING_WORDS = 6
_NUMBERS = "two three four five six seven eight nine ten"
NUMBER_WORDS = {word: number for number, word in enumerate(_NUMBERS.split(), start=2)}
PROMISE = re.compile(
    r"\b(?:these|the following|following)\s+(?P<count>\d{1,2}|"
    + "|".join(NUMBER_WORDS)
    + r")\s+(?:\w+\s+)?(?:movements|exercises|stretches|moves|poses)\b",
    re.IGNORECASE,
)
# A movement is described from the position that it starts in.
START_OF_MOVEMENT = re.compile(
    r"(?:(?:begin|get down|kneel|lie|lay|sit|stand|start|place)\b(?! up for)"
    r"|on (?:your )?(?:hands and knees|all fours|back|side|stomach)\b)",
    re.IGNORECASE,
)
LIST_MARK = re.compile(r"(?:[-*•◦▪–]|\(?\d{1,2}[.)])\s+(?=\S)")


def check_answers(document: RawDocument, merges: Sequence[MergedPair]) -> Iterator[DocumentFinding]:
    """What is wrong in the answers of `document`, which are checked as the file has them.

    `merges`: the pairs of `document` that were merged into others.
    """
    merged = {merge.number: merge for merge in merges}
    if cut := [text for text in document.introduction if ends_with_ellipsis(text)]:
        message = f"The introduction is cut off: it stops at “{last_words(cut[-1])}”."
        yield DocumentFinding("cut-off", message, "introduction")
    for pair in document.pairs:
        if not has_words(pair.answer):
            yield DocumentFinding(
                "no-answer", f"Question {pair.number}, “{pair.question}”, has no answer.", pair.name
            )
            continue
        yield from _cut_off(pair, merged.get(pair.number))
        yield from _broken(pair)
        yield from _promise(pair)


def _cut_off(pair: Pair, merge: MergedPair | None) -> Iterator[DocumentFinding]:
    """A finding if the answer seems cut off: a paragraph ends with "…", or the last one with a
    colon or without a full stop. Before the last paragraph only "…" is a sure enough sign."""
    name = pair.full_name
    cut = [paragraph for paragraph in pair.paragraphs if ends_with_ellipsis(paragraph)]
    last = pair.paragraphs[-1]
    if cut:
        message = f"{name} is cut off: it stops at “{last_words(cut[-1])}”."
    elif last.rstrip(CLOSING_MARKS).endswith((":", "：")):
        message = f"{name} is cut off: it ends with a colon, and what should follow is missing."
    elif not (ends_a_sentence(last) or LIST_MARK.match(last) or is_row(last)):
        message = f"{name} is perhaps cut off: it ends “{last_words(last)}”, without a full stop."
    else:
        return
    if merge and merge.left_out and len(merge.left_out) <= len(pair.answer):
        message += f" Answer {merge.into_number} has the same text and goes on."
    yield DocumentFinding("cut-off", message, pair.name)


def _broken(pair: Pair) -> Iterator[DocumentFinding]:
    """Findings about headings in the text, as when a page's list is pasted as one paragraph.

    Names have capitals too ("in New York."), so there are findings only for an answer with at least
    two short sentences whose words all begin with capitals: those are headings and not names.
    """
    parts = [sentence for paragraph in pair.paragraphs for sentence in sentences(paragraph)]
    headings = [part for part in parts if _is_heading(part)]
    if len(headings) < 2:
        return
    some = ", ".join(f"“{heading}”" for heading in headings[:3])
    yield DocumentFinding(
        "headings-in-text",
        f"In answer {pair.number}, to “{pair.question}”, headings seem to have run into the text: "
        f"{some}. Their own texts may be missing.",
        pair.name,
    )
    for part in parts:
        if part not in headings and (heading := _heading_at_end(part)):
            before = part[: -len(heading)].rstrip()
            yield DocumentFinding(
                "broken-sentence",
                f"In answer {pair.number}, to “{pair.question}”, a sentence seems to break off at "
                f"“{last_words(before)}”, before “{heading}”.",
                pair.name,
            )


def _is_heading(sentence: str) -> bool:
    """Whether `sentence` has two to six words that begin with capitals, `SMALL_WORDS` excepted."""
    words = sentence.rstrip(".:").split()
    large = [word for word in words if word not in SMALL_WORDS]
    return (
        2 <= len(words) <= MAX_HEADING_WORDS
        and len(large) >= 2
        and words[0] in large
        and all(word[0].isupper() and not word.isupper() for word in large)
    )


def _heading_at_end(sentence: str) -> str:
    """The heading that ends `sentence`, if the word before it cannot end a sentence; else ""."""
    words = sentence.split()
    start = len(words)
    while start and words[start - 1][0].isupper():
        start -= 1
    if 0 < start <= len(words) - 2 and words[start - 1] in SMALL_WORDS:
        heading = " ".join(words[start:])
        return heading if _is_heading(heading) else ""
    return ""


def _promise(pair: Pair) -> Iterator[DocumentFinding]:
    """A finding if the answer announces several movements and describes fewer of them."""
    found = PROMISE.search(pair.answer)
    if not found:
        return
    count = found["count"].lower()
    promised = NUMBER_WORDS[count] if count in NUMBER_WORDS else int(count)
    items = sum(bool(LIST_MARK.match(paragraph)) for paragraph in pair.paragraphs)
    starts = sum(
        bool(START_OF_MOVEMENT.match(LIST_MARK.sub("", sentence, count=1)))
        for paragraph in pair.paragraphs
        for sentence in sentences(paragraph)
    )
    described = max(items, starts)
    if described < promised:
        yield DocumentFinding(
            "promise",
            f"Answer {pair.number} speaks of “{found.group()}”, but seems to describe "
            f"{described or 'none'}: look for what is missing, or say what it has.",
            pair.name,
        )
