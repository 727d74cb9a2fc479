"""Every address of the journal, read from its URL patterns: a new page is asked too."""

from django.http import HttpResponseBase
from django.urls import reverse

from journal import urls
from journal.models import ShownNudge, UnfinishedWalk, Walk
from tests.cast import make_import, make_programme, make_received, make_shown_nudge

EVERYBODYS = {
    "day": lambda walk: walk.local_start.date(),
    "month": lambda walk: walk.local_start.date().replace(day=1),
    "kind": lambda walk: "csv",
}
ANY = {
    "entry": lambda walk: walk.entry,
    "received": lambda walk: make_received(walk.walker).key,
    "brought": lambda walk: make_import(walk.walker).key,
    "nudge": lambda walk: (
        (ShownNudge.objects.filter(entry=walk.entry).first() or make_shown_nudge(walk)).pk
    ),
    **EVERYBODYS,
    "unfinished": lambda walk: (
        UnfinishedWalk.objects.get_or_create(
            walker=walk.walker,
            pain_before=4,
            defaults={"started_at": walk.started_at, "time_zone": walk.time_zone},
        )[0].entry
    ),
    "pk": lambda walk: make_programme(walk.walker).pk,
}


def journal_addresses(walk: Walk, *, own_only: bool = False) -> list[str]:
    """The addresses, filled in with `walk`; `own_only`: those that name what one person owns."""
    found = []
    for pattern in urls.urlpatterns:
        names = list(pattern.pattern.converters)
        if set(names) - set(ANY):
            raise AssertionError(f"Say in tests/addresses.py how to fill in {pattern.pattern}.")
        if set(names) - set(EVERYBODYS) or not own_only:
            values = {name: ANY[name](walk) for name in names}
            found.append(reverse(f"journal:{pattern.name}", kwargs=values))
    return found


def text_of(answer: HttpResponseBase) -> str:
    """The body of a page or of a file, streamed or not."""
    return b"".join(answer).decode(errors="replace")
