"""How easily a text reads: hints only, for no formula knows what a sentence says."""

import re
from collections.abc import Iterator

from articles.checklist.findings import Finding, Level, Place
from articles.checklist.inputs import AnswerText, EditionText
from articles.text.reading_ease import TextCounts, words_of
from articles.text.sentences import count_with_noun

# Flesch's reading ease: 60 to 70 is plain English, 50 to 60 fairly hard.
HARD_BELOW = 50
ENOUGH_WORDS = 40  # for fewer words the formula says nothing
MAX_SHORT_WORDS = 60
MAX_ANSWER_WORDS = 450
MAX_PAGE_WORDS = 3000
SHOUTED = re.compile(r"\b[A-Z]{7,}\b|\b[A-Z]{2,}(?: [A-Z]{2,}){2,}\b")


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
    """The page's number of words, and its reading ease if it has enough words, as a sentence."""
    counts = sum((answer.counts for answer in edition.answers), TextCounts())
    said = count_with_noun(_page_words(edition), "word")
    if counts.words < ENOUGH_WORDS:
        return f"{said}."
    return f"{said}. Reading ease {counts.reading_ease:.0f}; plain English has 60 or more."


def _page_words(edition: EditionText) -> int:
    texts = (*edition.markup.blocks, *(answer.text for answer in edition.answers))
    return sum(len(words_of(text)) for text in texts)


def _ease(answer: AnswerText, place: Place) -> Iterator[Finding]:
    counts = answer.counts
    if counts.words < ENOUGH_WORDS:
        return
    ease = counts.reading_ease
    if ease < HARD_BELOW:
        longest = max(answer.sentences, key=lambda sentence: len(words_of(sentence)))
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
