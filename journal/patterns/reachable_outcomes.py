"""What the engine can ever say: each kind's states, and the directions possible in each.

An advice rule that asks for anything else would never hold, and nobody would notice. The simulation
checks that nothing else is ever said.
"""

from dataclasses import dataclass

from .kinds import KINDS
from .values import State


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that the journal can say of a kind: its state, and its `side` (-1, 0 or 1)."""

    kind: str
    state: State
    side: int


def outcomes() -> list[Outcome]:
    """Everything that the journal can say, in the order of the patterns and of their states."""
    return [
        Outcome(kind.code, state, side)
        for kind in KINDS.values()
        for state in State
        for side in sorted(kind.reachable[state], reverse=True)
    ]
