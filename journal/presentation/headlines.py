"""A pattern's figures in a few words, for a list: they stand behind its name, under its state.

The whole sentence stands one tap away. What is said here is the range and never the best estimate
alone, so that a few words promise no more than the sentence does.
"""

from journal.patterns import Kind, Pattern, State
from journal.patterns.number_words import between, count

_AROUND = {
    Kind.TYPICAL_RISE: "{}",
    Kind.RISE_WITH_MINUTES: "{} with each further 10 minutes",
    Kind.TREND: "{} every 4 weeks",
    Kind.SINCE_PROGRAMME: "{} than recovery alone would give",
    Kind.TIME_OF_DAY: "later walks {}",
}


def headline(pattern: Pattern) -> str:
    """For example "between 1 and 1.7 points higher"; empty while it is too early to say."""
    if pattern.state == State.TOO_EARLY:
        return ""
    if pattern.low is None or pattern.high is None:
        return pattern.sentence
    if pattern.kind == Kind.COMFORTABLE_MINUTES:
        return _length(pattern, pattern.low, pattern.high)
    if pattern.unit == "share":
        range_ = f"{round(100 * pattern.low)} % to {round(100 * pattern.high)} %"
        return f"{len(pattern.for_)} of {count(pattern.walks_used, 'walk')} ({range_})"
    ways = ("less", "more") if pattern.kind == Kind.RISE_WITH_MINUTES else ("lower", "higher")
    return _AROUND[pattern.kind].format(between(pattern.low, pattern.high, *ways))


def _length(pattern: Pattern, low: float, high: float) -> str:
    if pattern.state == State.NO_CLEAR_LINK:
        return pattern.sentence  # no limit was seen, so the figures name none
    limit = f"limit from {int(low)} to {int(high)}"
    if pattern.state == State.CANNOT_TELL or pattern.estimate is None:
        return f"{limit} minutes"
    return f"{count(int(pattern.estimate), 'minute')} ({limit})"
