"""The six kinds that are a share of walks: Wilson's interval, and evidence that it is over a half.

The evidence is a mixture of likelihood ratios of shares over one half against one half: a fair bet
whatever the true share up to one half, so that it may be looked at after every walk.
"""

import numpy as np

from . import rules
from .logs import EASED, UNKNOWN, Bools, Floats, Ints, Logs
from .records import Kind
from .verdicts import (
    CANNOT_TELL,
    LINKED,
    NO_CLEAR_LINK,
    SO_FAR,
    TOO_EARLY,
    Verdicts,
    claims,
)

SHARES = (*EASED, Kind.NEXT_MORNING, Kind.LEG_SYMPTOMS)
TELLING_WIDTH = 0.35  # an interval this narrow says something even with one half inside


def answers(kind: Kind, logs: Logs) -> tuple[Bools, Bools]:
    """Two (people, walks) arrays: where there is an answer that counts, and where it is yes."""
    if kind is Kind.NEXT_MORNING:
        known = (logs.next_morning != UNKNOWN) & (logs.before < rules.CEILING)
        yes = logs.next_morning - logs.before >= rules.RISE_THAT_COUNTS
    else:
        column = logs.legs if kind is Kind.LEG_SYMPTOMS else logs.eased[EASED.index(kind)]
        known, yes = column != UNKNOWN, column == 1
    known = known & logs.real
    return known, known & yes


def wilson(yes: Ints | Floats, n: Ints | Floats) -> tuple[Floats, Floats]:
    """Wilson's 90 % interval for a share (JASA 1927); for n = 0 it is 0 to 1."""
    n = np.maximum(n, 1e-9)
    share, z2 = yes / n, rules.Z**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = rules.Z / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2))
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)


def log_evidence(yes: Ints, n: Ints) -> Floats:
    """Natural logarithm of the evidence that the share is over one half."""
    bets = np.array(
        [yes * np.log(2 * p) + (n - yes) * np.log(2 * (1 - p)) for p in rules.SHARES_BET_ON]
    )
    top = bets.max(axis=0)
    return top + np.log(np.exp(bets - top).mean(axis=0))


def verdicts(kind: Kind, logs: Logs, every: bool) -> Verdicts:
    """Verdicts on one share after every walk (people, walks), or at the end (people, 1).

    Even at the end the history is computed here, because it is cheap.
    """
    known, is_yes = answers(kind, logs)
    n, yes = np.cumsum(known, axis=1), np.cumsum(is_yes, axis=1)
    walks = np.cumsum(logs.real, axis=1)
    enough = n >= rules.SHARE_ANSWERS
    if kind is Kind.NEXT_MORNING:
        usable = np.cumsum(logs.real & (logs.before < rules.CEILING), axis=1)
        enough &= n >= rules.MORNING_ANSWERED * usable
    low, high = wilson(yes, n)
    holds = enough & (low > 0.5)
    strong = holds & (log_evidence(yes, n) >= -np.log(rules.SHARE_ALPHA))
    standing, said, stopped = claims(strong, holds)
    state = np.select(
        [~enough, standing, high < 0.5, (low > 0.5) | (high - low <= TELLING_WIDTH)],
        [TOO_EARLY, LINKED, NO_CLEAR_LINK, SO_FAR],
        CANNOT_TELL,
    )
    direction = np.where(enough, (low > 0.5).astype(np.int64) - (high < 0.5), 0)
    found = Verdicts(
        state=state,
        direction=direction,
        estimate=np.where(enough, yes / np.maximum(n, 1), np.nan),
        low=np.where(enough, low, np.nan),
        high=np.where(enough, high, np.nan),
        used=n,
        left_out=walks - n,
        said=said,
        stopped=stopped,
    )
    return found if every else found.at(np.maximum(logs.count - 1, 0)[:, None])
