"""Checks of a whole document: links, sources, author, date, medicines, warning signs."""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from articles.importer.answer_checks import START_OF_MOVEMENT
from articles.importer.provenance import AUTHOR, DATE
from articles.importer.raw_document import Aside, DocumentFinding, Pair, RawDocument
from articles.text.medicines import NAMED
from articles.text.sentences import count_with_noun, sentences, subject_words

MEDICINE = re.compile(rf"\b(?:{NAMED}|(?:painkiller|muscle relaxant)s?)\b", re.IGNORECASE)
CAUTION_WORDS = re.compile(
    r"\b(?:pharmacist|lowest dose|ulcers?|kidneys?|side[ -]effects?|allerg\w+|blood thinners?|"
    r"pregnan\w+|leaflet|do not take)\b",
    re.IGNORECASE,
)
WARNING_SIGN = re.compile(
    r"\b(?:numb(?:ness)?|tingling|bladder|bowels?|incontinence|fever|high temperature|"
    r"weight loss|los(?:e|ing) weight|chest pain|weakness in|both legs|emergency|ambulance|999|"
    r"112|911|serious accident|worse at night|night pain|(?:leg|legs|foot|feet)\b[^.?!]{0,20}\bweak"
    r"|weak(?:er)? (?:leg|legs|foot)|(?:cannot|can[’']?t|unable to|hard to) (?:pee|urinate|pass "
    r"(?:water|urine))|(?:at once|immediately|straight away|right away|urgently)|cancer|lump)\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\bdoi:\s*\S+|\b10\.\d{4,9}/\S+", re.IGNORECASE)
# “[1]”, “[2,3]”, and a superscript number after a word or a sentence; not “m²” or “10²”.
NOTE_MARK = re.compile(
    r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]|(?:(?<=[^\W\d_]{3})|(?<=[.,;:!?”]))[⁰¹²³⁴-⁹]+"
)
CITATION = re.compile(r"\bet al\b|\(\w[^()]{0,60}, (?:19|20)\d\d\)", re.IGNORECASE)
AUTHOR_INSIDE = re.compile(rf"^(?:{AUTHOR.pattern})$", re.IGNORECASE | re.MULTILINE)
HOLD = re.compile(
    r"\b(?:hold|repeat|breaths?|seconds|times|each side|other (?:leg|side)|your (?:left|right))\b",
    re.IGNORECASE,
)
# Words about the business of one clinic or shop, which do not belong in an answer.
BUSINESS = re.compile(
    r"\b(?:book (?:online|now|today|an appointment|your)|call us|contact us|our (?:clinic|practice"
    r"|team|therapists|patients|shop|products)|visit our|free (?:consultation|trial)|\d+ ?% off"
    r"|buy now|order now|add to cart)\b|[€£$] ?\d|\b\d+ ?(?:euros?|pounds|dollars|€|£)(?!\w)",
    re.IGNORECASE,
)
REFERS = re.compile(
    r"\b(?:(?:see|read|as|in) (?:also )?(?:the |our |my )?(?:(?:previous|last|next|first|above"
    r"|other) )?(?:answer|question|section|article|chapter)s?(?: \d+)?(?: (?:above|below"
    r"|on\b[^.?!]{1,40}))?"
    r"|(?:see|as (?:said|described|mentioned|explained)) (?:above|below)|click here)\b",
    re.IGNORECASE,
)
ADVERTISES = re.compile(
    r"\b\d+ ?% off\b|https?://|www\.|\b(?:buy|discount|coupon|order)\b", re.IGNORECASE
)
SEE_SOMEBODY = re.compile(
    r"\b(?:see|tell|ask|call|consult|contact|visit|speak to|talk to|go to) (?:a|an|your|the) "
    r"(?:doctor|gp|physician|physiotherapist|physical therapist|hospital|clinician|specialist)\b"
    r"|\bno (?:improvement|better)\b|\b(?:not|never) (?:get|gets|got|getting|any) better\b",
    re.IGNORECASE,
)


class CautionLike(Protocol):
    """A caution of the site, as far as the importer needs one: its title, and whether a text needs
    it."""

    title: str

    def is_needed_in(self, text: str) -> bool: ...


def check_document_links(document: RawDocument) -> Iterator[DocumentFinding]:
    """Findings about the dropped links: to the previous or next page, unrelated, and related."""
    if navigation := document.of_kind("navigation"):
        unrelated = sum(not is_related(link, document) for link in navigation)
        yield DocumentFinding(
            "navigation",
            f"{count_with_noun(len(navigation), 'navigation link')} (to the previous "
            f"or next page) dropped, {unrelated} of them to unrelated subjects: "
            f"{_titles(navigation)}.",
            "links",
        )
    recommended = document.of_kind("recommended")
    unrelated_links = [link for link in recommended if not is_related(link, document)]
    related = [link for link in recommended if is_related(link, document)]
    if unrelated_links:
        yield DocumentFinding(
            "unrelated-links",
            f"{count_with_noun(len(unrelated_links), 'unrelated link')} from the "
            f"list “{_list_name(document)}” dropped: {_titles(unrelated_links)}.",
            "links",
        )
    if related:
        yield DocumentFinding(
            "related-links",
            f"{count_with_noun(len(related), 'link')} from the list “{_list_name(document)}” "
            "dropped (a title without an address leads nowhere), though the subject seems to be "
            f"this one; perhaps the site has such an article: {_titles(related)}.",
            "links",
        )


def is_related(link: Aside, document: RawDocument) -> bool:
    """Whether the title of `link` shares two subject words with the document's title and questions.

    One word is not enough: menstrual pain is not back pain. If the document has only one subject
    word, that one is enough.
    """
    subject = subject_words(" ".join((document.title, *(p.question for p in document.pairs))))
    return len(subject_words(link.text) & subject) >= max(1, min(2, len(subject)))


def check_whole(
    document: RawDocument, cautions: Sequence[CautionLike], *, is_english: bool = True
) -> Iterator[DocumentFinding]:
    """Findings about what the document has and lacks, its links not counted as text.

    `cautions`: the site's own. `is_english`: the checks look for English words, so for a text in
    another language they report what they find, but never that something is missing.
    """
    introduction = " ".join(document.introduction)
    yield from _medicines("The introduction", introduction, cautions, is_english=is_english)
    for pair in document.pairs:
        name = pair.full_name
        text = f"{pair.question} {pair.answer}"
        yield from _medicines(name, text, cautions, pair.name, is_english=is_english)
        yield from _proposals(pair)
    body = document.body
    if is_english and not WARNING_SIGN.search(body):
        yield DocumentFinding(
            "no-warning-signs",
            "None of the warning signs that we look for is named: see whether anything says when "
            "to get help at once.",
        )
    yield from _sources(document, is_english)
    yield from _author(document, is_english)
    yield from _date(document, is_english)


def _sources(document: RawDocument, is_english: bool) -> Iterator[DocumentFinding]:
    lines = document.of_kind("source line")
    pages = document.of_kind("page address")
    addresses = list(dict.fromkeys(found.group() for found in ADDRESS.finditer(document.body)))
    if lines:
        yield DocumentFinding(
            "sources",
            f"Sources are named: {_titles(lines[:10])}. Look each up, and cite what the answers "
            "rest on.",
        )
    if addresses or pages:
        some = [*addresses, *map(_page, pages)]
        yield DocumentFinding(
            "addresses",
            f"Addresses stand in the text: {', '.join(some[:10])}. Make sources of those that "
            "the answers rest on.",
        )
    if marks := list(dict.fromkeys(found.group() for found in NOTE_MARK.finditer(document.body))):
        shown = ", ".join(f"“{mark}”" for mark in marks[:6])
        yield DocumentFinding(
            "note-marks",
            f"Marks of notes stand in the text ({shown}): cite the source that each names, and "
            "take the mark out.",
        )
    if lines or addresses or pages:
        return
    if found := CITATION.search(document.body):
        yield DocumentFinding(
            "citations", f"Publications seem to be cited (“{found.group()}”): make sources of them."
        )
    elif is_english:
        yield DocumentFinding(
            "no-sources", "No sources were found: every answer needs at least one."
        )


def _page(page: Aside) -> str:
    return f"{page.text} (“{page.teaser}”)" if page.teaser else page.text


def _medicines(
    name: str,
    text: str,
    cautions: Sequence[CautionLike],
    where: str = "introduction",
    *,
    is_english: bool,
) -> Iterator[DocumentFinding]:
    names = list(dict.fromkeys(found.group().lower() for found in MEDICINE.finditer(text)))
    needed = [f"“{caution.title}”" for caution in cautions if caution.is_needed_in(text)]
    if not names and not needed:
        return
    named = ", ".join(names) or "a medicine"
    if needed:
        site = f"The site shows {', '.join(needed)} beside it."
    else:
        site = "The site has no caution for it: add one before publishing."
    if not is_english:
        code, how = "medicine-check", "(whether with a caution was not looked for: not English)"
    elif CAUTION_WORDS.search(text):
        code, how = "medicine-check", "and says something on caution: compare it with the site’s"
    else:
        code, how = "medicine", "without a word of caution"
    yield DocumentFinding(code, f"{name} names {named} {how}. {site}", where)


def _proposals(pair: Pair) -> Iterator[DocumentFinding]:
    """Findings about parts of an answer that belong elsewhere on the site or should be left out."""
    name = pair.full_name
    for paragraph in pair.paragraphs:
        steps = [part for part in sentences(paragraph) if START_OF_MOVEMENT.match(part)]
        if len(steps) >= 1 and HOLD.search(paragraph):
            yield DocumentFinding(
                "movement",
                f"{name} describes a movement, from “{_start(steps[0])}”: make a movement card of "
                "it, with how long and how often.",
                pair.name,
            )
    help_lines = [part for part in sentences(pair.answer) if SEE_SOMEBODY.search(part)]
    if help_lines:
        yield DocumentFinding(
            "see-somebody",
            f"{name} says when to see somebody: “{_start(help_lines[0], 120)}”. Compare it with "
            "the site’s warning signs, and lead there.",
            pair.name,
        )
    if found := REFERS.search(pair.answer):
        yield DocumentFinding(
            "refers",
            f"{name} points to another place (“{found.group()}”): people come to one answer alone, "
            "so say it here, or link to it.",
            pair.name,
        )
    text = f"{pair.question} {pair.answer}"
    if business := list(dict.fromkeys(found.group() for found in BUSINESS.finditer(text))):
        some = ", ".join(f"“{each}”" for each in business[:4])
        yield DocumentFinding(
            "own-business",
            f"{name} has what concerns only whoever wrote it ({some}): look whether to "
            "leave it out.",
            pair.name,
        )


def _start(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]}…"


def _author(document: RawDocument, is_english: bool) -> Iterator[DocumentFinding]:
    lines = document.of_kind("author line")
    if lines or (found := AUTHOR_INSIDE.search(document.body)):
        named = _titles(lines) if lines else f"“{found.group()}”"  # type: ignore[union-attr]
        yield DocumentFinding("author", f"An author seems to be named: {named}.")
    elif is_english:
        yield DocumentFinding("no-author", "No author was found.")


def _date(document: RawDocument, is_english: bool) -> Iterator[DocumentFinding]:
    lines = document.of_kind("date line", "author line")
    said = "\n".join((document.body, *(line.text for line in lines)))
    if found := DATE.search(said):
        yield DocumentFinding("date", f"A date stands in the text: “{found.group()}”.")
    elif is_english:
        yield DocumentFinding("no-date", "No date was found: nobody can tell how old this is.")


def _list_name(document: RawDocument) -> str:
    headings = document.of_kind("list heading")
    return headings[0].text if headings else "Recommend"


def _titles(links: Sequence[Aside]) -> str:
    return "; ".join(f"“{link.text}”" for link in links)
