"""How easily a text reads: hints only, for no formula knows what a sentence says."""

import re
from collections.abc import Iterator

from articles.checklist.findings import Finding, Level, Place
from articles.checklist.inputs import AnswerText, EditionText
from articles.text.sentences import number_of, sentences

# Flesch's reading ease: 60 to 70 is plain English, 50 to 60 fairly hard.
HARD_BELOW = 50
ENOUGH_WORDS = 40  # of fewer the formula says nothing
MAX_SHORT_WORDS = 60
MAX_ANSWER_WORDS = 450
MAX_PAGE_WORDS = 3000
SHOUTED = re.compile(r"\b[A-Z]{7,}\b|\b[A-Z]{2,}(?: [A-Z]{2,}){2,}\b")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")


def check_reading(edition: EditionText) -> Iterator[Finding]:
    for place, answer in edition.placed_answers:
        yield from _ease(answer, place)
        yield from _lengths(answer, place)
        yield from _shouting(answer, place)
    total = _page_words(edition)
    if total > MAX_PAGE_WORDS:
        yield Finding(
            "long-page",
            f"The page has {total} words. Over {MAX_PAGE_WORDS} few people find what they came "
            "for: could it be two articles?",
            Level.ADVISORY,
        )


def measured(edition: EditionText) -> str:
    """How long the page is and how easily it reads, in figures."""
    parts = [part for answer in edition.answers for part in _sentences(answer)]
    said = number_of(_page_words(edition), "word")
    if sum(len(words_of(part)) for part in parts) < ENOUGH_WORDS:
        return f"{said}."
    return f"{said}. Reading ease {reading_ease(parts):.0f}; plain English has 60 or more."


def _page_words(edition: EditionText) -> int:
    texts = (*edition.markup.blocks, *(answer.text for answer in edition.answers))
    return sum(len(words_of(text)) for text in texts)


def _sentences(answer: AnswerText) -> list[str]:
    return [
        sentence
        for text in (answer.short_answer, *answer.markup.paragraphs)
        for sentence in sentences(text)
        if words_of(sentence)
    ]


def words_of(text: str) -> list[str]:
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """About how many syllables an English word has: its groups of vowels, less a silent e."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(count, 1)


def reading_ease(parts: list[str]) -> float:
    """Flesch's reading ease of these sentences: 206.835 - 1.015 words a sentence - 84.6 syllables
    a word (R. Flesch, A new readability yardstick, J Appl Psychol 1948;32:221)."""
    words = [word for part in parts for word in words_of(part)]
    if not words:
        return 100.0
    per_word = sum(map(syllables, words)) / len(words)
    return 206.835 - 1.015 * len(words) / len(parts) - 84.6 * per_word


def _ease(answer: AnswerText, place: Place) -> Iterator[Finding]:
    parts = _sentences(answer)
    if sum(len(words_of(part)) for part in parts) < ENOUGH_WORDS:
        return
    ease = reading_ease(parts)
    if ease < HARD_BELOW:
        longest = max(parts, key=lambda part: len(words_of(part)))
        yield place.finding(
            "hard-to-read",
            f"{place.name} is hard to read (reading ease {ease:.0f}; plain English has 60 "
            f"or more). Its longest sentence has {len(words_of(longest))} words: “{longest}”",
            Level.ADVISORY,
        )


def _lengths(answer: AnswerText, place: Place) -> Iterator[Finding]:
    short = len(words_of(answer.short_answer))
    if short > MAX_SHORT_WORDS:
        yield place.finding(
            "long-short-answer",
            f"The short answer to {place.name} has {short} words. One to three sentences, "
            f"{MAX_SHORT_WORDS} words at most, stand better on their own.",
            Level.ADVISORY,
        )
    body = sum(len(words_of(text)) for text in answer.markup.blocks)
    if body > MAX_ANSWER_WORDS:
        yield place.finding(
            "long-answer",
            f"The answer to {place.name} has {body} words. Over {MAX_ANSWER_WORDS} people "
            "stop reading: could it be two questions?",
            Level.ADVISORY,
        )


def _shouting(answer: AnswerText, place: Place) -> Iterator[Finding]:
    if found := SHOUTED.search(answer.text):
        yield place.finding(
            "capitals",
            f"In {place.name} stands “{found.group()}” in capitals, which are slow to read "
            "and sound like shouting. Write it in lower case.",
            Level.ADVISORY,
        )
