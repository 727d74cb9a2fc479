"""Plain values: walks and programmes, which are read, and the patterns of a reading."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from .chart_data import ChartData

LEG_SYMPTOMS = ("none", "one", "both")
MAX_MINUTES = 1440


class State(StrEnum):
    """How much may be said of a pattern."""

    TOO_EARLY = "too_early"
    SO_FAR = "so_far"
    LINKED = "linked"
    NO_CLEAR_LINK = "no_clear_link"
    CANNOT_TELL = "cannot_tell"


def _whole(name: str, value: object, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}, not {value!r}")


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk as its owner logged it.

    `started_at` is aware and in the walker's own zone: its local hour and date are what count.
    Pain is 0 to 10. None means unknown, or not tried; it never means no.
    Raises ValueError, naming the field, for anything out of range.
    """

    key: str
    started_at: datetime
    minutes: int
    pain_before: int
    pain_after: int
    pain_next_morning: int | None = None
    eased_by_sitting: bool | None = None
    eased_by_leaning_forward: bool | None = None
    eased_by_standing_still: bool | None = None
    eased_by_lying: bool | None = None
    leg_symptoms: str | None = None
    stopped_early: bool | None = None
    painkiller: bool | None = None
    # Seconds since 1970, worked out once: every reading sorts the log by it.
    instant: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.started_at.utcoffset() is None:
            raise ValueError("started_at must have a time zone")
        object.__setattr__(self, "instant", self.started_at.timestamp())
        if not (  # without function calls: a log of years has thousands
            type(self.minutes) is type(self.pain_before) is type(self.pain_after) is int
            and 1 <= self.minutes <= MAX_MINUTES
            and 0 <= self.pain_before <= 10
            and 0 <= self.pain_after <= 10
        ):
            _whole("minutes", self.minutes, 1, MAX_MINUTES)
            _whole("pain_before", self.pain_before, 0, 10)
            _whole("pain_after", self.pain_after, 0, 10)
        if self.pain_next_morning is not None:
            _whole("pain_next_morning", self.pain_next_morning, 0, 10)
        if self.leg_symptoms is not None and self.leg_symptoms not in LEG_SYMPTOMS:
            raise ValueError(
                f"leg_symptoms must be one of {', '.join(LEG_SYMPTOMS)} or None, "
                f"not {self.leg_symptoms!r}"
            )

    @property
    def rise(self) -> int:
        """Points by which the pain rose."""
        return self.pain_after - self.pain_before


@dataclass(frozen=True, slots=True)
class Programme:
    """Exercises that the walker says they began on a local date.

    `hurts_since` is the date of the onset of the pain, as the walker says (None: unknown). It is
    asked because pain eases by itself, most of all in its first weeks.
    """

    name: str
    started_on: date
    hurts_since: date | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A claim that holds no longer: the day on which it stopped, and how that is said."""

    stopped_on: date
    sentence: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """What may be said of one kind at one moment, with the evidence that a page shows beside it.

    `estimate` and its interval from `low` to `high` are in `unit` (None: there is none); `level` is
    the interval's coverage, such as 0.9. `direction` is the side of the null value that is told
    (-1 or 1), or 0. `for_`, `against` and `neither` are keys of walks in order of time. `needs` is
    what is missing, or would tell more, in words. `version` is that of the rules.
    """

    kind: str
    state: State
    estimate: float | None
    low: float | None
    high: float | None
    level: float
    unit: str
    walks_used: int
    walks_left_out: int
    first: date | None
    last: date | None
    for_: tuple[str, ...]
    against: tuple[str, ...]
    needs: tuple[str, ...]
    sentence: str
    version: str
    direction: int
    withdrawn: Withdrawn | None
    chart: ChartData
    neither: tuple[str, ...] = ()  # walks used that speak for neither side


@dataclass(frozen=True, slots=True)
class Reading:
    """All patterns of one log as they stood at `as_of`."""

    as_of: datetime
    walks: int
    first: date | None
    last: date | None
    patterns: tuple[Pattern, ...]
    both_legs: int = 0  # walks with symptoms in both legs, and not in one
    leg_answers: tuple[bool, ...] = ()  # the latest answers, oldest first: any symptoms?
    _by_kind: dict[str, Pattern] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_kind", {each.kind: each for each in self.patterns})

    def __getitem__(self, kind: str) -> Pattern:
        return self._by_kind[kind]
