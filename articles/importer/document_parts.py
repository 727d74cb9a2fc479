"""Splits a raw document into its parts: title, introduction, pairs, and what is left out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from articles.importer.chat_lines import without_chat_stamps
from articles.importer.decoding import decode_text
from articles.importer.markdown_source import (
    without_block_tags,
    without_front_matter,
    without_markdown_links,
)
from articles.importer.page_furniture import LIST_HEADING, without_furniture
from articles.importer.printed_pages import without_page_numbers
from articles.importer.provenance import without_provenance
from articles.importer.question_lines import heading_places, missed_places
from articles.importer.question_tables import with_question_tables
from articles.importer.raw_document import (
    Aside,
    DocumentError,
    DocumentFinding,
    Pair,
    RawDocument,
    TextLink,
)
from articles.importer.raw_lines import ARROW, Line, is_question, read_lines
from articles.text.sentences import ends_a_sentence, ends_with_ellipsis, first_few, has_words

MAX_TITLE = 160  # as in Edition.title
MAX_PAIRS = 200
MIN_SHOUTED_WORDS = 2
MAX_LINK = 200
MAX_LINK_TITLE = 120
PERHAPS_MISSED = "perhaps-missed"
LINES_TO_TELL = 8  # a list of links with teasers has one within this many lines
TITLE_WITHIN = 15  # a single heading of level 1 is the title if it is within this many lines

NAVIGATION = re.compile(r"(?:<<|>>)\s*[:：]\s*(?P<title>.*)")
LINK_BY_ITSELF = re.compile(
    r"(?P<heading>(?:read|see) (?:also|next|more|this next)|related|lesen sie auch)\s*[:：]\s*"
    r"(?P<title>.{3,150})",
    re.IGNORECASE,
)
# “Riverside Back Clinic”, not “the clinic”, nor “walking after surgery”.
ORGANISATION = re.compile(
    r"\b[A-Z]\w+ (?P<what>Clinics?|Hospitals?|Practice|Physiotherapy|Physio|Media|Institute"
    r"|University|Centre|Center|Ltd|Inc|GmbH|Klinik|Praxis|Krankenhaus)\b"
    r"|\b(?!After|Before|Back|Knee|Hip|Spine|Spinal|Following|Without|Or|And|To|For|Of|On)[A-Z]\w+ "
    r"(?P<surgery>Surgery)\b"
)


def read_document(data: bytes) -> RawDocument:
    """The parts of a raw document, given the bytes of its file: text, web page, Word file or mail.

    Raises:
        DocumentError: if the file cannot be read or no title and answer are found; the message
            says what to do.
    """
    decoded = decode_text(data)
    return parse_document(decoded.text, decoded.notes, decoded.asides, decoded.links)


def parse_document(
    text: str,
    notes: Sequence[DocumentFinding] = (),
    asides: Sequence[Aside] = (),
    links: Sequence[TextLink] = (),
) -> RawDocument:
    """The parts of a raw document, given its text.

    `notes`, `asides` and `links`: what reading its file gave besides the text.

    Raises:
        DocumentError: if no title and answer are found, or there are too many questions.
    """
    text, front = without_front_matter(text)
    text, more_links = without_markdown_links(without_block_tags(text))
    text, chat, told = without_chat_stamps(text)
    text, pages = without_page_numbers(with_question_tables(text))
    lines, wrapped = read_lines(text)
    lines, furniture = without_furniture(lines)
    title, rest = _title(lines)
    body, listed, list_notes = _without_links(rest)
    body, provenance = without_provenance(body)
    repeats = [line for line in body if line.text == title.text][: _repeats(title, body)]
    body = body[len(repeats) :]
    places, told_by = heading_places(body)
    answers = _answers_marked(body, places, told_by)
    marks = tuple(_marks(title, body, places, answers))
    body = [replace(line, mark="") if place in answers else line for place, line in enumerate(body)]
    introduction, pairs = _pairs(title, body, places)
    _refuse_odd_shapes(title, pairs)
    shape = (*_shape_notes(title, bool(repeats), pairs, told_by), *_missed_notes(body, places))
    return RawDocument(
        title.text,
        introduction,
        pairs,
        (*asides, *front, *chat, *pages, *furniture, *listed, *provenance, *marks),
        (*notes, *told, *wrapped, *shape, *list_notes),
        (*links, *more_links),
    )


def _refuse_odd_shapes(title: Line, pairs: tuple[Pair, ...]) -> None:
    if not any(has_words(pair.answer) for pair in pairs):
        raise DocumentError(
            f"No answer was found below the title “{title.text}”. A document is a title, then "
            "paragraphs, or questions (lines that end in “?”) with their answers below them."
        )
    if len(pairs) > MAX_PAIRS:
        raise DocumentError(
            f"The document has {len(pairs)} questions, at most {MAX_PAIRS} are read. "
            "Split it into several documents."
        )


def _shape_notes(
    title: Line, is_repeated: bool, pairs: tuple[Pair, ...], told_by: str
) -> Iterator[DocumentFinding]:
    """Findings about what the importer assumed of the document's title, questions and headings."""
    if not is_repeated and not title.level:
        yield DocumentFinding(
            "title", f"The title is not repeated: the first line, “{title.text}”, was taken for it."
        )
    if found := ORGANISATION.search(title.text):
        yield DocumentFinding(
            "title-names",
            f"The title seems to name somebody’s {(found['what'] or found['surgery']).lower()}: "
            f"“{title.text}”. Choose one of your own.",
        )
    headings = [title.text, *(pair.question for pair in pairs)]
    if shouted := [f"“{heading}”" for heading in dict.fromkeys(headings) if _is_shouted(heading)]:
        yield DocumentFinding(
            "capitals",
            f"In capitals throughout: {first_few(shouted, 8)}. Write them as sentences.",
        )
    if len(pairs) == 1 and pairs[0].question == title.text:
        yield DocumentFinding(
            "no-questions",
            "No questions stand below the title, so the whole text became the answer to "
            f"“{title.text}”. Split it into the questions that it answers.",
            "answer 1",
        )
    elif told_by == "headings":
        headings = [f"“{pair.question}”" for pair in pairs if not is_question(pair.question)]
        yield DocumentFinding(
            "headings",
            f"These headings became questions: {first_few(headings, 8)}. Word each as people ask.",
        )


def _missed_notes(body: Sequence[Line], places: Sequence[int]) -> Iterator[DocumentFinding]:
    """A finding about lines taken as text that may be questions, if the document has others."""
    missed = missed_places(body, frozenset(places)) if places else []
    if missed:
        lines = [f"“{body[place].text}”" for place in missed]
        yield DocumentFinding(
            PERHAPS_MISSED,
            f"Taken as text, though they look like questions or headings: {first_few(lines, 8)}. "
            "Where one should head an answer of its own, split the draft there.",
        )


def _is_shouted(heading: str) -> bool:
    """Whether `heading` is all in capitals. A single word may be an abbreviation, such as “MRI”."""
    return heading.isupper() and len(heading.split()) >= MIN_SHOUTED_WORDS


def _title(lines: list[Line]) -> tuple[Line, list[Line]]:
    """The title, and all other lines. A title that is marked as a question stays among them.

    Raises:
        DocumentError: if the first line cannot be a title.
    """
    first_level = [place for place, line in enumerate(lines) if line.level == 1]
    if len(first_level) == 1 and 0 < first_level[0] < TITLE_WITHIN:
        lines = [lines[first_level[0]], *lines[: first_level[0]], *lines[first_level[0] + 1 :]]
    title = lines[0] if lines else Line("")
    if not has_words(title.text) or NAVIGATION.fullmatch(title.text) or len(title.text) > MAX_TITLE:
        raise DocumentError(
            f"No title was found: the first line should be the title, at most {MAX_TITLE} "
            "characters, and the text should follow below it."
        )
    return title, lines if title.kind == "question" else lines[1:]


def _repeats(title: Line, body: list[Line]) -> int:
    """How many lines at the top of `body` repeat the title."""
    repeats = 0
    while repeats < len(body) and body[repeats].text == title.text and not body[repeats].mark:
        repeats += 1
    return repeats


# --- Links --------------------------------------------------------------------------------------


def _without_links(
    lines: list[Line],
) -> tuple[list[Line], list[Aside], list[DocumentFinding]]:
    """`lines` split into the body and the links, and findings about them."""
    body: list[Line] = []
    asides: list[Aside] = []
    notes: list[DocumentFinding] = []
    place = 0
    while place < len(lines):
        line = lines[place].whole
        place += 1
        if found := NAVIGATION.fullmatch(line):
            if has_words(found["title"]):
                asides.append(Aside("navigation", found["title"]))
        elif found := LINK_BY_ITSELF.fullmatch(line):
            asides.append(Aside("list heading", found["heading"]))
            asides.append(Aside("recommended", found["title"]))
        elif LIST_HEADING.fullmatch(line) and (links := _links(lines, place)):
            asides += [Aside("list heading", line), *links]
            place += sum(1 + bool(link.teaser) for link in links)
            after = (text for text in lines[place:] if not NAVIGATION.fullmatch(text.whole))
            if text := next(after, None):
                message = (
                    f"Text goes on after the list “{line}”, from “{text.whole[:60]}”. It was kept: "
                    "look whether it belongs to the article."
                )
                notes.append(DocumentFinding("text-after-links", message, "links"))
        else:
            body.append(lines[place - 1])
    return body, asides, notes


def _links(lines: list[Line], place: int) -> list[Aside]:
    """The list of links that begins at line `place`; a link may have a teaser that is cut off."""
    if any(ends_with_ellipsis(line.text) for line in lines[place : place + LINES_TO_TELL]):
        return _with_teasers(lines, place)
    return _titles_alone(lines, place)


def _with_teasers(lines: list[Line], place: int) -> list[Aside]:
    """The links of a list with teasers that begins at line `place`; none if no link has a teaser.

    The list ends at a title with a whole paragraph below it, which is text again.
    """
    links: list[Aside] = []
    while place < len(lines) and _may_be_link(lines[place]):
        title = lines[place].whole
        teaser = lines[place + 1] if place + 1 < len(lines) else None
        if teaser and ends_with_ellipsis(teaser.text) and len(teaser.whole) <= MAX_LINK:
            links.append(Aside("recommended", title, teaser.whole))
            place += 2
        elif teaser and not _may_be_link(teaser) and not NAVIGATION.fullmatch(teaser.whole):
            break
        else:
            links.append(Aside("recommended", title))
            place += 1
    return links if any(link.teaser for link in links) else []


def _titles_alone(lines: list[Line], place: int) -> list[Aside]:
    """The links of a list of titles: short lines without a full stop, from `place` on, up to one
    with a paragraph below it."""
    links: list[Aside] = []
    while place < len(lines) and _is_title_alone(lines, place):
        links.append(Aside("recommended", lines[place].whole))
        place += 1
    return links


def _is_title_alone(lines: list[Line], place: int) -> bool:
    text = lines[place].text
    below = lines[place + 1].text if place + 1 < len(lines) else ""
    is_text_below = ends_a_sentence(below) and not is_question(below)
    return (
        _may_be_link(lines[place])
        and len(text) <= MAX_LINK_TITLE
        and not text.endswith((".", ":", "!"))
        and not is_text_below
    )


def _may_be_link(line: Line) -> bool:
    return len(line.whole) <= MAX_LINK and not NAVIGATION.fullmatch(line.whole)


# --- Questions and answers ----------------------------------------------------------------------


def _pairs(
    title: Line, body: Sequence[Line], headings: Sequence[int]
) -> tuple[tuple[str, ...], tuple[Pair, ...]]:
    """The paragraphs of the introduction, and the pairs. `headings`: places of the questions.

    The text between the title and the first question is the answer to the title if that is a
    question or the only heading; otherwise it is the introduction.
    """
    first = headings[0] if headings else len(body)
    opening = body[:first]
    blocks: list[tuple[str, Iterable[Line]]] = []
    if opening and (is_question(title.text) or not headings):
        blocks.append((title.text, opening))
        opening = ()
    ends = [*headings, len(body)][1:]
    for place, end in zip(headings, ends, strict=True):
        blocks.append((body[place].text, body[place + 1 : end]))
    return tuple(line.whole for line in opening), tuple(
        Pair(number, question, tuple(line.whole for line in lines))
        for number, (question, lines) in enumerate(blocks, start=1)
    )


def _answers_marked(lines: Sequence[Line], headings: Sequence[int], told_by: str) -> list[int]:
    """The places of the first lines of answers that are marked as such (“A.”).

    A name such as “A. Example” begins in the same way: so, unless the questions are marked, at
    least two answers must be. Several arrows below each other mark a list and no answer.
    """
    below = [place + 1 for place in headings if place + 1 < len(lines)]
    below = [place for place in below if not _are_items(lines[place : place + 2])]
    marked = [place for place in below if lines[place].kind == "answer"]
    return marked if told_by == "marks" or len(marked) > 1 else []


def _are_items(lines: Sequence[Line]) -> bool:
    arrows = [line for line in lines if re.fullmatch(ARROW, line.mark)]
    return len(arrows) > 1


def _marks(
    title: Line, lines: Sequence[Line], headings: Sequence[int], answers: Sequence[int]
) -> Iterator[Aside]:
    """The marks that were removed before the title, the questions and the answers."""
    if title.mark and title.kind != "question":
        yield Aside("mark", title.mark)
    for place in sorted({*headings, *answers}):
        if lines[place].mark:
            yield Aside("mark", lines[place].mark)
