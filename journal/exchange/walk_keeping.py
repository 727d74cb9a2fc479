"""Store the walks of a file: finished ones as walks, those without scores as unfinished walks."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from journal.exchange.file_error import FileError
from journal.exchange.file_walks import FileWalk
from journal.exchange.known_walks import decide
from journal.exchange.own_columns import STAMPS
from journal.models import UnfinishedWalk, Walk
from journal.nudges.updating import lock
from journal.saving import ROWS_AT_ONCE, store_walks


class KeptWalks(NamedTuple):
    """What was stored from a file: finished walks, and walks that wait for their scores."""

    finished: list[Walk]
    waiting: list[UnfinishedWalk]


@transaction.atomic
def keep_walks(walks: Sequence[FileWalk], walker: User, now: datetime) -> KeptWalks:
    """Store all of these walks or none, in one transaction.

    Walks that are refused now, such as those added to the journal meanwhile, are left out.

    Raises:
        FileError: one of them is not possible in a journal.
    """
    lock(walker.pk)
    new = [each for each in decide(walks, walker, now) if each.may_be_taken]
    mine = Walk.objects.filter(walker=walker)
    taken = {str(entry) for entry in mine.values_list("entry", flat=True)}
    kept = KeptWalks([], [])
    for each in new:
        row = _row(each.walk, walker, now, taken)
        try:
            row.clean_fields(exclude={"walker"})
            row.clean()
        except ValidationError as error:
            raise FileError(f"{each.walk.place}: {' '.join(error.messages)}") from None
        (kept.finished if isinstance(row, Walk) else kept.waiting).append(row)  # type: ignore[arg-type]
    UnfinishedWalk.objects.bulk_create(kept.waiting, batch_size=ROWS_AT_ONCE)
    return kept._replace(finished=store_walks(kept.finished, walker, now))


def _row(walk: FileWalk, walker: User, now: datetime, taken: set[str]) -> Walk | UnfinishedWalk:
    said: dict[str, Any] = {
        "walker": walker,
        "started_at": walk.started_at,
        "time_zone": walk.time_zone,
        "minutes": walk.minutes,
    }
    answers = dict(walk.answers)
    if not answers:
        return UnfinishedWalk(origin=UnfinishedWalk.Origin.FILE, **said)
    entry = answers.pop("entry", None)
    if entry is None or entry in taken:  # a deleted walk still has its id
        entry = str(uuid.uuid4())
    taken.add(entry)
    stamps = {name: answers.pop(name, None) for name in STAMPS}
    moments = {name: datetime.fromisoformat(at) if at else now for name, at in stamps.items()}
    return Walk(entry=uuid.UUID(entry), **said, **answers, **moments)
