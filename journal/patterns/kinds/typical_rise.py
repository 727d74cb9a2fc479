"""Does a walk usually raise the pain? The mean of after − before."""

import numpy as np

from .. import parameters
from ..chart_data import ChartData, LinePoint
from ..engine.logs import Bools, Ints, Logs
from ..engine.samples import ONE, RISE, Sample
from ..engine.summary import Summary, day_numbers
from ..engine.sums import Sums
from ..number_words import between, count, points
from ..values import State
from .chart_parts import dots, first_day, rises, weeks_since_first
from .kind import LINKED_DOWN, LINKED_UP, NO_LINK, SO_FAR_DOWN, SO_FAR_UP
from .linear_model import LinearModelKind, not_told
from .missing_walks import below_nine, more, more_days


class TypicalRise(LinearModelKind):
    code = "typical_rise"
    name = "How much a walk usually raises the pain"
    unit = "points"
    subject = "whether a walk raises your pain"
    claimed = "that on average a walk goes with a change in your pain"
    short_sentences = {
        LINKED_UP: "On average the pain is higher after a walk than before it.",
        LINKED_DOWN: "On average the pain is lower after a walk than before it.",
        SO_FAR_UP: "So far, the pain is mostly higher after a walk.",
        SO_FAR_DOWN: "So far, the pain is mostly lower after a walk.",
        NO_LINK: "On average the pain after a walk is about as it was before it.",
    }
    design = (ONE, RISE)
    claim = parameters.TYPICAL_RISE
    no_link_within = parameters.DOES_NOT_MATTER

    def enough(self, sample: Sample, sums: Sums) -> Bools:
        days = sample.days >= parameters.MIN_DAYS
        return np.asarray((sample.n >= parameters.TYPICAL_WALKS) & days)

    def numbers(self, logs: Logs, picked: Bools, event: Bools) -> dict[str, Ints]:
        return super().numbers(logs, picked, event) | day_numbers(logs, picked)

    def missing(self, summary: Summary) -> list[str]:
        walks = more(summary.used, parameters.TYPICAL_WALKS, "walk", below_nine(summary))
        return walks or more_days(summary)

    def say(self, summary: Summary, estimate: float, low: float, high: float) -> str:
        span, walks = between(low, high), count(summary.used, "walk")
        average = f"pain after a walk was {span} than before it on average"
        if summary.state is State.LINKED:
            change = "a rise" if summary.direction > 0 else "a fall"
            return (
                f"On average, a walk goes with {change} in pain of about {points(estimate)} "
                f"({span}, over {walks})."
            )
        if summary.state is State.NO_CLEAR_LINK:
            return f"Over {walks}, {average}: within 1 point either way."
        if summary.state is State.SO_FAR:
            return f"So far, over {walks}, {average}."
        doubt = not_told(low, high, "whether a walk raises it", "where none does")
        return f"Over {walks}, {average}: {doubt}."

    def chart(self, summary: Summary, logs: Logs, picked: Bools) -> ChartData:
        weeks = weeks_since_first(logs, picked)
        line: tuple[LinePoint, ...] = ()
        if summary.interval is not None:
            ends = float(weeks.min()), float(weeks.max())
            line = tuple(LinePoint(x, *summary.interval) for x in ends)
        places = dots(weeks, rises(logs, picked))
        start = first_day(logs) if weeks.size else None
        return ChartData("date", "rise in points", *places, line=line, day_zero=start)


KINDS = (TypicalRise(),)
