"""For walks of the same length, is pain changing over the weeks? The coefficient of weeks."""

from dataclasses import replace

import numpy as np

from .. import parameters
from ..chart_data import ChartData
from ..engine.logs import Bools, Floats, Ints, Logs
from ..engine.samples import AFTER, BEFORE, MINUTES, ONE, WEEKS, Sample
from ..engine.summary import Summary, day_numbers
from ..engine.sums import Sums
from ..number_words import between, count, points
from ..values import State
from .chart_parts import first_day, slope_chart, weeks_since_first
from .kind import LINKED_DOWN, LINKED_UP, NO_LINK, SO_FAR_DOWN, SO_FAR_UP
from .linear_model import WHOLE_SCALE, LinearModelKind, leaves_out_zero, not_told
from .missing_walks import below_nine, more


class Trend(LinearModelKind):
    code = "trend"
    name = "Whether it changes over the weeks"
    unit = "points per 4 weeks"
    subject = "whether your pain after walks is changing over the weeks"
    claimed = "that your pain after walks was changing over the weeks"
    short_sentences = {
        LINKED_UP: "Walks that begin with the same pain end with more pain than weeks ago.",
        LINKED_DOWN: "Walks that begin with the same pain end with less pain than weeks ago.",
        SO_FAR_UP: "So far, walks that begin alike end with more pain than weeks ago.",
        SO_FAR_DOWN: "So far, walks that begin alike end with less pain than weeks ago.",
        NO_LINK: "Walks that begin with the same pain end as they did weeks ago.",
    }
    design = (ONE, BEFORE, MINUTES, WEEKS, AFTER)
    claim = parameters.TREND
    around = "{} every 4 weeks"

    def enough(self, sample: Sample, sums: Sums) -> Bools:
        span = sample.day - sample.first_day
        return np.asarray((sample.n >= parameters.TREND_WALKS) & (span >= parameters.TREND_DAYS))

    def reach(self, sample: Sample, sums: Sums) -> Floats:
        return np.asarray((sample.day - sample.first_day) / 28)

    def numbers(self, logs: Logs, picked: Bools, event: Bools) -> dict[str, Ints]:
        days = day_numbers(logs, picked)
        reach = np.maximum(days["days"] - 1, 0) / 28
        return super().numbers(logs, picked, event) | days | {"reach": reach}

    def missing(self, summary: Summary) -> list[str]:
        walks = more(summary.used, parameters.TREND_WALKS, "walk", below_nine(summary))
        tail = " from the first walk to the last"
        return walks + more(summary.days, parameters.TREND_DAYS + 1, "day", tail)

    def say(self, summary: Summary, estimate: float, low: float, high: float) -> str:
        span, walks = between(low, high), count(summary.used, "walk")
        alike = "among walks equally long that began at the same pain"
        changed = f"pain after them was {span} with every 4 weeks that passed"
        if summary.state is State.LINKED:
            way = "rising" if summary.direction > 0 else "falling"
            return (
                f"The passing weeks go with {way} pain after walks: about {points(estimate)} every "
                f"4 weeks ({span}), {alike}, over {walks} in {summary.days} days."
            )
        if summary.state is State.NO_CLEAR_LINK:
            return (
                f"No clear change over the weeks: {alike}, pain after them stayed within 1 point "
                f"in all ({span} with every 4 weeks, over {walks} in {summary.days} days)."
            )
        if summary.state is State.SO_FAR:
            return f"So far, {alike}, {changed} ({walks})."
        doubt = not_told(low, high, "whether it is changing", "where nothing changes")
        if leaves_out_zero(low, high):
            return f"{alike.capitalize()}, {changed} ({walks}): {doubt}."
        most = min(max(-low, high) * summary.reach, WHOLE_SCALE)
        return (
            f"{alike.capitalize()}, {changed} ({walks}). That could add up to {points(most)} over "
            f"the {summary.days} days, or to nothing: {doubt}."
        )

    def chart(self, summary: Summary, logs: Logs, picked: Bools) -> ChartData:
        axis = weeks_since_first(logs, picked), 4.0, "date"
        drawn = slope_chart(self.design, summary, logs, picked, axis)
        return replace(drawn, day_zero=first_day(logs)) if drawn.dot_x else drawn


KINDS = (Trend(),)
