"""Every number that decides what may be said, in one place and under one version.

Whoever changes a number changes `VERSION` too: every pattern carries it, so that it stays known by
which rules something was said. `python -m tests.patterns.calibrate` measures the error rates and
the power that these numbers lead to.
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

LEVEL: Final = 0.90  # of every interval that is shown, except that of comfortable_minutes
BAND_LEVEL: Final = 0.80  # of the band around comfortable_minutes (10th to 90th percentile)
Z: Final = 1.6448536269514722  # 95th percentile of the normal: 5 % beyond each end of LEVEL

RISE_THAT_COUNTS: Final = 2  # points: the accepted important change on a 0 to 10 scale
CEILING: Final = 9  # points: a walk that begins at this or more cannot rise by 2
DOES_NOT_MATTER: Final = 1.0  # points either way
NOON: Final = 12  # local hour from which a walk is a later one
SPREAD: Final = 2.563  # from the 10th to the 90th percentile of a normal, in standard deviations
# Natural recovery (Costa and others, CMAJ 2012): points a week by which pain eases by itself, and
# the week since its onset up to which it does so; after a year, and of long-standing pain, none.
NATURAL_RECOVERY: Final = ((0.3, 6), (0.035, 26), (0.012, 52))
# People recover faster or slower than that, by a free multiple of exp(-weeks since onset / this).
RECOVERY_FADES: Final = 9.0

# Lag-1 correlation of the errors of successive walks: a grid, and its prior weights.
PHI: Final = (-0.4, 0.1, 0.45, 0.85)
PHI_PRIOR: Final = (0.16, 0.44, 0.28, 0.12)
SD: Final = 1.5  # points: prior standard deviation of one walk's error, worth SD_WALKS walks
SD_WALKS: Final = 3.0


# "So far" names a side only where there is some evidence (a ratio of likelihoods) for it: an
# interval alone, looked at after every walk, tells most people a direction where there is none.
# Sides that are seldom or never claimed need more of it.
SO_FAR_EVIDENCE: Final = 5.0
SO_FAR_EVIDENCE_RARE: Final = 20.0
SHARE_SO_FAR_EVIDENCE: Final = 13.0


@dataclass(frozen=True, slots=True)
class Alternative:
    """How strong the evidence of a linear-model kind must be, and what effects it is tuned to.

    A claim needs evidence of 1/`alpha`, and "so far" evidence of `so_far`. `expected` and `spread`
    are the mean and the standard deviation of the effects that the evidence is tuned to find, in
    the kind's unit. They decide which effects are found soonest; they cannot make a false claim
    likelier, because the evidence is a martingale under the null whatever effects it is tuned to.
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
    """What a linear-model kind may claim.

    `alternatives` has the sides of zero (-1, 1) that may be claimed, each with its alternative.
    `confirm_on_change_score`: the null must be rejected twice, on after modelled on before
    and on after − before. `so_in_after`: and a third time, on after without adjusting for before.
    `is_recent`: the effect must show in the latest walks as well.
    """

    alternatives: Mapping[int, Alternative]
    shrinkage: tuple[float, float] | None = None  # prior mean and sd of the estimate that is shown
    confirm_on_change_score: bool = False
    so_in_after: bool = False
    is_recent: bool = True

    def bet(self, side: int) -> Alternative:
        """The alternative of one side (-1 or 1).

        For a side that is never claimed it is the mirror image of the other side's, and "so far"
        needs more evidence.
        """
        if side in self.alternatives:
            return self.alternatives[side]
        other = self.alternatives[-side]
        return replace(other, expected=-other.expected, so_far=SO_FAR_EVIDENCE_RARE)


def _either(alternative: Alternative) -> Mapping[int, Alternative]:
    return {-1: alternative, 1: alternative}


# Most people's walks raise the pain; that walks ease it is claimed only on stronger evidence.
TYPICAL_RISE: Final = Claim(
    {1: Alternative(0.026, 1.4, 0.5), -1: Alternative(0.003, -1.4, 0.5, SO_FAR_EVIDENCE_RARE)},
    shrinkage=(1.0, 1.5),
)
RISE_WITH_MINUTES: Final = Claim({1: Alternative(0.047, 0.82, 0.25)})
TREND: Final = Claim(_either(Alternative(0.05, 0.0, 1.1)), confirm_on_change_score=True)
# Two models: of the level of the pain, and of the rise that a walk brings.
SINCE_PROGRAMME: Final = Claim({-1: Alternative(0.018, -2.0, 0.6)}, is_recent=False)
RISE_SINCE_PROGRAMME: Final = Claim({-1: Alternative(0.01, -1.5, 0.8)}, is_recent=False)
TIME_OF_DAY: Final = Claim(
    _either(Alternative(0.03, 0.0, 1.0)), confirm_on_change_score=True, so_in_after=True
)
SHARE_ALPHA: Final = 0.007
# Answers come in spells: lag-1 correlations of successive answers, and their prior weights.
ANSWERS_RHO: Final = (0.0, 0.25, 0.5)
ANSWERS_RHO_PRIOR: Final = (0.50, 0.35, 0.15)
SHARE_ALTERNATIVES: Final = (0.6, 0.7, 0.8, 0.9, 0.97)

# A claim stands only while the latest walks show at least this share of its effect: where they show
# less than half, they speak for no effect rather than for one of that size.
RECENT_WALKS: Final = 60
BORNE_OUT: Final = 0.5

# Least data before anything is said.
MIN_DAYS: Final = 3  # with a walk that counts, for every kind: one day says nothing of other days
TYPICAL_WALKS: Final = 5
SLOPE_WALKS: Final = 12
SLOPE_SD: Final = 6.0  # minutes
# One walk must not decide a slope: once SLOPE_WALKS count, a walk more than SLOPE_FAR times as long
# as every one before it is left out; and nothing is said while the longest walk makes up more than
# SLOPE_MOST_OF_ONE of the sum of squares of the minutes about their mean.
SLOPE_FAR: Final = 3
SLOPE_MOST_OF_ONE: Final = 0.75
TREND_WALKS: Final = 20
TREND_DAYS: Final = 42
EACH_HALF_DAY: Final = 8
PHASE_WALKS: Final = 5
PHASE_DAYS: Final = 14
PHASE_WINDOW: Final = 56  # days of walks used on each side of the start
PHASE_DROPPED: Final = 3  # last days of the baseline, left out: people begin at the worst
SHARE_ANSWERS: Final = 6
MORNING_ANSWERED: Final = 0.6
LIMIT_WALKS: Final = 10
LIMIT_DAYS: Final = 14
LIMIT_EACH: Final = 3
# The level of pain is described from LEVEL_DAYS days on, with LEVEL_EACH walks in the first and in
# the last two weeks.
LEVEL_WINDOW: Final = 84  # days: the last twelve weeks
LEVEL_FORTNIGHT: Final = 14  # days
LEVEL_WEEK: Final = 7  # days at each end, while there are less than two fortnights
LEVEL_DAYS: Final = 14
LEVEL_EACH: Final = 2
# Advice may depend on the line through the last weeks, over so many days and walks. It has risen or
# fallen where it moved by a point and by LEVEL_LINE_ERRORS of its standard errors; it is not up
# where its change and LEVEL_NOT_UP_ERRORS standard errors more stay below a point.
LEVEL_LINE_DAYS: Final = 63
LEVEL_LINE_WALKS: Final = 20
LEVEL_LINE_ERRORS: Final = 3.0
LEVEL_NOT_UP_ERRORS: Final = 2.3
