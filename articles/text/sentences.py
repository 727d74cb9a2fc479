"""Words and sentences of plain text: for the importer, the check list and splitting answers."""

import re
from collections.abc import Sequence

from articles.text.tokens import words_in

# Words that do not show a text's subject. "After", "over" and "while" are not among them: they
# distinguish one question about walking from another.
_EMPTY = (
    "a an and any are as at be been being but by can could do does did for from get had has have "
    "how i if in into is it its me my of on or our should so some than that the their then there "
    "these they this to too was we were what when where which who why will with would you your "
    "s t m ve re don"
)
EMPTY_WORDS = frozenset(_EMPTY.split())
# Words that titles about any complaint share: having them in common does not relate two titles.
_GENERAL = (
    "after best cause causes caused causing common cure difference disease doctor feel function "
    "good help main medicine normal people problem reason reasons relieve remedy sign signs "
    "symptom symptoms treat treatment way ways while"
)
GENERAL_WORDS = frozenset(_GENERAL.split())
# Words that mean the same in a question, each with the word that stands for all of them.
SAME_WORDS = {
    "ache": "pain",
    "aching": "pain",
    "aches": "pain",
    "hurt": "pain",
    "hurts": "pain",
    "hurting": "pain",
    "painful": "pain",
    "sore": "pain",
    "soreness": "pain",
    "during": "while",
}
_SAME_AS = {
    meant: [word for word, other in SAME_WORDS.items() if other == meant]
    for meant in SAME_WORDS.values()
}
SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", "؟", "।")
QUESTION_MARKS = ("?", "？", "؟")
CLOSING_MARKS = "\"'”’»)]›"
ELLIPSES = ("…", "...")
ABBREVIATIONS = ("e.g.", "i.e.", "etc.", "vs.", "dr.", "mr.", "mrs.", "approx.", "no.", "fig.")
SENTENCE_BREAK = re.compile(r"(?<=[.!?。！？])[\"'”’»)\]]{0,3}(\s+)(?=[\"'“‘«(\[]?[^\W_a-z])")


def content_words(text: str) -> frozenset[str]:
    """The words of `text` that say what it is about, plurals and synonyms replaced by one form."""
    words = (word for word in words_in(text) if word not in EMPTY_WORDS)
    return frozenset(SAME_WORDS.get(word) or _singular(word) for word in words)


def forms_of(word: str) -> frozenset[str]:
    """The words that `content_words` replaces by `word`, and `word` itself."""
    return frozenset({word, f"{word}s", *_SAME_AS.get(word, ())})


def subject_words(text: str) -> frozenset[str]:
    """The content words of `text` without those that titles about any complaint share."""
    return content_words(text) - GENERAL_WORDS


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def sentences(text: str) -> list[str]:
    """The sentences of `text`, none of them empty, with all of its words in their order."""
    found: list[str] = []
    start = 0
    for gap in SENTENCE_BREAK.finditer(text):
        piece = text[start : gap.start(1)]
        if not piece.casefold().endswith(ABBREVIATIONS):
            found.append(piece.strip())
            start = gap.end()
    found.append(text[start:].strip())
    return [piece for piece in found if piece]


def opening(text: str, most: int, enough: int) -> str:
    """The first sentences of `text`: until they have `enough` characters, and at most `most`.

    If the first sentence alone is longer than `most`, it is cut after a word and ends with "…".
    """
    taken = ""
    for sentence in sentences(text):
        longer = f"{taken} {sentence}".strip()
        if taken and (len(taken) >= enough or len(longer) > most):
            break
        taken = longer
    if len(taken) <= most:
        return taken
    cut = taken[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:") + "…"


def ends_with_ellipsis(text: str) -> bool:
    return text.rstrip().rstrip(CLOSING_MARKS).endswith(ELLIPSES)


def ends_a_sentence(text: str) -> bool:
    return text.rstrip().rstrip(CLOSING_MARKS).endswith(SENTENCE_ENDS)


def has_words(text: str) -> bool:
    return re.search(r"[^\W_]", text) is not None


def last_words(text: str, count: int = 6) -> str:
    """The last `count` words of `text`, at most 80 characters, for messages on where it ends."""
    words = text.split()
    return ("…" if len(words) > count else "") + " ".join(words[-count:])[-80:]


def first_few(items: Sequence[str], most: int) -> str:
    """The first `most` of `items` in words: "a, b", or "a, b and 3 more" if there are more."""
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return ", ".join(items[:most]) + more


def count_with_noun(count: int, one: str, many: str = "") -> str:
    """`count` with its noun: "1 link", "13 links". `many`: the plural, if not `one` plus "s"."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"
