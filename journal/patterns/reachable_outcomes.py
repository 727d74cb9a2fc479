"""What the engine can ever say of a kind: its states, each with the sides it comes with.

An editor's rule that waits for anything else would wait for ever, and nobody would notice. The
simulation holds that nothing outside these sets is ever said.
"""

from collections.abc import Mapping
from typing import Final

from . import parameters
from .values import UNITS, Kind, State

# Sides of the null on which the interval may lie, 0 where it holds the null.
_NEITHER: Final = frozenset({0})
_EITHER: Final = frozenset({-1, 1})
_ANY: Final = frozenset({-1, 0, 1})

Sides = Mapping[State, frozenset[int]]


def _share() -> Sides:
    """Claims are only made of “usually”: over one half. Seldom is no clear link."""
    return {
        State.TOO_EARLY: _NEITHER,
        State.SO_FAR: frozenset({0, 1}),
        State.LINKED: frozenset({1}),
        State.NO_CLEAR_LINK: frozenset({-1}),
        State.CANNOT_TELL: _NEITHER,
    }


def _linear(kind: Kind) -> Sides:
    worse_is_no_benefit = kind is Kind.SINCE_PROGRAMME
    return {
        State.TOO_EARLY: _NEITHER,
        State.SO_FAR: frozenset({-1}) if worse_is_no_benefit else _EITHER,
        State.LINKED: frozenset(parameters.CLAIMS[kind].alternatives),
        State.NO_CLEAR_LINK: _ANY,
        State.CANNOT_TELL: _NEITHER,
    }


def sides_of(kind: Kind) -> Sides:
    """The states that `kind` can be in, and for each the directions (-1, 0, 1) it can have."""
    if kind is Kind.COMFORTABLE_MINUTES:
        return dict.fromkeys(State, _NEITHER)  # a length lies on no side
    return _linear(kind) if kind in parameters.CLAIMS else _share()


def largest(kind: Kind, state: State) -> float | None:
    """The largest size of an estimate in that state, in the kind's unit; None: there is none.

    A size is the distance from zero. Estimates stay below it or reach it just so.
    """
    if state is State.TOO_EARLY:
        return None
    if UNITS[kind] == "share":
        return 0.5 if state is State.NO_CLEAR_LINK else 1.0
    if kind is Kind.COMFORTABLE_MINUTES:
        from .engine.limit_posterior import CENTRES  # noqa: PLC0415 (loads numpy: see this package's first page)

        return float(max(CENTRES))
    if state is State.NO_CLEAR_LINK and kind in (Kind.TYPICAL_RISE, Kind.TIME_OF_DAY):
        return parameters.DOES_NOT_MATTER
    return 10.0  # the whole scale of pain
