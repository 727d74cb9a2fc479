"""Wordings of questions: much like one that another page of the site answers already."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from articles.checklist.findings import Finding, Level
from articles.checklist.inputs import EditionText, SiteContext
from articles.importer.repeated_questions import MIN_SHARED_WORDING, are_worded_alike
from articles.text.sentences import SAME_WORDS, content_words
from articles.text.tokens import normalise

WORD = re.compile(r"\w+")


def check_similar_questions(edition: EditionText, site: SiteContext) -> Iterator[Finding]:
    for place, answer in edition.placed_answers:
        ours = [content_words(wording) for wording in answer.wordings]
        for asked in site.asked_elsewhere:
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
            yield place.finding(
                "asked-elsewhere",
                f"{place.name} is asked elsewhere, as “{alike}”. Two answers to one question "
                "drift apart: link to that one, or say what differs.",
                Level.ADVISORY,
                asked.page,
            )


def similar_to(wordings: Iterable[str]) -> Callable[[str], bool]:
    """A test whether a question is worded like one of `wordings`, quick enough for each on the
    site. It takes the question's wordings, one a line.

    Alike means sharing three quarters of the telling words, so that many of ours must be there:
    that is asked first, of all lines together. Reading twelve thousand questions this way takes a
    small part of the time of comparing them all, and less than asking the search index, where
    common words have long lists.
    """
    ours = [words for words in map(content_words, wordings) if words]
    needed = [len(words) - int(len(words) * (1 - MIN_SHARED_WORDING)) for words in ours]
    with_word: dict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(ours):
        for word in words:
            same = (other for other, meant in SAME_WORDS.items() if meant == word)
            for form in {word, f"{word}s", *same}:
                with_word[form].append(number)
    known = frozenset(with_word)

    def may_be_alike(asked: str) -> bool:
        shared = [0] * len(ours)
        plain = asked.casefold() if asked.isascii() else normalise(asked)  # slower by far
        for word in known.intersection(WORD.findall(plain)):
            for number in with_word[word]:
                shared[number] += 1
                if shared[number] >= needed[number]:
                    return True
        return False

    def is_alike(asked: str) -> bool:
        if not may_be_alike(asked):
            return False
        each = map(content_words, asked.splitlines())
        return any(are_worded_alike(words, theirs) for theirs in each for words in ours)

    return is_alike
