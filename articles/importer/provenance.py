"""Finds the lines that say where a raw document comes from: author, date, sources.

They do not belong to the last answer. They are kept word for word as asides, and the report names
them, so that an editor can look up the sources, ask the author and judge the date.
"""

import re
from collections.abc import Sequence

from articles.importer.raw_document import Aside
from articles.importer.raw_lines import Line

MAX_LINE_OF_SOURCE = 400
MAX_SOURCES = 100
# First letters of the months in English, German, French, Spanish, Italian and Dutch.
_MONTHS = (
    "jan|feb|fév|fev|febb|mär|mar|maa|mrt|apr|avr|abr|mai|may|mei|mag|jun|juin|giu|jul|juil|lug|aug"
    "|août|ago|sep|set|okt|oct|ott|nov|dez|dec|déc|dic|gen|ene"
)
MONTHS = rf"(?:{_MONTHS})[^\W\d_]*\.?"
DATE = re.compile(
    rf"\b(?:(?:19|20)\d\d-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./](?:19|20)\d\d"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th)? (?:de |of )?{MONTHS} (?:de )?(?:19|20)\d\d"
    rf"|{MONTHS} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d"
    r"|(?:published|updated|reviewed|posted|geprüft|aktualisiert)\b[^.\n]{0,20}(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_NAME = r"(?-i:[A-Z]\S* [A-Z])"
AUTHOR = re.compile(
    r"(?:(?:medically |clinically |fact[- ]|scientifically )?(?:written|reviewed|checked|posted"
    r"|edited|authored) by\b|authors?\s*[:：]|autor(?:in)?\s*[:：]|auteur\s*[:：]"
    rf"|(?:by|von)(?= {_NAME}))\s*.{{2,160}}",
    re.IGNORECASE,
)
DATE_LINE = re.compile(
    r"(?:(?:last |page |first |medically )*(?:reviewed|updated|checked|modified|published|posted|"
    r"edited|created)(?: time)?|next review(?: due)?|date|(?:zuletzt )?(?:geprüft|aktualisiert"
    r"|geändert)|stand|mis à jour|última actualización|actualizado|aggiornato)"
    r"(?: on| am| le| el| il)?\s*[:：]?\s*.{4,60}",
    re.IGNORECASE,
)
SOURCE_LINE = re.compile(
    r"(?:sources?|references?|citations?|bibliography|quellen?|literatur|fuentes?|fonti|fonte|bron"
    r"(?:nen)?|références?)\s*[:：]\s*\S.*",
    re.IGNORECASE,
)
SOURCES = re.compile(
    r"(?:sources?|references?|citations?|bibliography|works cited|(?:foot|end)notes?|quellen"
    r"|literatur(?:verzeichnis)?|fu(?:ß|ss)noten|endnoten|anmerkungen|einzelnachweise|fuentes|fonti|bronnen|références)\s*[:：]?",
    re.IGNORECASE,
)
# What shows a line to be a reference in a list: a year, an address, or a number before it.
OF_A_SOURCE = re.compile(
    r"^(?:\[\d{1,3}\]|[¹²³⁴-⁹⁰]+)|\b(?:19|20)\d\d\b|https?://|www\.|doi|et al\b",
    re.IGNORECASE,
)
CLOSED = (".", "!", "?")
MAX_OPEN_WORDS = 14  # a line on the author that ends in a full stop has at most so many words


def without_provenance(lines: Sequence[Line]) -> tuple[list[Line], list[Aside]]:
    """The lines that are text, and asides for those that name author, date or sources."""
    kept: list[Line] = []
    asides: list[Aside] = []
    in_list = 0  # how many more lines the current list of sources may have
    for place, line in enumerate(lines):
        text = line.text
        if in_list and _is_of_list(line):
            asides.append(Aside("source line", line.whole))
            in_list -= 1
            continue
        in_list = 0
        if SOURCES.fullmatch(text) and place + 1 < len(lines) and _is_of_list(lines[place + 1]):
            asides.append(Aside("source line", line.whole))
            in_list = MAX_SOURCES
        elif SOURCE_LINE.fullmatch(text) and len(text) <= MAX_LINE_OF_SOURCE:
            asides.append(Aside("source line", line.whole))
        elif _is_author(text):
            asides.append(Aside("author line", line.whole))
        elif DATE_LINE.fullmatch(text) and DATE.search(text):
            asides.append(Aside("date line", line.whole))
        else:
            kept.append(line)
    return kept, asides


def _is_of_list(line: Line) -> bool:
    is_short = len(line.text) <= MAX_LINE_OF_SOURCE and not line.level
    return is_short and (line.is_listed or bool(OF_A_SOURCE.search(line.text)))


def _is_author(text: str) -> bool:
    is_short = len(text.split()) <= MAX_OPEN_WORDS or not text.endswith(CLOSED)
    return is_short and "?" not in text and bool(AUTHOR.fullmatch(text))
