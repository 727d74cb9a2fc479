"""Search over the published answers: any text in, ranked answers out, on SQLite and PostgreSQL.

`search()` is the one door. The database does the matching and the first ranking (`sqlite.py`,
`postgresql.py`); here the reader's text becomes plain words, so that nothing typed can break a
query, and an answer whose wording is just what was typed comes first.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType

from django.db import connection
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from articles.models import Answer, Edition
from articles.search import postgresql, sqlite

MAX_WORDS = 24
CANDIDATES = 60
MARK_START, MARK_END = "\x02", "\x03"
# Words that nearly every question has. They are dropped only where others remain.
STOP_WORDS = frozenset(
    """
    a an and are as at be been being but by can could do does did for from get had has
    have how i if in into is it its me my of on or our should so than that the their
    then there these they this to was we were what when where which who why will with
    would you your s t m
    """.split()  # noqa: SIM905 (one word a cell would fill a page)
)


@dataclass(frozen=True)
class Hit:
    """One answer that fits, with the passage that says why."""

    answer: Answer
    title: str
    snippet: SafeString
    is_exact: bool


def words_of(text: str) -> list[str]:
    """The words to look for: lower case, without signs, at most MAX_WORDS of them."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").casefold()
    found = re.findall(r"\w+", text.replace("_", " "))[: MAX_WORDS * 4]
    telling = [word for word in found if word not in STOP_WORDS]
    return list(dict.fromkeys(telling or found))[:MAX_WORDS]


def normalise(text: str) -> str:
    """`text` as a key: two wordings with the same key ask the same thing in the same words."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").casefold()
    return " ".join(re.findall(r"\w+", text))


def search(text: str, now: datetime, limit: int = 20) -> list[Hit]:
    """Answers that are public at `now` and fit `text`, best first; any text at all is fine."""
    words = words_of(text)
    if not words:
        return []
    public = Edition.objects.public(now).values("pk")
    found = _backend().candidates(words, public, CANDIDATES)
    answers = (
        Answer.objects.for_reading()
        .select_related("edition", "question__article__topic", "searchentry")
        .in_bulk([pk for pk, _ in found])
    )
    wanted = normalise(text)
    hits = [
        Hit(
            answer=answers[pk],
            title=answers[pk].edition.title,
            snippet=_highlighted(snippet) or conditional_escape(answers[pk].short_answer),
            is_exact=_asks(answers[pk], wanted),
        )
        for pk, snippet in found
        if pk in answers
    ]
    hits.sort(key=lambda hit: not hit.is_exact)  # stable: the database's order stays otherwise
    return hits[:limit]


def _asks(answer: Answer, wanted: str) -> bool:
    wordings: Iterable[str] = [answer.wording, *answer.question.other_wordings]
    return any(normalise(wording) == wanted for wording in wordings)


def _highlighted(snippet: str) -> SafeString:
    """The passage with its found words in <mark>, everything else escaped."""
    pieces = []
    for piece in snippet.split(MARK_START):
        marked, end, rest = piece.partition(MARK_END)
        pieces.append((marked, rest) if end else ("", piece))
    return format_html_join("", "{}{}", ((_mark(marked), rest) for marked, rest in pieces))


def _mark(text: str) -> SafeString:
    return format_html_join("", "<mark>{}</mark>", ((text,),) if text else ())


def _backend() -> ModuleType:
    return postgresql if connection.vendor == "postgresql" else sqlite
