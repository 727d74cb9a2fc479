"""What is missing, or what would tell more: information, never a task.

Below the minimum it is a plain count of what is lacking. Above it, the number of further walks
follows from how an interval narrows: with the square root of the number of walks, and that of a
slope with the spread of their lengths, so that two lengths far apart tell it sooner. No length is
ever named that is beyond the longest walk that stayed comfortable.
"""

from math import ceil

from . import rules
from .facts import Facts
from .records import Kind, State
from .words import count

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


def needs(facts: Facts) -> tuple[str, ...]:
    """What is missing (too early), or what would tell more (so far, cannot tell)."""
    if facts.state is State.TOO_EARLY:
        return tuple(_MISSING.get(facts.kind, _missing_answers)(facts))
    if facts.state not in (State.SO_FAR, State.CANNOT_TELL):
        return ()
    if facts.kind in ASKED:
        return _more_answers(facts)
    if facts.kind is Kind.COMFORTABLE_MINUTES:
        return _lengths(facts)
    return _more_walks(facts)


def _more(have: int, least: int, what: str, tail: str = "") -> list[str]:
    if have >= least:
        return []
    return [f"{least - have} more {what}{'' if least - have == 1 else 's'}{tail}"]


def _below_nine(facts: Facts) -> str:
    return " that start below 9" if facts.at_ceiling else ""


def _typical(facts: Facts) -> list[str]:
    walks = _more(facts.used, rules.TYPICAL_WALKS, "walk", _below_nine(facts))
    return walks or _more(facts.distinct_days, rules.TYPICAL_DAYS, "day", " with a walk")


def _slope(facts: Facts) -> list[str]:
    tail = " that pain did not cut short" if facts.cut_short else _below_nine(facts)
    walks = _more(facts.used, rules.SLOPE_WALKS, "walk", tail)
    if facts.minutes_sd >= rules.SLOPE_SD:
        return walks
    lengths = _apart(facts)
    such = f", such as {lengths[0]} and {lengths[1]} minutes" if lengths else ""
    return [*walks, f"walks that differ more in length{such}"]


def _comfortable(facts: Facts) -> list[str]:
    missing = _more(facts.used, rules.LIMIT_WALKS, "walk", _below_nine(facts))
    missing += _more(facts.days, rules.LIMIT_DAYS + 1, "day", " of walks")
    if missing:
        return missing
    fine = facts.used - facts.yes
    if fine < rules.LIMIT_EACH:
        return _more(fine, rules.LIMIT_EACH, "walk", " with a rise of less than 2 points")
    return ["more walks of any length that is comfortable"]


def _trend(facts: Facts) -> list[str]:
    walks = _more(facts.used, rules.TREND_WALKS, "walk", _below_nine(facts))
    return walks + _more(
        facts.days, rules.TREND_DAYS + 1, "day", " from the first walk to the last"
    )


def _programme(facts: Facts) -> list[str]:
    if facts.programme is None:
        return ["the date on which exercises began"]
    missing = _more(facts.early, rules.PHASE_WALKS, "walk", " from the weeks before")
    if facts.early and facts.baseline_days < rules.PHASE_DAYS:
        missing.append(f"{count(rules.PHASE_DAYS, 'day')} of walks before the start")
    missing += _more(facts.late, rules.PHASE_WALKS, "walk", " since the start")
    if facts.late >= rules.PHASE_WALKS:
        missing += _more(facts.following_days, rules.PHASE_DAYS, "day", " since the start")
    return missing


def _half_days(facts: Facts) -> list[str]:
    least = rules.EACH_HALF_DAY
    return _more(facts.early, least, "walk", " before noon") + _more(
        facts.late, least, "walk", " after noon"
    )


def _missing_answers(facts: Facts) -> list[str]:
    missing = _more(facts.used, rules.SHARE_ANSWERS, "walk", f" with {ASKED[facts.kind]}")
    if missing or facts.kind is not Kind.NEXT_MORNING:
        return missing
    share = rules.MORNING_ANSWERED
    lacking = ceil((share * facts.usable - facts.used) / (1 - share))
    return _more(0, max(lacking, 1), "walk", f" with {ASKED[facts.kind]}")


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


def _more_walks(facts: Facts) -> tuple[str, ...]:
    if facts.estimate is None or facts.low is None or facts.high is None:
        return ()
    half = (facts.high - facts.low) / 2
    if facts.state is State.SO_FAR:
        wanted = abs(facts.estimate) * rules.Z / SURE
    else:
        edge = rules.DOES_NOT_MATTER / max(facts.reach, 1e-6)
        wanted = max(abs(facts.estimate), edge - abs(facts.estimate))
    further = _further(facts.used, half, wanted)
    about = _about(further, " like these")
    if facts.kind is Kind.RISE_WITH_MINUTES:
        about += _sooner(facts, half / max(wanted, 1e-6), further)
    return (about,)


def _sooner(facts: Facts, narrower: float, further: int) -> str:
    """How many walks of two lengths narrow a slope's interval so many times, if they are fewer.

    The interval goes with one over the root of the sum of squares of the minutes about their mean.
    A pair of walks adds at least half the square of what lies between the two.
    """
    lengths = _apart(facts)
    if lengths is None:
        return ""
    short, long = lengths
    squares = facts.minutes_sd**2 * (facts.used - 1)
    pairs = max(1, ceil(squares * (narrower**2 - 1) / ((long - short) ** 2 / 2)))
    if 2 * pairs >= min(further, NAMED):
        return ""
    return f", or {pairs} of about {short} minutes and {pairs} of about {long}"


def _more_answers(facts: Facts) -> tuple[str, ...]:
    if facts.estimate is None or facts.low is None or facts.high is None:
        return ()
    factor = SURE / rules.Z if facts.state is State.SO_FAR else 1.0
    half = (facts.high - facts.low) / 2 * factor
    further = _further(facts.used, half, max(abs(facts.estimate - 0.5), 0.15))
    return (_about(further, f" with {ASKED[facts.kind]}"),)


def _apart(facts: Facts) -> tuple[int, int] | None:
    """Two lengths, the longer one no longer than what stayed comfortable; None: too near."""
    most = facts.comfortable
    short = max(5, min(facts.shortest, most) // 5 * 5)
    long = most // 5 * 5
    return (short, long) if long - short >= APART else None


def _lengths(facts: Facts) -> tuple[str, ...]:
    """Lengths that would tell more of a limit."""
    lengths = _apart(facts)
    if lengths:
        short, long = lengths
        return (f"two walks of about {short} minutes and two of about {long} would tell more",)
    if facts.shortest - APART >= 5:
        shorter = max(5, (facts.shortest // 2) // 5 * 5)
        return (f"two walks of about {shorter} minutes would tell more",)
    return ()
