"""Answers of yes and no come in spells: what in them is more than a spell.

Somebody who says yes after one walk in ten has a first yes after many noes, and a coin gives eleven
times yes in a row to hardly anybody, but a spell does. So what is looked for is weighed against the
best that an unchanging share does, spells included: the chance of all the answers if it is so, over
the greatest chance that a share gives them where each answer takes after the one before (a Markov
chain, as for shares of walks in `journal.patterns`).
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise, product
from operator import mul
from typing import Final

SHARES: Final = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97)
ALIKE: Final = (0.0, 0.25, 0.5)  # neighbouring answers, where nothing changes
SELDOM: Final = (0.03, 0.25)  # shares before a change
USUAL: Final = (0.75, 0.95)  # and since
RECENT: Final = 0.93  # how much less likely a change is believed for each walk further back
MORE_OFTEN: Final = 11.0  # the evidence with which it begins
OVER: Final = 1.0  # and with which it is over
MOSTLY: Final = 40.0

Chain = tuple[float, tuple[tuple[float, float], tuple[float, float]]]


def _chain(share: float, alike: float) -> Chain:
    """The chance of a first yes; and of no and yes after a no, and after a yes."""
    after_no, after_yes = share * (1 - alike), share + alike * (1 - share)
    return share, ((1 - after_no, after_no), (1 - after_yes, after_yes))


CONSTANT: Final = tuple(_chain(*each) for each in product(SHARES, ALIKE))
COIN: Final = tuple(_chain(0.5, alike) for alike in ALIKE)
OVER_HALF: Final = tuple(_chain(*each) for each in product((0.8, 0.95), (0.0, 0.4)))
CHANGES: Final = tuple((_chain(a, 0.25), _chain(b, 0.25)) for a, b in product(SELDOM, USUAL))


def _chances(answers: Sequence[bool], chain: Chain) -> list[float]:
    """After each answer, the chance of all so far."""
    first, step = chain
    steps = (step[last][now] for last, now in pairwise(answers))
    return list(accumulate(steps, mul, initial=first if answers[0] else 1 - first))


def _greatest(answers: Sequence[bool], chains: Sequence[Chain]) -> list[float]:
    columns = zip(*(_chances(answers, chain) for chain in chains), strict=True)
    return [max(1e-300, *column) for column in columns]


def _changed(answers: Sequence[bool], least: int) -> list[float]:
    """After each answer, the chance of all so far if yes became usual at some walk by then."""
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
    """After each answer, whether yes has come more often than before; it never begins with a no.

    There are `least` answers or more before the change. It goes on until nothing speaks for it.
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
    """After each answer, whether yes comes more often than a coin would give, however often one
    looks."""
    most = zip(*(_chances(answers, chain) for chain in OVER_HALF), strict=True)
    coin = _greatest(answers, COIN)
    return tuple(
        sum(each) / len(each) >= MOSTLY * by_chance
        for each, by_chance in zip(most, coin, strict=True)
    )
