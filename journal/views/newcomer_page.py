"""A preview of a journal for people who have none yet, made from the invented walks of the demo.

It is the same for everybody and computed once in each process, as of a fixed moment.
"""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from articles.page_cache.public_page import public_page
from journal import patterns
from journal.patterns import State
from journal.presentation.statements import statement_of
from journal.starter.demo_walks import demo_walks

READ_AT = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)
# The patterns shown with their chart: the level of pain, and the rise with longer walks.
PICTURES = ("pain_level", "rise_with_minutes")
WALKS_SHOWN = 3
TOLD = (State.LINKED, State.SO_FAR, State.NO_CLEAR_LINK)


@cache
def example_journal() -> dict[str, Any]:
    """The template context: the last walks, the PICTURES, and the other statements.

    `told` has those that say something; `open` has those that cannot say anything yet.
    """
    walks = demo_walks(User(time_zone="Europe/London"), READ_AT)
    reading = patterns.read([walk.as_record() for walk in walks], READ_AT)
    by_key = {str(walk.entry): walk for walk in walks}
    found = [statement_of(pattern, by_key) for pattern in reading.patterns]
    others = [each for each in found if each.pattern.kind not in PICTURES]
    first, last = walks[0].started_at, walks[-1].started_at
    return {
        "walks": len(walks),
        "weeks": round((last - first).days / 7),
        "last": walks[: -WALKS_SHOWN - 1 : -1],
        "pictures": [each for kind in PICTURES for each in found if each.pattern.kind == kind],
        "told": [each for each in others if each.pattern.state in TOLD],
        "open": [each for each in others if each.pattern.state not in TOLD],
    }


@public_page
def newcomer_page(request: HttpRequest) -> HttpResponse:
    return render(request, "journal/newcomer.html", {"preview": example_journal()})
