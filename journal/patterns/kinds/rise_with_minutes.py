"""Do longer walks raise the pain more? The coefficient of minutes in after, given before."""

from collections.abc import Mapping
from dataclasses import replace
from math import ceil
from typing import Final

import numpy as np

from .. import parameters
from ..chart_data import ChartData
from ..engine.logs import Bools, Floats, Ints, Logs, running
from ..engine.samples import (
    AFTER,
    BEFORE,
    MINUTES,
    ONE,
    PAINKILLER,
    USUAL_MINUTES,
    WEEKS,
    Sample,
)
from ..engine.summary import Summary, day_numbers, length_numbers, minutes_with_group, so_far
from ..engine.sums import Sums
from ..engine.verdicts import Code, Verdicts
from ..number_words import between, count, points
from ..values import State
from .chart_parts import slope_chart
from .kind import LINKED_UP, NO_LINK, SO_FAR_DOWN, SO_FAR_UP, Rows
from .linear_model import LinearModelKind, not_told
from .missing_walks import NAMED, below_nine, lengths_apart, more, more_days

# Correlation of length with starting after noon, from which on a link with length names the hour.
# It decides about words, not verdicts; `tests/patterns/trades.py` measures what others would do.
MIXED_WITH_HOUR: Final = 0.3


class RiseWithMinutes(LinearModelKind):
    code = "rise_with_minutes"
    name = "Whether longer walks raise it more"
    unit = "points per 10 minutes"
    subject = "whether longer walks raise your pain more"
    claimed = "that longer walks go with a larger rise"
    short_sentences = {
        LINKED_UP: "Longer walks go with more pain after them.",
        SO_FAR_UP: "So far, there is more pain after longer walks.",
        SO_FAR_DOWN: "So far, there is less pain after longer walks.",
        NO_LINK: "Longer walks end with about as much pain as shorter ones.",
    }
    # After is modelled on before, because after − before falls by itself when before is high.
    design = (ONE, BEFORE, WEEKS, PAINKILLER, MINUTES, AFTER)
    claim = parameters.RISE_WITH_MINUTES
    around = "{} with each further 10 minutes"
    ways = "less", "more"

    def counted(self, logs: Logs) -> Bools:
        # Minutes cut short by pain are a lower bound, which would hide a slope or invent a fall.
        known = np.asarray(logs.usable & (logs.stopped != 1))
        return known & ~_is_far_beyond(logs.minutes, known)

    def enough(self, sample: Sample, sums: Sums) -> Bools:
        sd = _minutes_sd(sample, sums)
        far_apart = (sd >= parameters.SLOPE_SD) & ~_rests_on_one_walk(sample, sums, sd)
        many = (sample.n >= parameters.SLOPE_WALKS) & (sample.days >= parameters.MIN_DAYS)
        return np.asarray(many & far_apart)

    def reach(self, sample: Sample, sums: Sums) -> Floats:
        return parameters.SPREAD * _minutes_sd(sample, sums) / 10

    def numbers(self, logs: Logs, picked: Bools, event: Bools) -> dict[str, Ints]:
        lengths = length_numbers(logs, picked, event)
        return (
            super().numbers(logs, picked, event)
            | lengths
            | day_numbers(logs, picked)
            | {
                "cut_short": so_far(logs.usable & (logs.stopped == 1)),
                "reach": parameters.SPREAD * lengths["minutes_sd"] / 10,
                "minutes_with_hour": minutes_with_group(logs, picked, logs.hour >= parameters.NOON),
            }
        )

    def completed(
        self, summaries: list[Summary], others: Mapping[str, Verdicts], rows: Rows
    ) -> list[Summary]:
        """Adds the comfortable length where that is linked, else 0.

        The sentence names it before the straight line, because it may hurt only beyond it.
        """
        limit = others["comfortable_minutes"]
        linked = np.where(limit.state == Code.LINKED, np.nan_to_num(limit.estimate), 0).astype(int)
        return [replace(each, limit=n) for each, n in zip(summaries, linked.tolist(), strict=True)]

    def missing(self, summary: Summary) -> list[str]:
        tail = " that pain did not cut short" if summary.cut_short else below_nine(summary)
        walks = more(summary.used, parameters.SLOPE_WALKS, "walk", tail)
        if summary.minutes_sd >= parameters.SLOPE_SD:
            return walks or more_days(summary) or ["walks nearly as long as the longest one"]
        lengths = lengths_apart(summary)
        such = ""
        # Walks of two lengths nearer than that never differ enough, however many there are.
        if lengths and lengths[1] - lengths[0] > 2 * parameters.SLOPE_SD:
            such = f", such as {lengths[0]} and {lengths[1]} minutes"
        return [*walks, f"walks that differ more in length{such}"]

    def sooner(self, summary: Summary, narrower: float, number: int) -> str:
        """In words, how many walks of two lengths would narrow the interval as much; empty if that
        takes as many walks as it does like these.

        Its width is inversely proportional to the root of the sum of squares of the minutes about
        their mean, and a pair of walks adds at least half the square of the difference in length.
        """
        lengths = lengths_apart(summary)
        if lengths is None:
            return ""
        short, long = lengths
        squares = summary.minutes_sd**2 * (summary.used - 1)
        pairs = max(1, ceil(squares * (narrower**2 - 1) / ((long - short) ** 2 / 2)))
        if 2 * pairs >= min(number, NAMED):
            return ""
        return f", or {pairs} of about {short} minutes and {pairs} of about {long}"

    def too_few(self, summary: Summary) -> str:
        is_far_apart = summary.minutes_sd >= parameters.SLOPE_SD
        if summary.used < parameters.SLOPE_WALKS or (is_far_apart and more_days(summary)):
            return super().too_few(summary)
        walks = count(summary.used, "walk")
        if is_far_apart:
            return (
                f"One of your {walks} is so much longer than the others that it alone would decide "
                f"{self.subject}."
            )
        return f"Your {walks} are too alike in length to tell {self.subject}."

    def say(self, summary: Summary, estimate: float, low: float, high: float) -> str:
        span, walks = between(low, high, *self.ways), count(summary.used, "walk")
        each = f"each further 10 minutes went with {span}"
        if summary.state is State.LINKED and summary.limit:
            return (
                f"Walks longer than about {count(summary.limit, 'minute')} go with a larger rise "
                f"in pain. Over all lengths alike, as a straight line, {each} (over {walks})."
                f"{_mixed_with_hour(summary)}"
            )
        if summary.state is State.LINKED:
            return (
                f"Each further 10 minutes of walking goes with about {points(estimate)} more pain "
                f"({span}, over {walks}).{_mixed_with_hour(summary)}"
            )
        if summary.state is State.NO_CLEAR_LINK:
            return (
                f"Over {walks}, {each}: within 1 point between your shorter and your longer walks."
            )
        if summary.state is State.SO_FAR:
            text = f"So far, over {walks}, {each}."
            if summary.direction < 0:
                text += " A log cannot tell this from shorter walks on worse days."
            return text + _mixed_with_hour(summary)
        doubt = not_told(low, high, "whether longer walks hurt more", "where they do not")
        return f"Over {walks}, {each}: {doubt}."

    def chart(self, summary: Summary, logs: Logs, picked: Bools) -> ChartData:
        axis = logs.minutes[0][picked].astype(float), 10.0, "minutes"
        return slope_chart(self.design, summary, logs, picked, axis)


def _mixed_with_hour(summary: Summary) -> str:
    """The remark, beside a link with length, that the hour may explain it; empty: no need.

    The hour is not in the model: the more length and hour go together, the wider it would make
    the interval, and a log cannot show which of the two matters if only one does.
    """
    if abs(summary.minutes_with_hour) < MIXED_WITH_HOUR:
        return ""
    hour = "after noon" if summary.minutes_with_hour > 0 else "before noon"
    return (
        f" Your longer walks were more often {hour}, so part of this, or all of it, may be the "
        "time of day rather than the length."
    )


def _minutes_sd(sample: Sample, sums: Sums) -> Floats:
    total, squares = sums.now(ONE, MINUTES), sums.now(MINUTES, MINUTES)
    left = np.maximum(squares - total**2 / np.maximum(sample.n, 1), 0.0)
    return np.asarray(10 * np.sqrt(left / np.maximum(sample.n - 1, 1)))


def _is_far_beyond(minutes: Ints, counted: Bools) -> Bools:
    """(people, walks): walks more than SLOPE_FAR times as long as all before, once enough count.

    One day's outing, or a clock left running, would decide the slope alone.
    """
    longest = np.maximum.accumulate(np.where(counted, minutes, 0), axis=1)
    number = np.cumsum(counted, axis=1)
    far = minutes[:, 1:] > parameters.SLOPE_FAR * longest[:, :-1]
    found = np.zeros_like(counted)
    found[:, 1:] = far & (number[:, :-1] >= parameters.SLOPE_WALKS)
    return found


def _rests_on_one_walk(sample: Sample, sums: Sums, sd: Floats) -> Bools:
    """Whether the longest walk makes up most of the sum of squares of the minutes."""
    made = np.where(sample.real, sample.front(sample.logs.minutes), 0)
    longest = running(np.maximum, made.T).T
    mean = 10 * sums.now(ONE, MINUTES) / np.maximum(sample.n, 1) + USUAL_MINUTES
    most = parameters.SLOPE_MOST_OF_ONE * sd**2 * np.maximum(sample.n - 1, 1)
    return np.asarray((longest - mean) ** 2 > most)


KINDS = (RiseWithMinutes(),)
