"""How often is the pain still 2 or more points up the next morning?"""

from math import ceil

import numpy as np

from .. import parameters
from ..engine.logs import Bools, Ints, Logs, running
from ..engine.summary import Summary, so_far
from ..walk_columns import UNKNOWN
from .missing_walks import more
from .share_of_walks import ShareOfWalks


class NextMorning(ShareOfWalks):
    code = "next_morning"
    name = "How often it is still up the next morning"
    subject = "how often the pain is still up the next morning"
    claimed = "that the pain was usually still up the next morning"
    asked = "the pain of the next morning"
    who = "The pain"
    does = "stayed 2 points or more up until the morning after"

    def walks(self, logs: Logs) -> tuple[Bools, Bools]:
        known = (logs.next_morning != UNKNOWN) & logs.usable & logs.real
        up = logs.next_morning - logs.before >= parameters.RISE_THAT_COUNTS
        return known, known & up

    def enough_answers(self, logs: Logs, known: Bools) -> Bools:
        """Also, most mornings must be answered: bad ones are easier to remember than good ones."""
        usable = running(np.add, logs.usable)
        many = running(np.add, known) >= parameters.MORNING_ANSWERED * usable
        return super().enough_answers(logs, known) & many

    def numbers(self, logs: Logs, picked: Bools, event: Bools) -> dict[str, Ints]:
        return super().numbers(logs, picked, event) | {"usable": so_far(logs.usable)}

    def missing(self, summary: Summary) -> list[str]:
        missing = super().missing(summary)
        if missing:
            return missing
        share = parameters.MORNING_ANSWERED
        lacking = ceil((share * summary.usable - summary.used) / (1 - share))
        return more(0, max(lacking, 1), "walk", f" with {self.asked}")


KINDS = (NextMorning(),)
