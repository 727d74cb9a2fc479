"""How often do the legs hurt or tingle? Told for the last answers, too, where those differ much."""

from typing import Final

import numpy as np

from ..engine.logs import Bools, Ints, Logs
from ..engine.summary import Summary, so_far
from .share_of_walks import ShareOfWalks, column_answers

LAST: Final = 10  # answers, told beside the whole log where
BEFORE: Final = 20  # or more were given before them
CHANGED: Final = 0.5  # and their share differs by so much


class LegSymptoms(ShareOfWalks):
    code = "leg_symptoms"
    name = "How often the legs hurt or tingle"
    subject = "how often your legs hurt or tingle"
    claimed = "that your legs usually hurt or tingled"
    asked = "an answer about the legs"
    who = "Your legs"
    does = "hurt or tingled"

    def walks(self, logs: Logs) -> tuple[Bools, Bools]:
        return column_answers(logs, logs.legs)

    def numbers(self, logs: Logs, picked: Bools, event: Bools) -> dict[str, Ints]:
        """Of the answers before the last ten, how many were yes, and of the last ten."""
        answers_first = np.argsort(~picked, axis=1, kind="stable")
        yes = np.cumsum(np.take_along_axis(event, answers_first, axis=1), axis=1)
        yes_of = np.concatenate([np.zeros((len(yes), 1), dtype=yes.dtype), yes], axis=1)
        before = np.maximum(so_far(picked) - LAST, 0)
        early = np.take_along_axis(yes_of, before, axis=1)
        found = {"early": early, "late": so_far(event) - early}
        return super().numbers(logs, picked, event) | found

    def say(self, summary: Summary, estimate: float, low: float, high: float) -> str:
        text, before = super().say(summary, estimate, low, high), summary.used - LAST
        if before < BEFORE or abs(summary.late / LAST - summary.early / before) < CHANGED:
            return text
        lately = f"of the last {LAST} it was so on {summary.late}"
        return f"{text} Lately: {lately}, of the {before} before them on {summary.early}."


KINDS = (LegSymptoms(),)
