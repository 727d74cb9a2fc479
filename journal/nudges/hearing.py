"""What one person's log says after a change is kept here, in the transaction of that change.

Pages only read what is kept: a second device shows the same, and a page writes nothing.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from accounts.models import User
from journal.exchange.repeated_walks import distinct_walks
from journal.models import Nudge, Programme, ShownNudge, Walk
from journal.models.nudges import shown_nudge
from journal.nudges.events import Event, RecentLog, WalkRow
from journal.nudges.onsets import FORTNIGHT, holds, once_a_fortnight, onsets

MAX_WALKS = 120  # read at a save, however long the log is


def hear(walker: User, now: datetime) -> None:
    """Keep the nudges that the log of `walker` calls for now, and drop those that no longer hold.

    To be called within the transaction that changed a walk. An older walk that is entered late
    raises nothing: only what began in the last fortnight does.
    """
    # Two saves at once would otherwise both find the fortnight free.
    User.objects.select_for_update().values_list("pk").get(pk=walker.pk)
    log = recent_log(walker)
    _drop_what_is_no_longer_so(walker, log)
    since = now.astimezone(walker.zone).date() - FORTNIGHT
    nudges = {Event(nudge.event): nudge for nudge in Nudge.objects.in_use()}
    numbers = {event: nudge.threshold or 0 for event, nudge in nudges.items()}
    shown = ShownNudge.objects.for_user(walker).filter(day__gt=since - FORTNIGHT)
    said = [(Event(event), day) for event, day in shown.values_list("event", "day")]
    ShownNudge.objects.bulk_create(
        [
            shown_nudge(
                walker, nudges[onset.event], UUID(onset.walk.key), day=onset.walk.day, kept_at=now
            )
            for onset in once_a_fortnight(onsets(log, numbers, since), said)
        ],
        ignore_conflicts=True,
    )


def recent_log(walker: User) -> RecentLog:
    """The last walks of one person, each once, as the events see them."""
    walks = list(Walk.objects.for_user(walker).defer("note")[:MAX_WALKS])
    records = distinct_walks(walk.as_record() for walk in reversed(walks)).walks
    return RecentLog(
        walks=[
            WalkRow(
                key=each.key,
                day=each.started_at.date(),
                before=each.pain_before,
                after=each.pain_after,
                next_morning=each.pain_next_morning,
                legs=each.leg_symptoms,
            )
            for each in records
        ],
        is_whole=len(walks) < MAX_WALKS,
        began_on=tuple(
            Programme.objects.for_user(walker).values_list("started_on", flat=True)[:MAX_WALKS]
        ),
    )


def _drop_what_is_no_longer_so(walker: User, log: RecentLog) -> None:
    """Forget what rests on a walk that was corrected or deleted. What was read or answered stays.

    Held against the number that was shown: an editor's change takes nothing away from a walker.
    """
    waiting = ShownNudge.objects.for_user(walker).filter(read_at=None, answer="")
    void = [row.pk for row in waiting if not _is_so(row, log)]
    ShownNudge.objects.for_user(walker).filter(pk__in=void).delete()


def _is_so(row: ShownNudge, log: RecentLog) -> bool:
    at = _position(str(row.entry), log.walks)
    if at is None:  # deleted, or further back than what was read
        return not log.is_whole and bool(log.walks) and row.day < log.walks[0].day
    return holds(log, at, Event(row.event), row.threshold)


def _position(key: str, walks: Iterable[WalkRow]) -> int | None:
    return next((at for at, walk in enumerate(walks) if walk.key == key), None)
