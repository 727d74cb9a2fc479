"""Checks on a whole document: links, sources, author, date, medicines, warning signs."""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from articles.importer.raw_document import Aside, DocumentFinding, RawDocument
from articles.text.medicines import NAMED
from articles.text.sentences import number_of, subject_words

MEDICINE = re.compile(rf"\b(?:{NAMED}|(?:painkiller|muscle relaxant)s?)\b", re.IGNORECASE)
CAUTION_WORDS = re.compile(
    r"\b(?:pharmacist|lowest dose|ulcers?|kidneys?|side[ -]effects?|allerg\w+|blood thinners?|"
    r"pregnan\w+|leaflet|do not take)\b",
    re.IGNORECASE,
)
WARNING_SIGN = re.compile(
    r"\b(?:numb(?:ness)?|tingling|bladder|bowels?|incontinence|fever|high temperature|"
    r"weight loss|los(?:e|ing) weight|chest pain|weakness in|both legs|emergency|ambulance|999|"
    r"112|911|serious accident|worse at night|night pain)\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\bdoi:\s*\S+|\b10\.\d{4,9}/\S+", re.IGNORECASE)
CITATION = re.compile(r"\bet al\b|\(\w[^()]{0,60}, (?:19|20)\d\d\)", re.IGNORECASE)
AUTHOR = re.compile(
    r"^(?:(?:written|reviewed|medically reviewed|posted) by|author\s*:|by(?= (?-i:[A-Z]\S* [A-Z])))"
    r"\s*[^.]{2,80}$",
    re.IGNORECASE | re.MULTILINE,
)
MONTHS = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATE = re.compile(
    rf"\b(?:(?:19|20)\d\d-\d\d-\d\d|\d{{1,2}} {MONTHS} (?:19|20)\d\d"
    rf"|{MONTHS} \d{{1,2}}, (?:19|20)\d\d"
    r"|(?:published|updated|reviewed|posted)\b[^.\n]{0,20}(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


class CautionLike(Protocol):
    """A caution of the site: what it is about, and whether a text calls for it."""

    title: str

    def is_needed_in(self, text: str) -> bool: ...


def check_document_links(document: RawDocument) -> Iterator[DocumentFinding]:
    """The links of `document`, told apart by where they stood and by whether they fit it."""
    if navigation := document.of_kind("navigation"):
        unrelated = sum(not is_related(link, document) for link in navigation)
        yield DocumentFinding(
            "navigation",
            f"{number_of(len(navigation), 'navigation link', 'navigation links')} (to the previous "
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
            f"{number_of(len(unrelated_links), 'unrelated link', 'unrelated links')} from the "
            f"list “{_list_name(document)}” dropped: {_titles(unrelated_links)}.",
            "links",
        )
    if related:
        yield DocumentFinding(
            "related-links",
            f"{number_of(len(related), 'link', 'links')} from the list “{_list_name(document)}” "
            "dropped (a title without an address leads nowhere), though the subject seems to be "
            f"this one; perhaps the site has such an article: {_titles(related)}.",
            "links",
        )


def is_related(link: Aside, document: RawDocument) -> bool:
    """Whether the link's title shares two subject words with the document's title and questions.

    One shared word is not enough: menstrual pain is no back pain. A document that has only one
    subject word asks for that one.
    """
    subject = subject_words(" ".join((document.title, *(p.question for p in document.pairs))))
    return len(subject_words(link.text) & subject) >= max(1, min(2, len(subject)))


def check_whole(
    document: RawDocument, cautions: Sequence[CautionLike]
) -> Iterator[DocumentFinding]:
    """What the document as a whole lacks. Its links do not count as its text."""
    yield from _medicines("The introduction", " ".join(document.introduction), cautions)
    for pair in document.pairs:
        name = f"Answer {pair.number}, to “{pair.question}”,"
        yield from _medicines(name, f"{pair.question} {pair.answer}", cautions, pair.name)
    body = document.body
    if not WARNING_SIGN.search(body):
        yield DocumentFinding(
            "no-warning-signs",
            "No warning signs are named: nothing says when to get help at once.",
        )
    addresses = list(dict.fromkeys(found.group() for found in ADDRESS.finditer(body)))
    if addresses:
        yield DocumentFinding(
            "addresses",
            f"Addresses stand in the text: {', '.join(addresses[:5])}. Make sources of those that "
            "the answers rest on.",
        )
    elif found := CITATION.search(body):
        yield DocumentFinding(
            "citations", f"Publications seem to be cited (“{found.group()}”): make sources of them."
        )
    else:
        yield DocumentFinding(
            "no-sources", "No sources are named: every answer needs at least one."
        )
    yield _author(body)
    yield _date(body)


def _medicines(
    name: str, text: str, cautions: Sequence[CautionLike], where: str = "introduction"
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
    if CAUTION_WORDS.search(text):
        code, how = "medicine-check", "and says something on caution: compare it with the site’s"
    else:
        code, how = "medicine", "without a word of caution"
    yield DocumentFinding(code, f"{name} names {named} {how}. {site}", where)


def _author(body: str) -> DocumentFinding:
    if found := AUTHOR.search(body):
        return DocumentFinding("author", f"An author seems to be named: “{found.group()}”.")
    return DocumentFinding("no-author", "No author is named.")


def _date(body: str) -> DocumentFinding:
    if found := DATE.search(body):
        return DocumentFinding("date", f"A date stands in the text: “{found.group()}”.")
    return DocumentFinding("no-date", "No date is given: nobody can tell how old this is.")


def _list_name(document: RawDocument) -> str:
    headings = document.of_kind("list heading")
    return headings[0].text if headings else "Recommend"


def _titles(links: Sequence[Aside]) -> str:
    return "; ".join(f"“{link.text}”" for link in links)
