"""From the lines of a raw document to its parts: title, introduction, pairs, links."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from articles.importer.decoding import decode_text
from articles.importer.raw_document import Aside, DocumentError, DocumentFinding, Pair, RawDocument
from articles.text.sentences import (
    QUESTION_SIGNS,
    ends_with_ellipsis,
    has_words,
    sentences,
)

MAX_TITLE = 160  # as in Edition.title
MAX_QUESTION = 200  # as in Answer.wording
MAX_LINE = 20_000
MAX_PAIRS = 200
MAX_LINK = 200
LINES_TO_TELL = 8  # a list of links shows its first teaser within so many lines

NAVIGATION = re.compile(r"(?:<<|>>)\s*[:：]\s*(?P<title>.*)")
LIST_HEADING = re.compile(
    r"(?:recommend(?:ed|ations)?(?: (?:articles|reading|for you))?|related(?: articles| posts)?"
    r"|(?:you )?(?:may|might) also like|read (?:also|next))\s*[:：]?",
    re.IGNORECASE,
)


def read_document(data: bytes) -> RawDocument:
    """Read the bytes of a raw document.

    Raises:
        DocumentError: where no title and answer can be told; the message says what to do.
    """
    decoded = decode_text(data)
    document = parse_document(decoded.text)
    return replace(document, notes=decoded.notes + document.notes)


def parse_document(text: str) -> RawDocument:
    """Take the text of a raw document apart.

    Raises:
        DocumentError: as `read_document` does.
    """
    lines = _lines(text)
    title, rest = _title(lines)
    body, asides, notes = _without_links(rest)
    repeats = 0
    while repeats < len(body) and body[repeats] == title:
        repeats += 1
    introduction, pairs = _pairs(title, body[repeats:])
    if not any(has_words(pair.answer) for pair in pairs):
        raise DocumentError(
            f"No answer was found below the title “{title}”. A document is a title, then "
            "paragraphs, or questions (lines that end in “?”) with their answers below them."
        )
    if len(pairs) > MAX_PAIRS:
        raise DocumentError(
            f"The document has {len(pairs)} questions, at most {MAX_PAIRS} are read. "
            "Split it into several documents."
        )
    return RawDocument(
        title, introduction, pairs, asides, (*_shape_notes(title, repeats, pairs), *notes)
    )


def is_question(line: str) -> bool:
    """Whether `line` heads an answer: short, and nothing but questions in it."""
    return (
        len(line) <= MAX_QUESTION
        and has_words(line)
        and all(sentence.endswith(QUESTION_SIGNS) for sentence in sentences(line))
    )


def _shape_notes(title: str, repeats: int, pairs: tuple[Pair, ...]) -> Iterator[DocumentFinding]:
    """What the importer had to assume about the shape of the document."""
    if not repeats:
        yield DocumentFinding(
            "title", f"The title is not repeated: the first line, “{title}”, was taken for it."
        )
    if len(pairs) == 1 and pairs[0].question == title:
        yield DocumentFinding(
            "no-questions",
            "No questions stand below the title, so the whole text became the answer to "
            f"“{title}”. Split it into the questions that it answers.",
            "answer 1",
        )


def _lines(text: str) -> list[str]:
    """The lines that are not blank, their spaces made single ones."""
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > MAX_LINE:
            raise DocumentError(
                f"Line {number} is {len(line):,} characters long, at most {MAX_LINE:,} are read. "
                "Put each paragraph on a line of its own."
            )
    return [stripped for line in text.splitlines() if (stripped := " ".join(line.split()))]


def _title(lines: list[str]) -> tuple[str, list[str]]:
    title = lines[0] if lines else ""
    if not has_words(title) or NAVIGATION.fullmatch(title) or len(title) > MAX_TITLE:
        raise DocumentError(
            f"No title was found: the first line should be the title, at most {MAX_TITLE} "
            "characters, and the text should follow below it."
        )
    return title, lines[1:]


def _without_links(
    lines: list[str],
) -> tuple[list[str], tuple[Aside, ...], tuple[DocumentFinding, ...]]:
    """Split `lines` into the body, the links, and what to say about them."""
    body: list[str] = []
    asides: list[Aside] = []
    notes: list[DocumentFinding] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        place += 1
        if found := NAVIGATION.fullmatch(line):
            if has_words(found["title"]):
                asides.append(Aside("navigation", found["title"]))
        elif LIST_HEADING.fullmatch(line) and (links := _links(lines, place)):
            asides += [Aside("list heading", line), *links]
            place += sum(1 + bool(link.teaser) for link in links)
            after = (text for text in lines[place:] if not NAVIGATION.fullmatch(text))
            if text := next(after, ""):
                message = (
                    f"Text goes on after the list “{line}”, from “{text[:60]}”. It was kept: look "
                    "whether it belongs to the article."
                )
                notes.append(DocumentFinding("text-after-links", message, "links"))
        else:
            body.append(line)
    return body, tuple(asides), tuple(notes)


def _links(lines: list[str], place: int) -> list[Aside]:
    """The titles and teasers from `place` on; none unless there is a teaser to tell by, and soon.

    The list goes on to the end, or to a title with a whole paragraph below it: that is text.
    """
    if not any(ends_with_ellipsis(line) for line in lines[place : place + LINES_TO_TELL]):
        return []
    links: list[Aside] = []
    while place < len(lines) and _may_be_link(lines[place]):
        title = lines[place]
        teaser = lines[place + 1] if place + 1 < len(lines) else ""
        if ends_with_ellipsis(teaser) and len(teaser) <= MAX_LINK:
            links.append(Aside("recommended", title, teaser))
            place += 2
        elif teaser and not _may_be_link(teaser) and not NAVIGATION.fullmatch(teaser):
            break
        else:
            links.append(Aside("recommended", title))
            place += 1
    return links if any(link.teaser for link in links) else []


def _may_be_link(line: str) -> bool:
    return len(line) <= MAX_LINK and not NAVIGATION.fullmatch(line)


def _pairs(title: str, body: list[str]) -> tuple[tuple[str, ...], tuple[Pair, ...]]:
    """The introduction and the pairs.

    What stands between the title and the first question answers the title where that is a
    question, or where there is no other question; else it is the introduction.
    """
    headings = [place for place, line in enumerate(body) if is_question(line)]
    first = headings[0] if headings else len(body)
    opening = tuple(body[:first])
    blocks: list[tuple[str, Iterable[str]]] = []
    if opening and (is_question(title) or not headings):
        blocks.append((title, opening))
        opening = ()
    ends = [*headings, len(body)][1:]
    for place, end in zip(headings, ends, strict=True):
        blocks.append((body[place], body[place + 1 : end]))
    return opening, tuple(
        Pair(number, question, tuple(paragraphs))
        for number, (question, paragraphs) in enumerate(blocks, start=1)
    )
