"""What a set of rules leaves out, and which rules can never hold."""

from dataclasses import replace

import pytest

from journal.advice.coverage import accepted, answering, never_holds, overlaps
from journal.advice.matching import Condition, Rule
from journal.patterns import KINDS, State
from journal.patterns.reachable_outcomes import Outcome, outcomes

LONGER_WORSE = Condition("rise_with_minutes", "linked", "up")


def rule(slug: str, *conditions: Condition, question: object = None, beside: object = None) -> Rule:
    return Rule(slug, 1, question or slug, "Because.", conditions, beside, "What tells?")


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (Condition("rise_with_minutes", "linked", "down"), "never says that"),
        (Condition("since_programme", "linked", "up"), "never says that"),
        (Condition("eased_by_sitting", "so_far", "down"), "never says that"),
        (Condition("leg_symptoms", "no_clear_link", "up"), "never says that"),
        (Condition("comfortable_minutes", "linked", "up"), "never says that"),
        (Condition("leg_symptoms", "linked", "up", 1.2), "never larger than 1 share"),
        (Condition("typical_rise", "no_clear_link", "any", 2), "never larger than 1 points"),
        (Condition("comfortable_minutes", "linked", "any", 500), "never larger than"),
        (Condition("trend", "too_early", "any", 0.5), "no size while"),
        (Condition("trend", "linked", legs="both"), "only leg symptoms"),
    ],
)
def test_a_condition_that_can_never_hold_says_why(condition, said):
    assert said in never_holds(condition)


@pytest.mark.parametrize(
    "condition",
    [
        LONGER_WORSE,
        Condition("since_programme", "linked", "down", 1),
        Condition("eased_by_sitting", "so_far", "up", 0.5),
        Condition("leg_symptoms", "no_clear_link", "down"),
        Condition("comfortable_minutes", "linked", "any", 10),
        Condition("trend", "too_early"),
        Condition("typical_rise", "no_clear_link", "any", 0.5),
    ],
)
def test_a_condition_that_can_hold_is_left_alone(condition):
    assert never_holds(condition) == ""


def test_so_far_means_at_least_so_far():
    found = accepted(Condition("trend", "so_far", "down"))
    assert found == {
        Outcome("trend", State.SO_FAR, -1),
        Outcome("trend", State.LINKED, -1),
    }


def test_every_pattern_has_something_to_be_said_in_every_state():
    assert {(each.kind, each.state) for each in outcomes()} == {
        (k, s)
        for k, kind in KINDS.items()
        for s in State
        if not (kind.describes and s is State.LINKED)
    }


def test_a_saying_is_answered_by_the_rules_that_wait_for_it():
    waits, other = rule("waits", LONGER_WORSE), rule("other", Condition("trend", "linked"))
    assert answering([waits, other], Outcome("rise_with_minutes", State.LINKED, 1)) == [waits]
    assert answering([waits, other], Outcome("rise_with_minutes", State.NO_CLEAR_LINK, 1)) == []


def test_a_narrower_rule_is_named_with_the_wider_one():
    wide = rule("wide", Condition("rise_with_minutes", "so_far", "up"))
    narrow = rule("narrow", replace(LONGER_WORSE, size=0.5), Condition("trend", "linked"))
    (found,) = overlaps([wide, narrow])
    assert (found.narrow, found.wide) == (narrow, wide)
    assert not found.same_answer
    assert not found.shown_together


def test_two_equal_rules_are_one_overlap():
    (found,) = overlaps([rule("b", LONGER_WORSE, question=1), rule("a", LONGER_WORSE, question=1)])
    assert (found.narrow.slug, found.wide.slug) == ("a", "b")
    assert found.same_answer


def test_rules_whose_answers_stand_side_by_side_are_said_to():
    (found,) = overlaps([rule("a", LONGER_WORSE, beside="b"), rule("b", LONGER_WORSE, beside="a")])
    assert found.shown_together


def test_both_legs_is_narrower_than_either():
    legs = Condition("leg_symptoms", "linked", "up")
    either, both, one = (
        rule(name or "either", replace(legs, legs=name)) for name in ("", "both", "one")
    )
    found = overlaps([either, both, one])
    assert {(each.narrow.slug, each.wide.slug) for each in found} == {
        ("both", "either"),
        ("one", "either"),
    }


def test_a_rule_that_never_holds_overlaps_with_nothing():
    never = rule("never", replace(LONGER_WORSE, direction="down"))
    assert overlaps([never, rule("asks", LONGER_WORSE)]) == []


@pytest.mark.parametrize(
    "other",
    [
        Condition("rise_with_minutes", "linked", "up", 0.5),
        Condition("rise_with_minutes", "no_clear_link"),
        Condition("trend", "linked"),
    ],
)
def test_rules_that_ask_for_more_or_something_else_do_not_overlap_from_this_side(other):
    found = overlaps([rule("asks", LONGER_WORSE), rule("other", other)])
    assert all(each.narrow.slug == "other" for each in found)
