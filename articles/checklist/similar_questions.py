"""The check for questions that another page of the site answers already, worded much alike."""

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
# Two questions are worded alike if they share three quarters of their content words: at most a
# quarter of the words of one are missing in the other. If m words may be missing, then the other
# question has at least one of any m + 1 words, and at least two of any m + 2. So the rarest m + 2
# words are taken: the search index gives the few questions with a pair of them, and only these are
# compared.


def stems_of(word: str) -> frozenset[str]:
    """The stems by which search finds a content word."""
    return frozenset(map(stem, forms_of(word)))


def rarest_first(words: Iterable[str], entries: Mapping[str, int]) -> list[str]:
    """The content words of a question, those first that the fewest answers have.

    `entries`: how many answers have a stem. The order saves time only: with any numbers, no
    similar question is overlooked.
    """

    def answers_with(word: str) -> int:
        return sum(entries.get(one, 0) for one in stems_of(word))

    return sorted(words, key=lambda word: (answers_with(word), word))


def tokens_of_alike(ours: Iterable[Sequence[str]]) -> Group:
    """The search tokens: every question that is worded like one of `ours` has at least one.

    `ours`: the content words of each question, rarest first.
    """
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
    """A function that tells whether a question is worded like one of `ours`.

    It takes the question's wordings, one a line. `ours` as for `tokens_of_alike`.
    """
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
    """How many of `words` another question may lack and still be worded alike."""
    return int(len(words) * (1 - MIN_SHARED_WORDING))
