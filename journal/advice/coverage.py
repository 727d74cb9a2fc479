"""What a set of advice rules leaves out: patterns without advice, rules that never hold, overlaps.

Pure: rules in, findings out. Whether an answer is public is not asked here, because it changes by
the hour; `journal.advice.active_rules` does so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations

from journal.advice.matching import LEGS_PATTERN, SIGNS, Condition, Rule
from journal.patterns import KINDS, State
from journal.patterns.reachable_outcomes import Outcome

# The states that a condition accepts, if not its own alone: “so far” means at least so far.
ACCEPTS = {State.SO_FAR: {State.SO_FAR, State.LINKED}}


@dataclass(frozen=True, slots=True)
class Overlap:
    """Whenever `narrow` holds, `wide` holds too."""

    narrow: Rule
    wide: Rule
    same_answer: bool  # if so, the narrow rule adds nothing
    shown_together: bool  # whether one of them shows the other’s answer beside its own


def accepted(condition: Condition) -> set[Outcome]:
    """All outcomes for which `condition` holds, leaving its size aside."""
    kind, state = KINDS[condition.pattern], State(condition.state)
    wanted = {SIGNS[condition.direction]} if condition.direction != "any" else {-1, 0, 1}
    return {
        Outcome(kind.code, each, side)
        for each in ACCEPTS.get(state, {state})
        for side in kind.reachable[each] & wanted
    }


def never_holds(condition: Condition) -> str:
    """Why this condition can never hold, in words for an editor; empty if it can."""
    accepts = accepted(condition)
    if condition.legs and condition.pattern != LEGS_PATTERN:
        return "only leg symptoms are in one leg or in both"
    if not accepts:
        return "the journal never says that of this pattern in that direction"
    if condition.size is None:
        return ""
    limits = [KINDS[outcome.kind].largest(outcome.state) for outcome in accepts]
    known = [limit for limit in limits if limit is not None]
    if not known:
        return "there is no size while it is too early to say"
    if condition.size > max(known):
        amount = f"{max(known):g} {KINDS[condition.pattern].unit}"
        return f"it is never larger than {amount}"
    return ""


def answering(rules: Iterable[Rule], outcome: Outcome) -> list[Rule]:
    """The rules with a condition that accepts `outcome`; their other conditions may not hold."""
    return [rule for rule in rules if any(outcome in accepted(each) for each in rule.conditions)]


def overlaps(rules: Sequence[Rule]) -> list[Overlap]:
    """Pairs of rules of which one holds whenever the other does; one pair where that is mutual."""
    found = []
    for narrow, wide in permutations(rules, 2):
        if not _implies(narrow, wide) or (_implies(wide, narrow) and narrow.slug > wide.slug):
            continue
        beside = narrow.beside == wide.question or wide.beside == narrow.question
        found.append(Overlap(narrow, wide, narrow.question == wide.question, beside))
    return sorted(found, key=lambda each: (each.narrow.slug, each.wide.slug))


def _implies(narrow: Rule, wide: Rule) -> bool:
    by_pattern = {condition.pattern: condition for condition in narrow.conditions}
    return bool(wide.conditions) and all(
        each.pattern in by_pattern and _is_within(by_pattern[each.pattern], each)
        for each in wide.conditions
    )


def _is_within(narrow: Condition, wide: Condition) -> bool:
    """Whether `wide` holds for every log for which `narrow` holds."""
    if wide.size is not None and (narrow.size is None or narrow.size < wide.size):
        return False
    if wide.legs and narrow.legs != wide.legs:
        return False
    return set() < accepted(narrow) <= accepted(wide)
