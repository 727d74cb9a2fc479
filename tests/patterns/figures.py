"""One measured figure, and how the shares of people behind it are counted."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from journal.patterns.engine.logs import Bools
from journal.patterns.engine.verdicts import Code

from .cohort import CohortReading

WALKS = 60
CLOSE = 5  # times as many people where a figure lies close to what is required
ERRORS = 1.645  # Monte-Carlo standard errors: a bound that chance passes for 1 run in 20
PASS, WITHIN_CHANCE, FAIL = "pass", "within chance", "fail"


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

    def verdict(self, errors: float = ERRORS) -> str:
        """Whether so many standard errors more or less are still within what is required.

        Within chance: the simulation cannot tell. Empty where nothing is required.
        """
        if self.least is None and self.most is None:
            return ""
        least = -np.inf if self.least is None else self.least
        most = np.inf if self.most is None else self.most
        low, high = self.measured - errors * self.error, self.measured + errors * self.error
        if least <= low and high <= most:
            return PASS
        return FAIL if high < least or low > most else WITHIN_CHANCE

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
    return np.asarray((found[kind].state[:, :walks] == Code.LINKED).any(axis=1))
