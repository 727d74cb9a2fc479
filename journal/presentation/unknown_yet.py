"""The patterns of which nothing is known yet, and which of them is nearest to an answer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from journal.presentation.statements import Statement

FAR = 10_000  # for needs that name no number, such as a date on another page


@dataclass(frozen=True)
class UnknownYet:
    """The questions of which it is too early to say anything, the nearest to an answer first."""

    statements: tuple[Statement, ...]

    @property
    def nearest(self) -> Statement | None:
        return self.statements[0] if self.statements else None

    @property
    def in_a_line(self) -> str:
        """For example “Nearest to an answer: whether … (8 more walks after noon).”"""
        if self.nearest is None:
            return ""
        needs = self.nearest.pattern.needs
        lacking = f" ({' and '.join(needs)})" if needs else ""
        return f"Nearest to an answer: {self.nearest.kind.subject}{lacking}."


def unknown_of(statements: Iterable[Statement]) -> UnknownYet:
    silent = [each for each in statements if not each.is_spoken]
    return UnknownYet(tuple(sorted(silent, key=_distance)))


def _distance(statement: Statement) -> tuple[int, bool]:
    """A sort key: about how many walks and days are lacking, and whether it was never answered."""
    found = [int(n) for need in statement.pattern.needs for n in re.findall(r"^\d+", need)]
    lacking = sum(found) if len(found) == len(statement.pattern.needs) else FAR
    return lacking, statement.is_unanswered
