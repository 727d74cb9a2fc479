"""The box at the top of an article: how long it takes to read, what it is based on."""

from datetime import date
from types import SimpleNamespace

from articles.public.key_facts import KeyFacts, key_facts


def answer(short: int, body: int, *sources: tuple[int, date | None]) -> SimpleNamespace:
    """With so many words, and sources by key and the day on which somebody opened them."""
    return SimpleNamespace(
        short_answer="word " * short,
        body='<p title="not one of them">' + "word " * body + "</p>",
        cited=[SimpleNamespace(pk=pk, checked_on=day) for pk, day in sources],
    )


def test_words_become_minutes_and_each_source_counts_once():
    opened = (1, date(2026, 11, 1))
    answers = [answer(100, 500, opened, (2, None)), answer(100, 200, opened)]
    facts = key_facts("<p>" + "word " * 100 + "</p>", answers)
    assert facts == KeyFacts(minutes=5, short_minutes=1, sources=2, checked=1)


def test_whatever_is_there_takes_a_minute():
    assert key_facts("", []) == KeyFacts(minutes=1, short_minutes=1, sources=0, checked=0)
