"""Repairs wrong characters: text that was decoded twice, and entities left from a web page."""

import re
from html import unescape

from articles.importer.raw_document import DocumentFinding
from articles.text.sentences import count_with_noun

# What Windows-1252 leaves undefined; programs that decode twice pass these through unchanged.
_UNDEFINED = "\x81\x8d\x8f\x90\x9d"
# UTF-8 that was read as Windows-1252: the first byte of a character of two, three or four bytes and
# its other bytes, each as the character that Windows-1252 has for that byte.
_TAIL = "".join(bytes([number]).decode("cp1252", "ignore") for number in range(0x80, 0xC0))
_TWICE = re.compile(f"(?:[\u00c2-\u00f4][{re.escape(_TAIL + _UNDEFINED)}]{{1,3}})+")
# A closing quote without its last byte, which many programs drop.
CUT_QUOTE = "\u00e2\u20ac"
# A no-break space becomes two characters; programs turn the second into a plain space.
_CUT_SPACE = re.compile("\u00c2(?= )")
# A single “Ã©” may be meant; a curly quote as three characters never is.
MIN_PLACES = 2
# `&lt;`, `&gt;` and `&amp;` stay if there are no other entities: a text about web pages may mean
# them.
ENTITY = re.compile(
    r"&(?!(?:lt|gt|amp);)(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8}\d?);", re.IGNORECASE
)
ANY_ENTITY = re.compile(ENTITY.pattern.replace("(?!(?:lt|gt|amp);)", ""), re.IGNORECASE)
MAX_SHOWN = 3


def repair_characters(text: str) -> tuple[str, list[DocumentFinding]]:
    """`text` with wrong characters repaired, and a finding for each kind of repair."""
    notes = []
    wrong_ones = (found.group() for found in _TWICE.finditer(text))
    places = [(each, right) for each in wrong_ones if (right := _once_less(each)) != each]
    if len(places) >= MIN_PLACES or any(CUT_QUOTE in wrong for wrong, _ in places):
        text = _TWICE.sub(lambda found: _once_less(found.group()), text)
        text = _CUT_SPACE.sub("", text)
        notes.append(
            DocumentFinding(
                "mojibake",
                f"Characters had been decoded twice and were put right in {_places(places)}. Look "
                "whether quotes and accents came out right.",
            )
        )
    if any(unescape(found.group()) != found.group() for found in ENTITY.finditer(text)):
        entities = [(found.group(), unescape(found.group())) for found in ANY_ENTITY.finditer(text)]
        entities = [each for each in entities if each[0] != each[1]]
        text = ANY_ENTITY.sub(lambda found: unescape(found.group()), text)
        notes.append(
            DocumentFinding(
                "entities",
                "Characters written as the code of a web page were put right in "
                f"{_places(entities)}.",
            )
        )
    return text, notes


def _once_less(wrong: str) -> str:
    """`wrong` encoded as Windows-1252 and decoded as UTF-8; unchanged where that is impossible."""
    if wrong == CUT_QUOTE:
        return "\u201d"
    try:
        data = b"".join(
            bytes([ord(each)]) if each in _UNDEFINED else each.encode("cp1252") for each in wrong
        )
        return data.decode("utf-8")
    except UnicodeError:
        return wrong


def _places(changes: list[tuple[str, str]]) -> str:
    """The number of `changes`, and the first few as (before, after), in words."""
    shown = list(dict.fromkeys(changes))[:MAX_SHOWN]
    some = ", ".join(f"“{wrong}” to “{right.strip() or 'a space'}”" for wrong, right in shown)
    return f"{count_with_noun(len(changes), 'place')} ({some})"
