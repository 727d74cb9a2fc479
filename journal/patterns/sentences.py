"""One plain sentence for every kind and state. It describes, gives numbers, and never instructs.

No sentence names a condition or a cause; "goes with" and "usually" stand only where a pattern is
linked, "so far" only where it is so far.
"""

from . import parameters
from .engine.summary import Summary
from .number_words import between, count, listed, points
from .values import Kind, State

EASED = {
    Kind.EASED_BY_SITTING: "Sitting",
    Kind.EASED_BY_LEANING_FORWARD: "Leaning forward",
    Kind.EASED_BY_STANDING_STILL: "Standing still",
    Kind.EASED_BY_LYING: "Lying down",
}

SUBJECT = {
    Kind.TYPICAL_RISE: "whether a walk raises your pain",
    Kind.RISE_WITH_MINUTES: "whether longer walks raise your pain more",
    Kind.COMFORTABLE_MINUTES: "up to what length your walks stay comfortable",
    Kind.TREND: "whether your pain after walks is changing over the weeks",
    Kind.SINCE_PROGRAMME: "whether your pain is lower since the exercises began",
    Kind.TIME_OF_DAY: "whether morning and later walks differ",
    Kind.EASED_BY_SITTING: "whether sitting eases your pain",
    Kind.EASED_BY_LEANING_FORWARD: "whether leaning forward eases your pain",
    Kind.EASED_BY_STANDING_STILL: "whether standing still eases your pain",
    Kind.EASED_BY_LYING: "whether lying down eases your pain",
    Kind.NEXT_MORNING: "how often the pain is still up the next morning",
    Kind.LEG_SYMPTOMS: "how often your legs join in",
}


def sentence(summary: Summary, needs: tuple[str, ...]) -> str:
    """The sentence for one pattern."""
    if summary.state is State.TOO_EARLY:
        return _too_early(summary, needs)
    if summary.kind is Kind.COMFORTABLE_MINUTES:
        return _comfortable(summary)
    if summary.estimate is None or summary.low is None or summary.high is None:
        return f"It is not possible to tell {SUBJECT[summary.kind]} from {_walks(summary)}."
    if summary.kind in _LINEAR:
        return _LINEAR[summary.kind](summary, summary.estimate, summary.low, summary.high)
    return _share(summary, summary.low, summary.high)


def withdrawn(summary: Summary, said: str, stopped: str) -> str:
    """How a claim that stopped holding is taken back."""
    return (
        f"On {said} your walks showed {_CLAIMED[summary.kind]}. "
        f"Since {stopped} they no longer show it."
    )


_CLAIMED = {
    Kind.TYPICAL_RISE: "that a walk usually goes with a change in your pain",
    Kind.RISE_WITH_MINUTES: "that longer walks go with a larger rise",
    Kind.COMFORTABLE_MINUTES: "a length up to which most walks stayed under a 2-point rise",
    Kind.TREND: "that your pain after walks was changing over the weeks",
    Kind.SINCE_PROGRAMME: "lower pain since the exercises began than recovery alone would give",
    Kind.TIME_OF_DAY: "that morning and later walks differ",
    Kind.EASED_BY_SITTING: "that sitting usually eased your pain",
    Kind.EASED_BY_LEANING_FORWARD: "that leaning forward usually eased your pain",
    Kind.EASED_BY_STANDING_STILL: "that standing still usually eased your pain",
    Kind.EASED_BY_LYING: "that lying down usually eased your pain",
    Kind.NEXT_MORNING: "that the pain was usually still up the next morning",
    Kind.LEG_SYMPTOMS: "that your legs usually joined in",
}


def _walks(summary: Summary) -> str:
    return count(summary.used, "walk")


def _too_early(summary: Summary, needs: tuple[str, ...]) -> str:
    if summary.kind is Kind.SINCE_PROGRAMME and summary.programme is None:
        return "No exercises with a start date are on record, so there is nothing to compare."
    text = f"Too early to say {SUBJECT[summary.kind]}: {_walks(summary)} can be used."
    if summary.used >= parameters.SLOPE_WALKS and summary.kind is Kind.RISE_WITH_MINUTES:
        text = f"Your {_walks(summary)} are too alike in length to tell {SUBJECT[summary.kind]}."
    if summary.at_ceiling and summary.kind in _LINEAR:
        began = count(summary.at_ceiling, "walk that", "walks that")
        text += f" Left out: {began} began at 9 or 10 and could not rise by 2."
    return f"{text} Missing: {listed(needs)}." if needs else text


def _typical(summary: Summary, estimate: float, low: float, high: float) -> str:
    span = between(low, high)
    if summary.state is State.LINKED:
        change = "a rise" if summary.direction > 0 else "a fall"
        return (
            f"A walk usually goes with {change} in pain of about {points(estimate)} "
            f"({span}, over {_walks(summary)})."
        )
    if summary.state is State.NO_CLEAR_LINK:
        return (
            f"No clear link: over {_walks(summary)}, pain after a walk was {span} than before it "
            "on average, within 1 point either way."
        )
    if summary.state is State.SO_FAR:
        over = f"So far, over {_walks(summary)}"
        return f"{over}, pain after a walk was {span} than before it on average."
    return (
        f"Over {_walks(summary)}, pain after a walk was {span} than before it on average: "
        "too wide a range to tell whether a walk raises it."
    )


def _slope(summary: Summary, estimate: float, low: float, high: float) -> str:
    span = between(low, high, "less", "more")
    each = f"each further 10 minutes went with {span}"
    if summary.state is State.LINKED:
        return (
            f"Each further 10 minutes of walking goes with about {points(estimate)} more pain "
            f"({span}, over {_walks(summary)})."
        )
    if summary.state is State.NO_CLEAR_LINK:
        return (
            f"No clear link between length and pain: over {_walks(summary)}, {each}, "
            "within 1 point between your shorter and your longer walks."
        )
    if summary.state is State.SO_FAR:
        text = f"So far, over {_walks(summary)}, {each}."
        if summary.direction < 0:
            text += " A log cannot tell this from shorter walks on worse days."
        return text
    return (
        f"Over {_walks(summary)}, {each}: too wide a range to tell whether longer walks hurt more."
    )


def _trend(summary: Summary, estimate: float, low: float, high: float) -> str:
    span = between(low, high)
    alike = "for walks of the same length that begin at the same pain"
    if summary.state is State.LINKED:
        way = "rising" if summary.direction > 0 else "falling"
        return (
            f"The passing weeks go with {way} pain after walks: about {points(estimate)} every "
            f"4 weeks ({span}), {alike}, over {_walks(summary)} in {summary.days} days."
        )
    if summary.state is State.NO_CLEAR_LINK:
        return (
            f"No clear link between the weeks and your pain: over {_walks(summary)} in "
            f"{summary.days} days, {alike}, it stayed within 1 point in all "
            f"({span} every 4 weeks)."
        )
    if summary.state is State.SO_FAR:
        return f"So far, over {_walks(summary)}, {alike}, pain after went {span} every 4 weeks."
    return (
        f"Over {_walks(summary)}, {alike}, pain after went {span} every 4 weeks: "
        "too wide a range to tell whether it is changing."
    )


def _programme(summary: Summary, estimate: float, low: float, high: float) -> str:
    span = between(low, high)
    beyond = "than recovery by itself would give (0.3 points a week)"
    sides = f"{count(summary.early, 'walk')} before and {summary.late} since"
    name = summary.programme or "the exercises"
    if summary.state is State.LINKED:
        return (
            f"The time since {name} began goes with lower pain after walks: about "
            f"{points(estimate)} lower {beyond}, {span}, over {sides}."
        )
    if summary.state is State.NO_CLEAR_LINK:
        return (
            f"No clear link with {name}: over {sides}, pain after walks was {span} {beyond}, "
            "so less than 1 point lower."
        )
    if summary.state is State.SO_FAR:
        return f"So far, over {sides} {name} began, pain after walks was {span} {beyond}."
    return (
        f"Over {sides} {name} began, pain after walks was {span} {beyond}: "
        "too wide a range to tell."
    )


def _time_of_day(summary: Summary, estimate: float, low: float, high: float) -> str:
    span = between(low, high)
    sides = f"{count(summary.early, 'walk')} before noon and {summary.late} after"
    alike = "for the same length and the same pain at the start"
    if summary.state is State.LINKED:
        way = "more" if summary.direction > 0 else "less"
        return (
            f"Walking after noon goes with about {points(estimate)} {way} pain after the walk "
            f"than walking before noon ({span}), {alike}, over {sides}."
        )
    if summary.state is State.NO_CLEAR_LINK:
        return (
            f"No clear link with the time of day: over {sides}, pain after later walks was "
            f"{span}, {alike}, within 1 point either way."
        )
    if summary.state is State.SO_FAR:
        return f"So far, over {sides}, pain after later walks was {span}, {alike}."
    return (
        f"Over {sides}, pain after later walks was {span}, {alike}: "
        "too wide a range to tell whether they differ."
    )


_LINEAR = {
    Kind.TYPICAL_RISE: _typical,
    Kind.RISE_WITH_MINUTES: _slope,
    Kind.TREND: _trend,
    Kind.SINCE_PROGRAMME: _programme,
    Kind.TIME_OF_DAY: _time_of_day,
}


def _comfortable(summary: Summary) -> str:
    under = "under a 2-point rise"
    rose = f"{summary.yes} of {summary.used} walks rose by 2 points or more"
    if summary.state is State.NO_CLEAR_LINK:
        return f"No limit seen up to {count(summary.comfortable, 'minute')}: {rose}."
    if summary.estimate is None or summary.low is None or summary.high is None:
        return (
            f"No length was found up to which most walks stayed {under}: {rose}, "
            f"and the shortest walk was {count(summary.shortest, 'minute')}."
        )
    minutes = count(int(summary.estimate), "minute")
    band = f"{int(summary.low)} to {int(summary.high)} minutes"
    if summary.state is State.LINKED:
        return (
            f"Walks up to {minutes} usually stayed {under}, and longer walks go with more "
            f"(the limit lies somewhere from {band}, over {_walks(summary)})."
        )
    if summary.state is State.SO_FAR:
        return (
            f"So far, over {_walks(summary)}, walks up to {minutes} mostly stayed {under} "
            f"(the limit lies somewhere from {band})."
        )
    return (
        f"Over {_walks(summary)}, the length up to which most stay {under} lies somewhere from "
        f"{band}: too wide a range to tell."
    )


def _share(summary: Summary, low: float, high: float) -> str:
    usually = "usually " if summary.state is State.LINKED else ""
    subject, verb, where = _EVENT[summary.kind]
    text = (
        f"{subject} {usually}{verb} on {summary.yes} of {count(summary.used, 'walk')} {where} "
        f"(between {round(100 * low)} % and {round(100 * high)} % in the long run)"
    )
    if summary.state is State.SO_FAR:
        return f"So far, {text[0].lower()}{text[1:]}."
    if summary.state is State.NO_CLEAR_LINK:
        return f"{text}: fewer than half."
    if summary.state is State.CANNOT_TELL:
        return f"{text}: too wide a range to tell whether that is most of them."
    return f"{text}."


_EVENT = {
    kind: (means, "brought the pain down", "where it was tried") for kind, means in EASED.items()
} | {
    Kind.NEXT_MORNING: (
        "The pain",
        "stayed 2 points or more up until the morning after",
        "with an answer",
    ),
    Kind.LEG_SYMPTOMS: ("Your legs", "joined in", "with an answer"),
}
