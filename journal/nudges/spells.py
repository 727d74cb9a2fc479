"""Answers of yes and no come in spells: how to tell what is more than a spell.

Somebody who says yes after one walk in ten has a first yes after many noes, and eleven times yes in
a row hardly ever comes of tossing a coin, but does come of a spell. So the evidence is a likelihood
ratio: the probability of all the answers under what is looked for, over the greatest one that an
unchanging share gives them where each answer depends on the one before (a Markov chain, as for
shares of walks in `journal.patterns`).
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise, product
from operator import mul
from typing import Final

SHARES: Final = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97)
ALIKE: Final = (0.0, 0.25, 0.5)  # lag-1 correlations of answers, where nothing changes
SELDOM: Final = (0.03, 0.25)  # shares before a change
USUAL: Final = (0.75, 0.95)  # shares since a change
RECENT: Final = 0.93  # by which the prior of a change falls for each walk further back
MORE_OFTEN: Final = 11.0  # evidence from which on yes has come more often
OVER: Final = 1.0  # evidence below which that is over
MOSTLY: Final = 40.0  # evidence from which on yes comes mostly

Chain = tuple[float, tuple[tuple[float, float], tuple[float, float]]]


def _chain(share: float, alike: float) -> Chain:
    """Probabilities: of a first yes; of (no, yes) after a no, and of (no, yes) after a yes."""
    after_no, after_yes = share * (1 - alike), share + alike * (1 - share)
    return share, ((1 - after_no, after_no), (1 - after_yes, after_yes))


CONSTANT: Final = tuple(_chain(*each) for each in product(SHARES, ALIKE))
COIN: Final = tuple(_chain(0.5, alike) for alike in ALIKE)
OVER_HALF: Final = tuple(_chain(*each) for each in product((0.8, 0.95), (0.0, 0.4)))
CHANGES: Final = tuple((_chain(a, 0.25), _chain(b, 0.25)) for a, b in product(SELDOM, USUAL))


def _chances(answers: Sequence[bool], chain: Chain) -> list[float]:
    """After each answer, the probability of all so far."""
    first, step = chain
    steps = (step[last][now] for last, now in pairwise(answers))
    return list(accumulate(steps, mul, initial=first if answers[0] else 1 - first))


def _greatest(answers: Sequence[bool], chains: Sequence[Chain]) -> list[float]:
    columns = zip(*(_chances(answers, chain) for chain in chains), strict=True)
    return [max(1e-300, *column) for column in columns]


def _changed(answers: Sequence[bool], least: int) -> list[float]:
    """After each answer, the probability of all so far if yes became usual with one of them."""
    total = [0.0] * len(answers)
    for seldom, (_, usual) in CHANGES:
        unchanged, changed = _chances(answers, seldom), 0.0
        for at in range(least, len(answers)):
            step = usual[answers[at - 1]][answers[at]]
            changed = (RECENT * changed + (1 - RECENT) * unchanged[at - 1]) * step
            total[at] += changed / len(CHANGES)
    return total


@lru_cache(maxsize=4)
def more_often(answers: tuple[bool, ...], least: int) -> tuple[bool, ...]:
    """After each answer, whether yes has come more often than before. That never begins with a no.

    The change has `least` answers or more (at least one) before it. It goes on being told until the
    evidence falls below OVER.
    """
    found, goes_on = [], False
    chances = zip(_changed(answers, least), _greatest(answers, CONSTANT), strict=True)
    for answer, (changed, constant) in zip(answers, chances, strict=True):
        evidence = changed / constant
        goes_on = evidence >= OVER if goes_on else answer and evidence >= MORE_OFTEN
        found.append(goes_on)
    return tuple(found)


@lru_cache(maxsize=4)
def mostly(answers: tuple[bool, ...]) -> tuple[bool, ...]:
    """After each answer, whether yes comes more often than tossing a coin would give, spells
    included, however often one looks."""
    most = zip(*(_chances(answers, chain) for chain in OVER_HALF), strict=True)
    coin = _greatest(answers, COIN)
    return tuple(
        sum(each) / len(each) >= MOSTLY * by_chance
        for each, by_chance in zip(most, coin, strict=True)
    )
