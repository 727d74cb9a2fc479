"""One plain sentence for every kind and state. It describes, gives numbers, and never instructs.

No sentence names a condition or a cause; "goes with" and "usually" stand only where a pattern is
linked, "so far" only where it is so far.
"""

from . import rules
from .facts import Facts
from .records import Kind, State
from .words import between, count, listed, points

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


def sentence(facts: Facts, needs: tuple[str, ...]) -> str:
    """The sentence for one pattern."""
    if facts.state is State.TOO_EARLY:
        return _too_early(facts, needs)
    if facts.kind is Kind.COMFORTABLE_MINUTES:
        return _comfortable(facts)
    if facts.estimate is None or facts.low is None or facts.high is None:
        return f"It is not possible to tell {SUBJECT[facts.kind]} from {_walks(facts)}."
    if facts.kind in _LINEAR:
        return _LINEAR[facts.kind](facts, facts.estimate, facts.low, facts.high)
    return _share(facts, facts.low, facts.high)


def withdrawn(facts: Facts, said: str, stopped: str) -> str:
    """How a claim that stopped holding is taken back."""
    return (
        f"On {said} your walks showed {_CLAIMED[facts.kind]}. "
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


def _walks(facts: Facts) -> str:
    return count(facts.used, "walk")


def _too_early(facts: Facts, needs: tuple[str, ...]) -> str:
    if facts.kind is Kind.SINCE_PROGRAMME and facts.programme is None:
        return "No exercises with a start date are on record, so there is nothing to compare."
    text = f"Too early to say {SUBJECT[facts.kind]}: {_walks(facts)} can be used."
    if facts.used >= rules.SLOPE_WALKS and facts.kind is Kind.RISE_WITH_MINUTES:
        text = f"Your {_walks(facts)} are too alike in length to tell {SUBJECT[facts.kind]}."
    if facts.at_ceiling and facts.kind in _LINEAR:
        began = count(facts.at_ceiling, "walk that", "walks that")
        text += f" Left out: {began} began at 9 or 10 and could not rise by 2."
    return f"{text} Missing: {listed(needs)}." if needs else text


def _typical(facts: Facts, estimate: float, low: float, high: float) -> str:
    span = between(low, high)
    if facts.state is State.LINKED:
        change = "a rise" if facts.direction > 0 else "a fall"
        return (
            f"A walk usually goes with {change} in pain of about {points(estimate)} "
            f"({span}, over {_walks(facts)})."
        )
    if facts.state is State.NO_CLEAR_LINK:
        return (
            f"No clear link: over {_walks(facts)}, pain after a walk was {span} than before it "
            "on average, within 1 point either way."
        )
    if facts.state is State.SO_FAR:
        return (
            f"So far, over {_walks(facts)}, pain after a walk was {span} than before it on average."
        )
    return (
        f"Over {_walks(facts)}, pain after a walk was {span} than before it on average: "
        "too wide a range to tell whether a walk raises it."
    )


def _slope(facts: Facts, estimate: float, low: float, high: float) -> str:
    span = between(low, high, "less", "more")
    each = f"each further 10 minutes went with {span}"
    if facts.state is State.LINKED:
        return (
            f"Each further 10 minutes of walking goes with about {points(estimate)} more pain "
            f"({span}, over {_walks(facts)})."
        )
    if facts.state is State.NO_CLEAR_LINK:
        return (
            f"No clear link between length and pain: over {_walks(facts)}, {each}, "
            "within 1 point between your shorter and your longer walks."
        )
    if facts.state is State.SO_FAR:
        text = f"So far, over {_walks(facts)}, {each}."
        if facts.direction < 0:
            text += " A log cannot tell this from shorter walks on worse days."
        return text
    return f"Over {_walks(facts)}, {each}: too wide a range to tell whether longer walks hurt more."


def _trend(facts: Facts, estimate: float, low: float, high: float) -> str:
    span = between(low, high)
    alike = "for walks of the same length that begin at the same pain"
    if facts.state is State.LINKED:
        way = "rising" if facts.direction > 0 else "falling"
        return (
            f"The passing weeks go with {way} pain after walks: about {points(estimate)} every "
            f"4 weeks ({span}), {alike}, over {_walks(facts)} in {facts.days} days."
        )
    if facts.state is State.NO_CLEAR_LINK:
        return (
            f"No clear link between the weeks and your pain: over {_walks(facts)} in "
            f"{facts.days} days, {alike}, it stayed within 1 point in all "
            f"({span} every 4 weeks)."
        )
    if facts.state is State.SO_FAR:
        return f"So far, over {_walks(facts)}, {alike}, pain after went {span} every 4 weeks."
    return (
        f"Over {_walks(facts)}, {alike}, pain after went {span} every 4 weeks: "
        "too wide a range to tell whether it is changing."
    )


def _programme(facts: Facts, estimate: float, low: float, high: float) -> str:
    span = between(low, high)
    beyond = "than recovery by itself would give (0.3 points a week)"
    sides = f"{count(facts.early, 'walk')} before and {facts.late} since"
    name = facts.programme or "the exercises"
    if facts.state is State.LINKED:
        return (
            f"The time since {name} began goes with lower pain after walks: about "
            f"{points(estimate)} lower {beyond}, {span}, over {sides}."
        )
    if facts.state is State.NO_CLEAR_LINK:
        return (
            f"No clear link with {name}: over {sides}, pain after walks was {span} {beyond}, "
            "so less than 1 point lower."
        )
    if facts.state is State.SO_FAR:
        return f"So far, over {sides} {name} began, pain after walks was {span} {beyond}."
    return (
        f"Over {sides} {name} began, pain after walks was {span} {beyond}: "
        "too wide a range to tell."
    )


def _time_of_day(facts: Facts, estimate: float, low: float, high: float) -> str:
    span = between(low, high)
    sides = f"{count(facts.early, 'walk')} before noon and {facts.late} after"
    alike = "for the same length and the same pain at the start"
    if facts.state is State.LINKED:
        way = "more" if facts.direction > 0 else "less"
        return (
            f"Walking after noon goes with about {points(estimate)} {way} pain after the walk "
            f"than walking before noon ({span}), {alike}, over {sides}."
        )
    if facts.state is State.NO_CLEAR_LINK:
        return (
            f"No clear link with the time of day: over {sides}, pain after later walks was "
            f"{span}, {alike}, within 1 point either way."
        )
    if facts.state is State.SO_FAR:
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


def _comfortable(facts: Facts) -> str:
    under = "under a 2-point rise"
    rose = f"{facts.yes} of {facts.used} walks rose by 2 points or more"
    if facts.state is State.NO_CLEAR_LINK:
        return f"No limit seen up to {count(facts.comfortable, 'minute')}: {rose}."
    if facts.estimate is None or facts.low is None or facts.high is None:
        return (
            f"No length was found up to which most walks stayed {under}: {rose}, "
            f"and the shortest walk was {count(facts.shortest, 'minute')}."
        )
    minutes = count(int(facts.estimate), "minute")
    band = f"{int(facts.low)} to {int(facts.high)} minutes"
    if facts.state is State.LINKED:
        return (
            f"Walks up to {minutes} usually stayed {under}, and longer walks go with more "
            f"(the limit lies somewhere from {band}, over {_walks(facts)})."
        )
    if facts.state is State.SO_FAR:
        return (
            f"So far, over {_walks(facts)}, walks up to {minutes} mostly stayed {under} "
            f"(the limit lies somewhere from {band})."
        )
    return (
        f"Over {_walks(facts)}, the length up to which most stay {under} lies somewhere from "
        f"{band}: too wide a range to tell."
    )


def _share(facts: Facts, low: float, high: float) -> str:
    usually = "usually " if facts.state is State.LINKED else ""
    subject, verb, where = _EVENT[facts.kind]
    text = (
        f"{subject} {usually}{verb} on {facts.yes} of {count(facts.used, 'walk')} {where} "
        f"(between {round(100 * low)} % and {round(100 * high)} % in the long run)"
    )
    if facts.state is State.SO_FAR:
        return f"So far, {text[0].lower()}{text[1:]}."
    if facts.state is State.NO_CLEAR_LINK:
        return f"{text}: fewer than half."
    if facts.state is State.CANNOT_TELL:
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
