"""Sentences of a made-up log, so that an editor sees what a walker will read before anyone does."""

from journal.advice.matching import SIGNS, Condition
from journal.patterns import Kind, State
from journal.patterns.values import UNITS

WALKS = 30
# Estimate and half-width of the interval of the made-up log, in each pattern's unit.
TYPICAL = {"points": (1.5, 0.5), "share": (0.7, 0.15), "minutes": (20.0, 6.0)}
UNCERTAIN = {"points": (0.4, 1.6), "share": (0.5, 0.3), "minutes": (20.0, 18.0)}
NO_LINK = {"points": (0.1, 0.4), "share": (0.2, 0.15), "minutes": (20.0, 6.0)}


def example_sentence(condition: Condition) -> str:
    """What a walker would read of this pattern on a log for which `condition` just holds."""
    from journal.patterns.engine.summary import Summary  # noqa: PLC0415 (both load numpy: journal.patterns)
    from journal.patterns.sentences import sentence  # noqa: PLC0415

    kind, state = Kind(condition.pattern), State(condition.state)
    direction = SIGNS.get(condition.direction, 1)
    table = {State.NO_CLEAR_LINK: NO_LINK, State.CANNOT_TELL: UNCERTAIN}.get(state, TYPICAL)
    unit = UNITS[kind].split(" ")[0]
    estimate, half = table[unit]
    if condition.size is not None:
        estimate = max(estimate, condition.size)
    low, high = estimate - half, estimate + half
    if direction < 0:
        # Fewer than half is what “down” means of a share.
        low, high = (1 - high, 1 - low) if unit == "share" else (-high, -low)
        estimate = 1 - estimate if unit == "share" else -estimate
    if unit == "share":
        low, high = max(low, 0.0), min(high, 1.0)
    facts = Summary(
        kind=kind,
        state=state,
        direction=direction,
        estimate=estimate,
        low=low,
        high=high,
        used=4 if state == State.TOO_EARLY else WALKS,
        at_ceiling=0,
        cut_short=0,
        days=70,
        distinct_days=WALKS,
        yes=round(WALKS * estimate) if unit == "share" else WALKS // 2,
        usable=WALKS,
        early=WALKS // 2,
        late=WALKS // 2,
        baseline_days=28,
        following_days=42,
        programme="the exercises",
        shortest=8,
        longest=40,
        comfortable=20,
        minutes_sd=8.0,
        reach=1.0,
    )
    return sentence(facts, needs=())
