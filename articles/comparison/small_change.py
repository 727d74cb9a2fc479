"""Whether a change is so small that it changes no claim: a typing error, a link, a heading.

Strict on purpose: whatever is not known to be harmless needs a review. A typing error is a word
that was no English word and is now one a letter or two away; a word may take another ending,
another capital or hyphen; articles and doubled words may come and go. Links, bold letters and
paragraphs do not count. Headings may be reworded as long as half of their words stay. Quotations
must stay the same, word for word. Pure.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher

from rapidfuzz.distance import OSA

from articles.comparison.edition_diff import EditionContent, QuestionContent, Text
from articles.text.claim_words import claims_changed, words_and_numbers
from articles.text.dictionary import is_english
from articles.text.markup import read_markup
from articles.text.stems import stem
from articles.text.tokens import content_stems, fold
from articles.text.tree import tree_of, worded_blocks

FREE_WORDS = frozenset("a an the of to that which is are it also".split())  # noqa: SIM905
# Words that are often typed for one another; no reader would take that for another claim.
CONFUSED = (
    {"its", "it's"},
    {"there", "their", "they're"},
    {"your", "you're"},
    {"form", "from"},
    {"lose", "loose"},
    {"affect", "effect"},
    {"to", "too"},
    {"quite", "quiet"},
    {"whose", "who's"},
    {"than", "then"},
)
MAX_TYPING_ERROR = 2
MIN_HEADING_KEPT = 0.5
HEADINGS = frozenset({"Title", "question"})
UNTOUCHED = frozenset(
    {"Author", "Declared interests", "Kind", "How long", "Figures", "Also asked as"}
)
FREE = frozenset({"Change note"})


def changes_of_claims(
    before: EditionContent, after: EditionContent, protected: frozenset[str]
) -> list[str]:
    """Why `after` is no small correction of `before`, a sentence each; empty if it is one.

    `protected`: the words of warning signs and cautions, folded; none may be added or removed.
    """
    return list(_changes(before, after, protected))


def _changes(
    before: EditionContent, after: EditionContent, protected: frozenset[str]
) -> Iterator[str]:
    yield from _text_changes("", before.texts, after.texts, protected)
    if [each.question for each in before.answers] != [each.question for each in after.answers]:
        yield "A question comes, goes or moves."
        return
    for old, new in zip(before.answers, after.answers, strict=True):
        yield from _answer_changes(old, new, protected)


def _answer_changes(
    old: QuestionContent, new: QuestionContent, protected: frozenset[str]
) -> Iterator[str]:
    name = f"“{old.wording}”: "
    if {key for key, _ in old.sources} != {key for key, _ in new.sources}:
        yield f"{name}its sources change."
    asked = (Text("question", old.wording),), (Text("question", new.wording),)
    yield from _text_changes(name, *asked, protected)
    yield from _text_changes(name, old.texts, new.texts, protected)


def _text_changes(
    name: str, before: tuple[Text, ...], after: tuple[Text, ...], protected: frozenset[str]
) -> Iterator[str]:
    for old, new in zip(before, after, strict=True):
        if old.value == new.value or old.label in FREE:
            continue
        where = f"{name}{old.label.lower()}" if name else old.label
        if old.label in UNTOUCHED:
            yield f"{where} changes."
            continue
        old_headings, old_words = _parts(old)
        new_headings, new_words = _parts(new)
        both = (f"{old_headings} {old_words}", f"{new_headings} {new_words}")
        claims = claims_changed(*both, protected)
        if claims:
            yield f"{where}: {'; '.join(claims)}."
        elif word := _other_word(old_words, new_words):
            yield f"{where}: {word}."
        elif _quotations(old) != _quotations(new):
            yield f"{where}: a quotation changes."
        elif not _is_same_heading(old_headings, new_headings):
            yield f"{where}: “{old_headings}” becomes another heading."


def _parts(text: Text) -> tuple[str, str]:
    """(the headings, all other words) of `text`."""
    if text.label in HEADINGS:
        return text.value, ""
    if not text.is_rich:
        return "", text.value
    blocks = list(worded_blocks(tree_of(text.value)))
    headings = " ".join(block.text for block in blocks if block.level)
    return headings, " ".join(block.text for block in blocks if not block.level)


def _quotations(text: Text) -> tuple[str, ...]:
    return read_markup(text.value).quotations if text.is_rich else ()


def _is_same_heading(before: str, after: str) -> bool:
    old, new = set(content_stems(before)), set(content_stems(after))
    return old == new or (bool(old) and len(old & new) >= MIN_HEADING_KEPT * len(old))


def _other_word(before: str, after: str) -> str:
    """The first change that is more than a correction, in words; empty if there is none."""
    old, new = words_and_numbers(before), words_and_numbers(after)
    keys = [fold(word) for word in old], [fold(word) for word in new]
    for _, start, end, new_start, new_end in SequenceMatcher(None, *keys, False).get_opcodes():
        gone, come = old[start:end], new[new_start:new_end]
        neighbours = {fold(word) for word in (*old[start - 1 : start], *old[end : end + 1])}
        if not _is_harmless(gone, come, neighbours):
            return f"“{' '.join(gone)}” becomes “{' '.join(come)}”"
    return ""


def _is_harmless(gone: list[str], come: list[str], neighbours: set[str]) -> bool:
    old, new = [fold(word) for word in gone], [fold(word) for word in come]
    if old == new or _joined(old) == _joined(new):
        return True
    if not come:  # removed: a doubled word, or one without a meaning of its own
        return all(word in FREE_WORDS or word in neighbours for word in old)
    if not gone:
        return all(word in FREE_WORDS for word in new)
    if len(gone) != len(come):
        return False
    return all(map(_is_same_word, gone, come))


def _joined(words: list[str]) -> str:
    return "".join(words).replace("-", "")


def _is_same_word(old: str, new: str) -> bool:
    one, other = fold(old), fold(new)
    if one == other or any({old.lower(), new.lower()} <= pair for pair in CONFUSED):
        return True
    if one.isalpha() and other.isalpha() and stem(one) == stem(other):
        return True
    is_typing_error = not is_english(one) and is_english(other)
    return is_typing_error and OSA.distance(one, other) <= MAX_TYPING_ERROR
