"""Every number that decides what may be said, in one place and under one version.

Change a number, change `VERSION`: a reading carries it, so that what was shown can be read again as
it was. `python -m tests.patterns.calibrate` prints what each of these numbers costs and buys.
"""

from dataclasses import dataclass
from math import log
from typing import Final

from .records import Kind

VERSION: Final = "2026.1"

LEVEL: Final = 0.90  # of every interval that is shown, but for comfortable_minutes
BAND_LEVEL: Final = 0.80  # of the band around comfortable_minutes (10th to 90th percentile)
Z: Final = 1.6448536269514722  # 95th percentile of the normal: half of what LEVEL leaves out

RISE_THAT_COUNTS: Final = 2  # points; the accepted important change on a 0 to 10 scale
CEILING: Final = 9  # a walk that starts here or above cannot rise by 2
DOES_NOT_MATTER: Final = 1.0  # points either way
SPREAD: Final = 2.563  # from the 10th to the 90th percentile of a normal, in standard deviations
NATURAL_RECOVERY: Final = 0.3  # points a week with no credit due to anything (Costa, CMAJ 2012)

# Serial correlation of the errors, walk after walk: what is believed of it before any walk.
PHI: Final = (0.0, 0.2, 0.4, 0.6, 0.8)
PHI_PRIOR: Final = (0.30, 0.40, 0.20, 0.09, 0.01)
SD: Final = 1.5  # of one walk's error, points, worth SD_WALKS walks
SD_WALKS: Final = 3.0


@dataclass(frozen=True, slots=True)
class Claim:
    """How strong a linear-model kind's evidence must be, and what effects it is tuned to.

    `expected` and `spread` are the mean and the standard deviation of the effects that the
    evidence is tuned to find, in the kind's unit. They move power about; they cannot make a false
    claim likelier, because the evidence is a fair bet whatever effects one bets on.
    """

    alpha: float
    expected: float
    spread: float
    sides: tuple[int, ...] = (-1, 1)
    lean: tuple[float, float] | None = None  # prior mean and sd of the estimate that is shown

    @property
    def log_threshold(self) -> float:
        return -log(self.alpha)


CLAIMS: Final = {
    Kind.TYPICAL_RISE: Claim(alpha=0.022, expected=1.4, spread=0.5, lean=(1.0, 1.5)),
    Kind.RISE_WITH_MINUTES: Claim(alpha=0.04, expected=0.8, spread=0.3, sides=(1,)),
    Kind.TREND: Claim(alpha=0.035, expected=0.0, spread=1.2),
    Kind.SINCE_PROGRAMME: Claim(alpha=0.04, expected=-1.2, spread=1.0, sides=(-1,)),
    Kind.TIME_OF_DAY: Claim(alpha=0.03, expected=0.0, spread=1.0),
}
SHARE_ALPHA: Final = 0.005
SHARES_BET_ON: Final = (0.6, 0.7, 0.8, 0.9, 0.97)

# Least data before anything is said.
TYPICAL_WALKS: Final = 5
TYPICAL_DAYS: Final = 3
SLOPE_WALKS: Final = 12
SLOPE_SD: Final = 6.0  # minutes
TREND_WALKS: Final = 20
TREND_DAYS: Final = 42
EACH_HALF_DAY: Final = 8
PHASE_WALKS: Final = 5
PHASE_DAYS: Final = 14
PHASE_WINDOW: Final = 42  # days of walks used on each side of the start
PHASE_DROPPED: Final = 3  # last days of the baseline: people begin when it is at its worst
SHARE_ANSWERS: Final = 6
MORNING_ANSWERED: Final = 0.6
LIMIT_WALKS: Final = 10
LIMIT_DAYS: Final = 14
LIMIT_EACH: Final = 3
