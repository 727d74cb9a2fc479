"""The facts in the box at the top of an article: minutes to read it, and number of sources."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from articles.models import Answer

WORDS_A_MINUTE = 200  # an unhurried reader's
TAG = re.compile("<[^>]*>")


@dataclass(frozen=True)
class KeyFacts:
    """The facts of one edition, as templates/articles/includes/key_facts.html shows them."""

    minutes: int  # to read all of it, at least 1
    short_minutes: int  # to read the short answers alone, at least 1
    sources: int
    checked: int  # sources that somebody has opened


def key_facts(introduction: str, answers: Iterable[Answer]) -> KeyFacts:
    """The facts of an edition with this introduction (HTML) and answers, which have `cited` set."""
    answers = list(answers)
    short = _words(answer.short_answer for answer in answers)
    body = _words((introduction, *(answer.body for answer in answers)))
    sources = {source.pk: source for answer in answers for source in answer.cited}
    return KeyFacts(
        minutes=_minutes(short + body),
        short_minutes=_minutes(short),
        sources=len(sources),
        checked=sum(source.checked_on is not None for source in sources.values()),
    )


def _words(texts: Iterable[str]) -> int:
    return sum(len(TAG.sub(" ", text).split()) for text in texts)


def _minutes(words: int) -> int:
    return max(1, round(words / WORDS_A_MINUTE))
