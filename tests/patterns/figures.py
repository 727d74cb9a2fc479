"""One measured figure, and how the shares of people behind it are counted."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from journal.patterns.engine.logs import Bools
from journal.patterns.engine.verdicts import LINKED

from .cohort import CohortReading

WALKS = 60
CLOSE = 5  # times as many people where a figure lies close to what is required


@dataclass(frozen=True)
class Figure:
    """One line of the table. `least` and `most` bound what is required; None: for comparison."""

    group: str
    name: str
    measured: float
    error: float  # Monte-Carlo standard error
    people: int
    least: float | None = None
    most: float | None = None
    unit: str = "%"

    def holds(self, allowance: float = 0.0) -> bool:
        """Whether it is within its bounds, give or take some standard errors."""
        slack = allowance * self.error
        return (self.least is None or self.measured >= self.least - slack) and (
            self.most is None or self.measured <= self.most + slack
        )

    @property
    def required(self) -> str:
        if self.least is None and self.most is None:
            return "-"
        if self.least is None:
            return f"≤ {self.most:g} {self.unit}"
        if self.most is None:
            return f"≥ {self.least:g} {self.unit}"
        return f"{self.least:g}-{self.most:g} {self.unit}"


def share(
    group: str, name: str, flags: Bools, least: float | None = None, most: float | None = None
) -> Figure:
    """A percentage of people; the error is floored at that of one person in the sample."""
    n = max(len(flags), 1)
    p = float(np.mean(flags)) if len(flags) else float("nan")
    error = 100 * sqrt(max(p * (1 - p), 1 / n) / n)
    return Figure(group, name, round(100 * p, 2), round(error, 2), len(flags), least, most)


def ever_linked(found: CohortReading, kind: str, walks: int = WALKS) -> Bools:
    """(people,): whether a kind was linked at any of the first walks."""
    return np.asarray((found[kind].state[:, :walks] == LINKED).any(axis=1))
