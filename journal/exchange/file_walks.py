"""One walk as a phone, a watch or a table tells it, and whether it may be taken without asking.

Readers of each kind of file yield `FileWalk` for what is a walk or might be one, and `OtherEntry`
for what is not. Nothing here stores anything.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from journal.models.walks import EARLIEST, MINUTES_MAX, OnAClock

WALKING, HIKING = "walking", "hiking"
SECONDS = 60
ONLY_ENDS = "only its start and end are known: pauses may be in it"
MAX_SECONDS = SECONDS * MINUTES_MAX
LONG_SECONDS = 6 * 60 * SECONDS  # of a recording: what lasts longer was perhaps never ended
# Zones without a whole number of hours, where a file gives an offset alone: the first that had
# that offset at that moment.
UNEVEN_ZONES = (
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Yangon",
    "Asia/Kabul",
    "Asia/Tehran",
    "Australia/Adelaide",
    "Australia/Darwin",
    "Australia/Eucla",
    "America/St_Johns",
    "Pacific/Marquesas",
    "Pacific/Chatham",
    "Australia/Lord_Howe",
)
MAX_WEST, MAX_EAST = -12, 14  # hours, of the zones Etc/GMT±n


class Decision(StrEnum):
    """What becomes of a walk in a file unless its walker says otherwise."""

    TAKE = "take"
    ASK = "ask"  # offered, not ticked
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class FileWalk(OnAClock):
    """What a file says of one walk. `kind` is empty where it does not say what was done."""

    started_at: datetime  # aware
    time_zone: str
    seconds: float  # of walking, pauses left out
    kind: str
    place: str  # where in the file: a row, or the name of a file in an archive
    answers: Mapping[str, Any] = field(default_factory=dict)  # scores and what else a table has
    doubts: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """Whole minutes, half a minute counting as one, and never none."""
        return max(1, int(self.seconds / SECONDS + 0.5))

    @property
    def clock_name(self) -> str:
        """The zone in words: of one that is an offset alone, the offset as people write it."""
        is_offset = self.time_zone.startswith("Etc/")
        return f"UTC{self.local_start.isoformat()[-6:]}" if is_offset else self.time_zone


@dataclass(frozen=True, slots=True)
class OtherEntry:
    """What a file holds beside walks: another sport, or something that cannot be read."""

    why: str
    place: str


Found = Callable[[FileWalk | OtherEntry], None]  # what a reader hands each entry to


@dataclass(frozen=True, slots=True)
class OfferedWalk:
    """A walk with what becomes of it and the reason, empty where there is nothing to say."""

    walk: FileWalk
    decision: Decision
    why: str

    @property
    def may_be_taken(self) -> bool:
        """Whether its walker may say so. What is refused or there already is nobody’s choice."""
        return self.decision is not Decision.REFUSE


def offer(walk: FileWalk, now: datetime) -> OfferedWalk:
    """What the walk by itself calls for, before anybody looks at the journal."""
    if refused := _refusal(walk, now):
        return OfferedWalk(walk, Decision.REFUSE, refused)
    doubts = list(walk.doubts)
    if not walk.kind:
        doubts.append("the kind is not said: it may be no walk")
    elif walk.kind != WALKING:
        doubts.append(f"the file calls it {walk.kind}")
    if walk.seconds > LONG_SECONDS and not walk.answers:
        doubts.append("longer than six hours: perhaps the recording was never ended")
    if walk.seconds < SECONDS:
        doubts.append(f"under a minute ({walk.seconds:.0f} seconds): it would be kept as 1 minute")
    decision = Decision.ASK if doubts else Decision.TAKE
    return OfferedWalk(walk, decision, "; ".join(doubts))


def _refusal(walk: FileWalk, now: datetime) -> str:
    if walk.started_at < EARLIEST:
        return "before the year 2000: the clock of what recorded it was wrong"
    if not 0 < walk.seconds < float("inf"):
        return "it begins and ends at the same moment"
    if walk.seconds > MAX_SECONDS:
        return "longer than 24 hours"
    if walk.started_at + timedelta(seconds=walk.seconds) > now:
        return "in the future: the clock of what recorded it was wrong"
    return ""


def zone_by_offset(moment: datetime, offset: timedelta, own: ZoneInfo) -> str:
    """The name of a zone that was `offset` from universal time then: the person's own if it was."""
    if moment.astimezone(own).utcoffset() == offset:
        return own.key
    hours, rest = divmod(offset, timedelta(hours=1))
    if not rest and MAX_WEST <= hours <= MAX_EAST:
        return f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC"  # POSIX signs: west is positive
    for name in UNEVEN_ZONES:
        if moment.astimezone(ZoneInfo(name)).utcoffset() == offset:
            return name
    return own.key


def zone_as_written(moment: datetime, own: ZoneInfo) -> str:
    """Of a moment with the offset of a file: universal time says nothing of anybody’s clock."""
    offset = moment.utcoffset()
    return zone_by_offset(moment, offset, own) if offset else own.key


def in_range(moment: datetime) -> bool:
    """Whether sums and zones of it cannot overflow."""
    try:
        return moment.utcoffset() is not None and 1900 <= moment.astimezone(UTC).year <= 2200
    except (OverflowError, ValueError):
        return False
