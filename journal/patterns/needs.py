"""What is missing, or what would tell more: information, never a task.

Below the minimum it is a plain count of what is lacking. Above it, the number of further walks
follows from how an interval narrows: with the square root of the number of walks, and that of a
slope with the spread of their lengths, so that two lengths far apart tell it sooner. No length is
ever named that is beyond the longest walk that stayed comfortable.
"""

from math import ceil

from . import parameters
from .engine.summary import Summary
from .number_words import count
from .values import Kind, State

SURE = 3.4  # about how many standard errors from zero an estimate is when it becomes linked
MANY = 200
NAMED = 40  # walks of named lengths: more would sound like a programme
APART = 10  # minutes: lengths nearer to each other are not named as two

ASKED = {
    Kind.EASED_BY_SITTING: "an answer about sitting",
    Kind.EASED_BY_LEANING_FORWARD: "an answer about leaning forward",
    Kind.EASED_BY_STANDING_STILL: "an answer about standing still",
    Kind.EASED_BY_LYING: "an answer about lying down",
    Kind.NEXT_MORNING: "the pain of the next morning",
    Kind.LEG_SYMPTOMS: "an answer about the legs",
}


def needs(summary: Summary) -> tuple[str, ...]:
    """What is missing (too early), or what would tell more (so far, cannot tell)."""
    if summary.state is State.TOO_EARLY:
        return tuple(_MISSING.get(summary.kind, _missing_answers)(summary))
    if summary.state not in (State.SO_FAR, State.CANNOT_TELL):
        return ()
    if summary.kind in ASKED:
        return _more_answers(summary)
    if summary.kind is Kind.COMFORTABLE_MINUTES:
        return _lengths(summary)
    return _more_walks(summary)


def _more(have: int, least: int, what: str, tail: str = "") -> list[str]:
    if have >= least:
        return []
    return [f"{least - have} more {what}{'' if least - have == 1 else 's'}{tail}"]


def _below_nine(summary: Summary) -> str:
    return " that start below 9" if summary.at_ceiling else ""


def _typical(summary: Summary) -> list[str]:
    walks = _more(summary.used, parameters.TYPICAL_WALKS, "walk", _below_nine(summary))
    return walks or _more(summary.distinct_days, parameters.TYPICAL_DAYS, "day", " with a walk")


def _slope(summary: Summary) -> list[str]:
    tail = " that pain did not cut short" if summary.cut_short else _below_nine(summary)
    walks = _more(summary.used, parameters.SLOPE_WALKS, "walk", tail)
    if summary.minutes_sd >= parameters.SLOPE_SD:
        return walks
    lengths = _apart(summary)
    such = f", such as {lengths[0]} and {lengths[1]} minutes" if lengths else ""
    return [*walks, f"walks that differ more in length{such}"]


def _comfortable(summary: Summary) -> list[str]:
    missing = _more(summary.used, parameters.LIMIT_WALKS, "walk", _below_nine(summary))
    missing += _more(summary.days, parameters.LIMIT_DAYS + 1, "day", " of walks")
    if missing:
        return missing
    fine = summary.used - summary.yes
    if fine < parameters.LIMIT_EACH:
        return _more(fine, parameters.LIMIT_EACH, "walk", " with a rise of less than 2 points")
    return ["more walks of any length that is comfortable"]


def _trend(summary: Summary) -> list[str]:
    walks = _more(summary.used, parameters.TREND_WALKS, "walk", _below_nine(summary))
    return walks + _more(
        summary.days, parameters.TREND_DAYS + 1, "day", " from the first walk to the last"
    )


def _programme(summary: Summary) -> list[str]:
    if summary.programme is None:
        return ["the date on which exercises began"]
    missing = _more(summary.early, parameters.PHASE_WALKS, "walk", " from the weeks before")
    if summary.early and summary.baseline_days < parameters.PHASE_DAYS:
        missing.append(f"{count(parameters.PHASE_DAYS, 'day')} of walks before the start")
    missing += _more(summary.late, parameters.PHASE_WALKS, "walk", " since the start")
    if summary.late >= parameters.PHASE_WALKS:
        missing += _more(summary.following_days, parameters.PHASE_DAYS, "day", " since the start")
    return missing


def _half_days(summary: Summary) -> list[str]:
    least = parameters.EACH_HALF_DAY
    return _more(summary.early, least, "walk", " before noon") + _more(
        summary.late, least, "walk", " after noon"
    )


def _missing_answers(summary: Summary) -> list[str]:
    missing = _more(summary.used, parameters.SHARE_ANSWERS, "walk", f" with {ASKED[summary.kind]}")
    if missing or summary.kind is not Kind.NEXT_MORNING:
        return missing
    share = parameters.MORNING_ANSWERED
    lacking = ceil((share * summary.usable - summary.used) / (1 - share))
    return _more(0, max(lacking, 1), "walk", f" with {ASKED[summary.kind]}")


_MISSING = {
    Kind.TYPICAL_RISE: _typical,
    Kind.RISE_WITH_MINUTES: _slope,
    Kind.COMFORTABLE_MINUTES: _comfortable,
    Kind.TREND: _trend,
    Kind.SINCE_PROGRAMME: _programme,
    Kind.TIME_OF_DAY: _half_days,
}


def _further(have: int, width: float, wanted: float) -> int:
    """How many more walks narrow a half width to the wanted one."""
    return max(1, ceil(have * ((width / max(wanted, 1e-6)) ** 2 - 1)))


def _about(number: int, what: str) -> str:
    if number > MANY:
        return f"more than {MANY} further walks{what} would be needed to tell"
    return f"about {count(number, 'more walk')}{what} would tell more"


def _more_walks(summary: Summary) -> tuple[str, ...]:
    if summary.estimate is None or summary.low is None or summary.high is None:
        return ()
    half = (summary.high - summary.low) / 2
    if summary.state is State.SO_FAR:
        wanted = abs(summary.estimate) * parameters.Z / SURE
    else:
        edge = parameters.DOES_NOT_MATTER / max(summary.reach, 1e-6)
        wanted = max(abs(summary.estimate), edge - abs(summary.estimate))
    further = _further(summary.used, half, wanted)
    about = _about(further, " like these")
    if summary.kind is Kind.RISE_WITH_MINUTES:
        about += _sooner(summary, half / max(wanted, 1e-6), further)
    return (about,)


def _sooner(summary: Summary, narrower: float, further: int) -> str:
    """How many walks of two lengths narrow a slope's interval so many times, if they are fewer.

    The interval goes with one over the root of the sum of squares of the minutes about their mean.
    A pair of walks adds at least half the square of what lies between the two.
    """
    lengths = _apart(summary)
    if lengths is None:
        return ""
    short, long = lengths
    squares = summary.minutes_sd**2 * (summary.used - 1)
    pairs = max(1, ceil(squares * (narrower**2 - 1) / ((long - short) ** 2 / 2)))
    if 2 * pairs >= min(further, NAMED):
        return ""
    return f", or {pairs} of about {short} minutes and {pairs} of about {long}"


def _more_answers(summary: Summary) -> tuple[str, ...]:
    if summary.estimate is None or summary.low is None or summary.high is None:
        return ()
    factor = SURE / parameters.Z if summary.state is State.SO_FAR else 1.0
    half = (summary.high - summary.low) / 2 * factor
    further = _further(summary.used, half, max(abs(summary.estimate - 0.5), 0.15))
    return (_about(further, f" with {ASKED[summary.kind]}"),)


def _apart(summary: Summary) -> tuple[int, int] | None:
    """Two lengths, the longer one no longer than what stayed comfortable; None: too near."""
    most = summary.comfortable
    short = max(5, min(summary.shortest, most) // 5 * 5)
    long = most // 5 * 5
    return (short, long) if long - short >= APART else None


def _lengths(summary: Summary) -> tuple[str, ...]:
    """Lengths that would tell more of a limit."""
    lengths = _apart(summary)
    if lengths:
        short, long = lengths
        return (f"two walks of about {short} minutes and two of about {long} would tell more",)
    if summary.shortest - APART >= 5:
        shorter = max(5, (summary.shortest // 2) // 5 * 5)
        return (f"two walks of about {shorter} minutes would tell more",)
    return ()
