"""Questions that another page of the site answers already, worded much alike."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from articles.checks.findings import Finding, Level
from articles.checks.texts import AnswerText, EditionText, Surroundings
from articles.documents.raw_words import SAME_WORDS, telling_words
from articles.documents.report_duplicates import MIN_SHARED_WORDING, are_worded_alike
from articles.words import normalise

WORD = re.compile(r"\w+")


def check_likeness(edition: EditionText, around: Surroundings) -> Iterator[Finding]:
    for place, answer in enumerate(edition.answers):
        ours = _in_words(answer)
        for asked in around.asked_elsewhere:
            alike = next(
                (
                    wording
                    for wording, theirs in asked.in_words
                    if any(are_worded_alike(words, theirs) for words in ours)
                ),
                None,
            )
            if alike is None:
                continue
            yield Finding(
                "asked-elsewhere",
                f"“{answer.wording}” is asked elsewhere, as “{alike}”. Two answers to one question "
                "drift apart: link to that one, or say what differs.",
                Level.ADVISORY,
                answer=place,
                page=asked.page,
            )


def likeness_to(answers: Iterable[AnswerText]) -> Callable[[str], bool]:
    """A test whether a wording is like one of `answers`, quick enough for each on the site.

    Alike means sharing three quarters of the telling words, so that many of ours must be there:
    that is asked first. Reading twelve thousand questions this way takes a third of the time of
    comparing them all, and less than asking the search index, where common words have long lists.
    """
    ours = [words for answer in answers for words in _in_words(answer) if words]
    needed = [len(words) - int(len(words) * (1 - MIN_SHARED_WORDING)) for words in ours]
    with_word: dict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(ours):
        for word in words:
            same = (other for other, meant in SAME_WORDS.items() if meant == word)
            for form in {word, f"{word}s", *same}:
                with_word[form].append(number)

    def may_be_alike(wording: str) -> bool:
        shared = [0] * len(ours)
        plain = wording.casefold() if wording.isascii() else normalise(wording)  # slower by far
        for word in set(WORD.findall(plain)):
            for number in with_word.get(word, ()):
                shared[number] += 1
                if shared[number] >= needed[number]:
                    return True
        return False

    def is_alike(wording: str) -> bool:
        if not may_be_alike(wording):
            return False
        theirs = telling_words(wording)
        return any(are_worded_alike(words, theirs) for words in ours)

    return is_alike


def _in_words(answer: AnswerText) -> list[frozenset[str]]:
    return [telling_words(wording) for wording in (answer.wording, *answer.also_asked_as)]
