"""Every number that decides what may be said, in one place and under one version.

Change a number, change `VERSION`: a reading carries it, so that what was shown can be read again as
it was. `python -m tests.patterns.calibrate` prints what each of these numbers costs and buys.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import log
from typing import Final

VERSION: Final = "2026.8"

# The modules of `kinds`, in the order in which their patterns are read, listed and exported.
KIND_FILES: Final = (
    "typical_rise",
    "rise_with_minutes",
    "comfortable_minutes",
    "trend",
    "since_programme",
    "time_of_day",
    "eased_by",
    "next_morning",
    "leg_symptoms",
    "pain_level",
)

LEVEL: Final = 0.90  # of every interval that is shown, but for comfortable_minutes
BAND_LEVEL: Final = 0.80  # of the band around comfortable_minutes (10th to 90th percentile)
Z: Final = 1.6448536269514722  # 95th percentile of the normal: half of what LEVEL leaves out

RISE_THAT_COUNTS: Final = 2  # points; the accepted important change on a 0 to 10 scale
CEILING: Final = 9  # a walk that starts here or above cannot rise by 2
DOES_NOT_MATTER: Final = 1.0  # points either way
NOON: Final = 12  # the hour from which a walk is a later one
SPREAD: Final = 2.563  # from the 10th to the 90th percentile of a normal, in standard deviations
# Points a week with no credit due to anything, since the onset of the pain, and up to which week
# (Costa and others, CMAJ 2012): after a year, and of long-standing pain, none.
NATURAL_RECOVERY: Final = ((0.3, 6), (0.035, 26), (0.012, 52))
# Weeks: recovery may be as much again, or less, on a curve that fades so.
RECOVERY_FADES: Final = 9.0

# Serial correlation of the errors, walk after walk: what is believed of it before any walk.
PHI: Final = (-0.4, 0.1, 0.45, 0.85)
PHI_PRIOR: Final = (0.16, 0.44, 0.28, 0.12)
SD: Final = 1.5  # of one walk's error, points, worth SD_WALKS walks
SD_WALKS: Final = 3.0


# "So far" is told of a side only on some evidence: an interval alone, looked at after every walk,
# tells most people a direction where there is none. Sides that are seldom or never claimed need
# more of it.
SO_FAR_EVIDENCE: Final = 5.0
SO_FAR_EVIDENCE_RARE: Final = 20.0
SHARE_SO_FAR_EVIDENCE: Final = 13.0


@dataclass(frozen=True, slots=True)
class Alternative:
    """How strong the evidence of a linear-model kind must be, and what effects it is tuned to.

    `expected` and `spread` are the mean and the standard deviation of the effects that the
    evidence is tuned to find, in the kind's unit. They move power about; they cannot make a false
    claim likelier, because the evidence is a martingale under the null
    whatever effects it is tuned to.
    """

    alpha: float
    expected: float
    spread: float
    so_far: float = SO_FAR_EVIDENCE

    @property
    def log_threshold(self) -> float:
        return -log(self.alpha)

    @property
    def log_so_far(self) -> float:
        return log(self.so_far)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a linear-model kind may claim: the sides of the null, each with its alternative.

    `confirm_on_change_score`: the null must be rejected twice, on after modelled on before
    and on after − before. `so_in_after`: the scores after walks must tell that side by
    themselves. `is_recent`: it must show in the latest walks as well.
    """

    alternatives: Mapping[int, Alternative]
    shrinkage: tuple[float, float] | None = None  # prior mean and sd of the estimate that is shown
    confirm_on_change_score: bool = False
    so_in_after: bool = False
    is_recent: bool = True

    def bet(self, side: int) -> Alternative:
        """What the evidence of one side is tuned to: on a side that is never claimed, as much."""
        if side in self.alternatives:
            return self.alternatives[side]
        other = self.alternatives[-side]
        return replace(other, expected=-other.expected, so_far=SO_FAR_EVIDENCE_RARE)


def _either(alternative: Alternative) -> Mapping[int, Alternative]:
    return {-1: alternative, 1: alternative}


# Walks that raise the pain are what most people see; that walks ease it must be plainer.
TYPICAL_RISE: Final = Claim(
    {1: Alternative(0.026, 1.4, 0.5), -1: Alternative(0.003, -1.4, 0.5, SO_FAR_EVIDENCE_RARE)},
    shrinkage=(1.0, 1.5),
)
RISE_WITH_MINUTES: Final = Claim({1: Alternative(0.047, 0.82, 0.25)})
TREND: Final = Claim(_either(Alternative(0.05, 0.0, 1.1)), confirm_on_change_score=True)
# Two bets, on the level of the pain and on the rise of a walk.
SINCE_PROGRAMME: Final = Claim({-1: Alternative(0.018, -2.0, 0.6)}, is_recent=False)
RISE_SINCE_PROGRAMME: Final = Claim({-1: Alternative(0.01, -1.5, 0.8)}, is_recent=False)
TIME_OF_DAY: Final = Claim(
    _either(Alternative(0.03, 0.0, 1.0)), confirm_on_change_score=True, so_in_after=True
)
SHARE_ALPHA: Final = 0.007
# Answers come in spells too: what is believed of the correlation of each with the one before.
ANSWERS_RHO: Final = (0.0, 0.25, 0.5)
ANSWERS_RHO_PRIOR: Final = (0.50, 0.35, 0.15)
SHARE_ALTERNATIVES: Final = (0.6, 0.7, 0.8, 0.9, 0.97)

# A claim is made in the present while the latest walks bear out half of it: as many or more speak
# for an effect of that size than for none.
RECENT_WALKS: Final = 60
BORNE_OUT: Final = 0.5

# Least data before anything is said.
MIN_DAYS: Final = 3  # with a walk that counts: one day says nothing of others, whatever the kind
TYPICAL_WALKS: Final = 5
SLOPE_WALKS: Final = 12
SLOPE_SD: Final = 6.0  # minutes
# One walk tells no slope: a walk beyond so many times the longest before it is left out once there
# is a log to hold it against, and no single walk may hold more than this share of the spread.
SLOPE_FAR: Final = 3
SLOPE_MOST_OF_ONE: Final = 0.75
TREND_WALKS: Final = 20
TREND_DAYS: Final = 42
EACH_HALF_DAY: Final = 8
PHASE_WALKS: Final = 5
PHASE_DAYS: Final = 14
PHASE_WINDOW: Final = 56  # days of walks used on each side of the start
PHASE_DROPPED: Final = 3  # last days of the baseline: people begin when it is at its worst
SHARE_ANSWERS: Final = 6
MORNING_ANSWERED: Final = 0.6
LIMIT_WALKS: Final = 10
LIMIT_DAYS: Final = 14
LIMIT_EACH: Final = 3
# The level of pain is a description: from so many walks in the first and in the last two weeks on.
LEVEL_WINDOW: Final = 84  # days: the last twelve weeks
LEVEL_FORTNIGHT: Final = 14  # days
LEVEL_WEEK: Final = 7  # days, held against each other while a log is shorter than two fortnights
LEVEL_DAYS: Final = 14
LEVEL_EACH: Final = 2
# What advice may wait for: a line that rose or fell so far, so many standard errors from level,
# over so many days and walks; level, of one that by so many is below a rise of a point.
LEVEL_LINE_DAYS: Final = 63
LEVEL_LINE_WALKS: Final = 20
LEVEL_LINE_ERRORS: Final = 3.0
LEVEL_NOT_UP_ERRORS: Final = 2.3
