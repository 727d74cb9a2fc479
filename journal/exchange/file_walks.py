"""One walk as a file describes it, and whether it may be taken without asking its walker.

The readers of all formats make a `FileWalk` of what is or may be a walk, and an `OtherEntry` of
anything else. Nothing is stored here.
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
LONG_SECONDS = 6 * 60 * SECONDS  # a longer recording was perhaps never stopped
# The zones looked through for an offset that is not a whole number of hours, when a file has no
# zone: the first one that had this offset at that moment is used.
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
    """What happens to a walk in a file unless its walker chooses otherwise."""

    TAKE = "take"
    ASK = "ask"  # offered, not ticked
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class FileWalk(OnAClock):
    """One walk as a file describes it. `kind` is empty where the file does not name an activity."""

    started_at: datetime  # aware
    time_zone: str
    seconds: float  # of walking, without pauses
    kind: str
    place: str  # where in the file: a row, or the name of a file in an archive
    answers: Mapping[str, Any] = field(default_factory=dict)  # scores and other columns of a table
    doubts: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """The length in whole minutes, rounded half up, at least 1."""
        return max(1, int(self.seconds / SECONDS + 0.5))

    @property
    def clock_name(self) -> str:
        """The zone for people: `UTC+02:00` for a zone that is only an offset, else its name."""
        is_offset = self.time_zone.startswith("Etc/")
        return f"UTC{self.local_start.isoformat()[-6:]}" if is_offset else self.time_zone


@dataclass(frozen=True, slots=True)
class OtherEntry:
    """An entry of a file that is not a walk: another sport, or something that cannot be read."""

    why: str
    place: str


Found = Callable[[FileWalk | OtherEntry], None]  # a reader calls it with each entry


@dataclass(frozen=True, slots=True)
class OfferedWalk:
    """A walk with the decision about it, and the reason for people (`why`; may be empty)."""

    walk: FileWalk
    decision: Decision
    why: str

    @property
    def may_be_taken(self) -> bool:
        """Whether the walker can choose this walk. A refused one cannot be chosen."""
        return self.decision is not Decision.REFUSE


def offer(walk: FileWalk, now: datetime) -> OfferedWalk:
    """Decide about a walk by itself, without comparing it with the journal."""
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
    """The name of a zone whose UTC offset at `moment` was `offset`.

    It is `own`, the person's zone, if that had this offset; also where no known zone had it.
    """
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
    """The name of a zone for a moment with the offset that a file has for it.

    UTC says nothing about the walker’s clock, so it gives `own`, the person’s zone.
    """
    offset = moment.utcoffset()
    return zone_by_offset(moment, offset, own) if offset else own.key


def in_range(moment: datetime) -> bool:
    """Whether `moment` is aware and from 1900 to 2200, so that sums and zones cannot overflow."""
    try:
        return moment.utcoffset() is not None and 1900 <= moment.astimezone(UTC).year <= 2200
    except (OverflowError, ValueError):
        return False
