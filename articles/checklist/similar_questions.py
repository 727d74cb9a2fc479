"""Wordings of questions: much like one that another page of the site answers already."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

from articles.checklist.findings import Finding, Level
from articles.checklist.inputs import EditionText, SiteContext
from articles.importer.repeated_questions import MIN_SHARED_WORDING, are_worded_alike
from articles.search.query import Group
from articles.text.index_terms import question_token
from articles.text.sentences import content_words, forms_of
from articles.text.stems import stem


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


# --- Among all questions of the site -------------------------------------------------------------
#
# Two questions are worded alike where they share three quarters of their content words: at most a
# quarter of the words of one are missing in the other. Of one word more than may be missing, at
# least one is there, and of two more at least two. So pairs of the rarest words are looked for: the
# search index gives the few questions that have one of the pairs, and only they are compared.


def stems_of(word: str) -> frozenset[str]:
    """The stems by which search knows a content word."""
    return frozenset(map(stem, forms_of(word)))


def rarest_first(words: Iterable[str], entries: Mapping[str, int]) -> list[str]:
    """The content words of a question, those first that the fewest answers have.

    `entries`: how many answers have a stem. Whatever it says, nothing alike is overlooked.
    """

    def answers_with(word: str) -> int:
        return sum(entries.get(one, 0) for one in stems_of(word))

    return sorted(words, key=lambda word: (answers_with(word), word))


def tokens_of_alike(ours: Iterable[Sequence[str]]) -> Group:
    """What to search for: one of these is in every question that is worded like one of `ours`."""
    pairs = {
        pair
        for words in ours
        for pair in combinations(words[: _may_be_missing(words) + 2], min(2, len(words)))
    }
    tokens = {
        tuple(map(question_token, stems))
        for pair in pairs
        for stems in product(*map(stems_of, pair))
    }
    return tuple(sorted(tokens))


def similar_to(ours: Iterable[Sequence[str]]) -> Callable[[str], bool]:
    """A test whether a question, its wordings one a line, is worded like one of `ours`."""
    with_word: dict[str, list[frozenset[str]]] = defaultdict(list)
    for words in ours:
        for word in words[: _may_be_missing(words) + 1]:
            with_word[word].append(frozenset(words))

    def is_alike(asked: str) -> bool:
        return any(
            are_worded_alike(words, theirs)
            for theirs in map(content_words, asked.splitlines())
            for word in theirs
            for words in with_word.get(word, ())
        )

    return is_alike


def _may_be_missing(words: Sequence[str]) -> int:
    """How many of these words another question may lack and be worded alike."""
    return int(len(words) * (1 - MIN_SHARED_WORDING))
