"""Do morning and later walks differ? The coefficient of starting after noon."""

import numpy as np

from .. import parameters
from ..chart_data import ChartData
from ..engine.logs import Bools, Ints, Logs
from ..engine.samples import AFTER, BEFORE, MINUTES, ONE, Column, Sample
from ..engine.summary import Summary, day_numbers, group_numbers
from ..engine.sums import Sums
from ..number_words import between, count, points
from ..values import State
from .chart_parts import two_bars
from .kind import LINKED_DOWN, LINKED_UP, NO_LINK, SO_FAR_DOWN, SO_FAR_UP
from .linear_model import LinearModelKind, not_told
from .missing_walks import more, more_days

LATE = Column("late", lambda sample: sample.front(sample.logs.hour) >= parameters.NOON)


class TimeOfDay(LinearModelKind):
    code = "time_of_day"
    name = "Whether mornings and later walks differ"
    unit = "points"
    subject = "whether morning and later walks differ"
    claimed = "that morning and later walks differ"
    short_sentences = {
        LINKED_UP: "Walks after noon end with more pain than morning walks.",
        LINKED_DOWN: "Walks after noon end with less pain than morning walks.",
        SO_FAR_UP: "So far, walks after noon end with more pain than morning walks.",
        SO_FAR_DOWN: "So far, walks after noon end with less pain than morning walks.",
        NO_LINK: "Morning walks and later walks end with about the same pain.",
    }
    design = (ONE, BEFORE, MINUTES, LATE, AFTER)
    claim = parameters.TIME_OF_DAY
    no_link_within = parameters.DOES_NOT_MATTER
    around = "later walks {}"

    def enough(self, sample: Sample, sums: Sums) -> Bools:
        late, least = sums.now(ONE, LATE), parameters.EACH_HALF_DAY
        many = (late >= least) & (sample.n - late >= least)
        return np.asarray(many & (sample.days >= parameters.MIN_DAYS))

    def numbers(self, logs: Logs, picked: Bools, event: Bools) -> dict[str, Ints]:
        groups = group_numbers(picked, logs.hour >= parameters.NOON)
        return super().numbers(logs, picked, event) | groups | day_numbers(logs, picked)

    def missing(self, summary: Summary) -> list[str]:
        least = parameters.EACH_HALF_DAY
        walks = more(summary.early, least, "walk", " before noon") + more(
            summary.late, least, "walk", " after noon"
        )
        return walks or more_days(summary)

    def say(self, summary: Summary, estimate: float, low: float, high: float) -> str:
        span = between(low, high)
        groups = f"{count(summary.early, 'walk')} before noon and {summary.late} after"
        alike = "for the same length and the same pain at the start"
        if summary.state is State.LINKED:
            way = "more" if summary.direction > 0 else "less"
            return (
                f"Walking after noon goes with about {points(estimate)} {way} pain after the walk "
                f"than walking before noon ({span}), {alike}, over {groups}."
            )
        if summary.state is State.NO_CLEAR_LINK:
            return (
                f"Over {groups}, pain after later walks was {span}, {alike}: within 1 point either "
                "way."
            )
        if summary.state is State.SO_FAR:
            return f"So far, over {groups}, pain after later walks was {span}, {alike}."
        doubt = not_told(low, high, "whether they differ", "where they do not")
        return f"Over {groups}, pain after later walks was {span}, {alike}: {doubt}."

    def chart(self, summary: Summary, logs: Logs, picked: Bools) -> ChartData:
        late = logs.hour[0] >= parameters.NOON
        return two_bars(logs, picked, late, ("before noon", "after noon"))


KINDS = (TimeOfDay(),)
