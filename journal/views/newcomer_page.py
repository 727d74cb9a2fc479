"""What a journal will be like, for who has none yet: the demo's walks through the site's own words.

The same for everybody and worked out once in a process: nobody's walks, read at a fixed moment.
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
# What is shown whole: how it has been, and what goes with what.
PICTURES = ("pain_level", "rise_with_minutes")
WALKS_SHOWN = 3
TOLD = (State.LINKED, State.SO_FAR, State.NO_CLEAR_LINK)


@cache
def example_journal() -> dict[str, Any]:
    """The invented journal: its last walks, two pictures, what else it says, what it cannot say."""
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
