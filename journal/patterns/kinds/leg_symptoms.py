"""How often do the legs hurt or tingle? The last ten answers are told, too, if they differ."""

from typing import Final

import numpy as np

from ..engine.logs import Bools, Ints, Logs
from ..engine.summary import Summary, so_far
from .share_of_walks import ShareOfWalks, column_answers

LAST: Final = 10  # answers at the end, which are told by themselves
BEFORE: Final = 20  # if there are at least so many answers before those
CHANGED: Final = 0.5  # and if the two shares differ at least so much


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
        """`early`: how many answers before the last ten were yes; `late`: of the last ten."""
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
