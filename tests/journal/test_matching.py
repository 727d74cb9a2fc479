"""Rules meet readings: when a rule holds, when it could still, and in which order they come."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.advice.matching import (
    Condition,
    Match,
    NearMiss,
    Rule,
    Strength,
    dedupe_pairs,
    match,
)
from journal.patterns import KINDS, VERSION, ChartData, Pattern, Reading, State

RISE, SITTING = "typical_rise", "eased_by_sitting"
_number = count(1)


def pattern(kind: str = RISE, state: State = State.LINKED, **fields) -> Pattern:
    values = {
        "estimate": 1.5,
        "low": 1.0,
        "high": 2.0,
        "level": 0.9,
        "unit": KINDS[kind].unit,
        "walks_used": 20,
        "walks_left_out": 0,
        "first": None,
        "last": None,
        "for_": (),
        "against": (),
        "needs": (),
        "sentence": "A sentence.",
        "version": VERSION,
        "direction": 1,
        "withdrawn": None,
        "chart": ChartData("", ""),
    }
    return Pattern(kind=kind, state=state, **values | fields)


def reading(*patterns: Pattern) -> Reading:
    """All kinds, too early to say where nothing else is said."""
    said = {each.kind: each for each in patterns}
    every = tuple(said.get(kind, nothing_yet(kind)) for kind in KINDS)
    return Reading(datetime(2026, 5, 14, tzinfo=UTC), 20, None, None, every)


def nothing_yet(kind: str) -> Pattern:
    return pattern(
        kind, State.TOO_EARLY, estimate=None, low=None, high=None, direction=0, walks_used=0
    )


def rule(*conditions: Condition, slug: str = "", question: object = "q", **fields) -> Rule:
    return Rule(
        slug=slug or f"rule-{next(_number):03}",
        version=1,
        question=question,
        because="Because.",
        conditions=conditions,
        **fields,
    )


def when(kind: str = RISE, state: str = "linked", **fields) -> Condition:
    return Condition(kind, state, **fields)


# --- One condition ----------------------------------------------------------------------------

HOLDS_IN = {
    "so_far": {State.SO_FAR, State.LINKED},
    "linked": {State.LINKED},
    "no_clear_link": {State.NO_CLEAR_LINK},
    "cannot_tell": {State.CANNOT_TELL},
    "too_early": {State.TOO_EARLY},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("asked", HOLDS_IN)
def test_a_state_is_asked_for_as_such_but_so_far_means_at_least_so_far(asked, state):
    assert when(state=asked).holds(pattern(state=state)) is (state in HOLDS_IN[asked])


@pytest.mark.parametrize(
    ("asked", "direction", "holds"),
    [
        *[("any", direction, True) for direction in (-1, 0, 1)],
        *[("up", direction, direction == 1) for direction in (-1, 0, 1)],
        *[("down", direction, direction == -1) for direction in (-1, 0, 1)],
    ],
)
def test_a_direction_is_that_of_the_pattern(asked, direction, holds):
    assert when(direction=asked).holds(pattern(direction=direction)) is holds


@pytest.mark.parametrize(
    ("size", "estimate", "holds"),
    [
        (None, 0.0, True),
        (None, None, True),
        (1.5, 1.5, True),
        (1.5, 1.49, False),
        (1.5, -1.6, True),  # a size is a distance: the direction is another question
        (0, 0.0, True),
        (0, None, False),
        (1.5, None, False),
    ],
)
def test_a_size_is_reached_or_it_is_not(size, estimate, holds):
    assert when(size=size).holds(pattern(estimate=estimate)) is holds


# --- A rule -----------------------------------------------------------------------------------


def test_a_rule_holds_when_all_its_conditions_do():
    both = rule(when(RISE), when(SITTING))
    matches, _ = match([both], reading(pattern(RISE), pattern(SITTING)))
    assert [found.rule for found in matches] == [both]
    assert [each.kind for each in matches[0].patterns] == [RISE, SITTING]
    matches, _ = match([both], reading(pattern(RISE), pattern(SITTING, State.NO_CLEAR_LINK)))
    assert matches == []


def test_a_rule_without_conditions_never_fits():
    assert match([rule()], reading()) == ([], [])
    assert match([rule()], reading(*(pattern(kind) for kind in KINDS))) == ([], [])


@pytest.mark.parametrize(
    ("states", "strength"),
    [
        (("linked",), Strength.LINKED),
        (("linked", "linked"), Strength.LINKED),
        (("linked", "so_far"), Strength.SO_FAR),
        (("so_far",), Strength.SO_FAR),
        (("no_clear_link",), Strength.SO_FAR),
        (("linked", "cannot_tell"), Strength.CONTEXT),
        (("too_early",), Strength.CONTEXT),
    ],
)
def test_a_match_is_as_sure_as_the_least_sure_of_what_it_rests_on(states, strength):
    kinds = (RISE, SITTING)[: len(states)]
    found, _ = match(
        [rule(*(when(kind, state) for kind, state in zip(kinds, states, strict=True)))],
        reading(*(pattern(kind, State(state)) for kind, state in zip(kinds, states, strict=True))),
    )
    assert [each.strength for each in found] == [strength]


def test_linked_comes_before_so_far_and_so_far_before_context():
    log = reading(pattern(RISE), pattern(SITTING, State.SO_FAR))
    rules = [
        rule(when("trend", "too_early"), slug="a-context"),
        rule(when(SITTING, "so_far"), slug="b-so-far"),
        rule(when(RISE), slug="d-linked"),
        rule(when(RISE, "so_far"), slug="c-linked-too"),
    ]
    matches, _ = match(rules, log)
    assert [found.rule.slug for found in matches] == [
        "c-linked-too",
        "d-linked",
        "b-so-far",
        "a-context",
    ]
    assert match(reversed(rules), log) == match(rules, log)


def test_a_rule_that_asks_more_comes_before_a_surer_one_that_asks_less():
    legs = pattern("leg_symptoms", for_=("a",))
    log = reading(pattern(RISE), pattern(SITTING, State.SO_FAR), legs)
    rules = [
        rule(when(RISE), slug="a-one"),
        rule(when("leg_symptoms", direction="up", legs="one"), slug="c-two-demands"),
        rule(when(RISE, direction="up", size=1), slug="b-one-demand"),
        rule(when(SITTING, "so_far"), when(RISE), slug="d-two"),
        rule(when(RISE), when("time_of_day", "too_early"), slug="e-waits"),
    ]
    matches, _ = match(rules, log)
    assert [found.rule.slug for found in matches] == [
        "d-two",
        "c-two-demands",
        "b-one-demand",
        "a-one",
        "e-waits",  # what is not known yet is asked of nobody in particular
    ]


def test_a_described_level_is_as_sure_as_it_can_be():
    log = reading(pattern("pain_level", State.SO_FAR, estimate=3.0), pattern(RISE))
    described = rule(when("pain_level", "so_far", direction="up"), slug="b")
    matches, _ = match([rule(when(RISE, direction="up"), slug="c"), described], log)
    assert [found.rule.slug for found in matches] == ["b", "c"]


def test_of_equally_specific_and_sure_rules_the_editors_order_decides():
    rules = [rule(when(), slug="a", position=20), rule(when(), slug="b", position=10)]
    matches, _ = match(rules, reading(pattern(RISE)))
    assert [found.rule.slug for found in matches] == ["b", "a"]


@pytest.mark.parametrize(("both", "mostly"), [(0, "one"), (4, "one"), (5, "both"), (10, "both")])
def test_both_legs_are_not_one_leg(both, mostly):
    log = replace(reading(pattern("leg_symptoms", for_=tuple("abcdefghij"))), both_legs=both)
    rules = [rule(when("leg_symptoms", legs=legs), slug=legs) for legs in ("one", "both")]
    matches, near = match(rules, log)
    assert [found.rule.slug for found in matches] == [mostly]
    assert near == []


def test_a_rule_about_the_other_leg_is_not_nearly_met():
    so_far = pattern("leg_symptoms", State.SO_FAR, for_=("a", "b"))
    log = replace(reading(so_far), both_legs=2)
    rules = [rule(when("leg_symptoms", legs=legs), slug=legs) for legs in ("one", "both")]
    assert [miss.rule.slug for miss in match(rules, log)[1]] == ["both"]


def test_without_leg_symptoms_neither_leg_is_meant():
    rules = [rule(when("leg_symptoms", "no_clear_link", legs=legs)) for legs in ("one", "both")]
    assert match(rules, reading(pattern("leg_symptoms", State.NO_CLEAR_LINK))) == ([], [])


@pytest.mark.parametrize(
    ("kind", "state", "direction", "estimate", "told"),
    [
        ("pain_level", State.CANNOT_TELL, 0, 0.9, True),
        ("pain_level", State.CANNOT_TELL, 0, 1.0, False),
        ("pain_level", State.SO_FAR, 1, 3.0, False),
        ("pain_level", State.SO_FAR, -1, -3.0, True),
        ("trend", State.SO_FAR, 1, 1.5, False),
        ("trend", State.LINKED, 1, 1.5, False),
        ("trend", State.LINKED, -1, -1.5, True),
        ("trend", State.CANNOT_TELL, 0, 1.5, True),
    ],
)
def test_good_news_is_not_told_beside_a_rising_level(kind, state, direction, estimate, told):
    log = reading(pattern(RISE), pattern(kind, state, direction=direction, estimate=estimate))
    good = rule(when(RISE), is_good_news=True)
    nearly = rule(when(RISE), when(SITTING), is_good_news=True)
    matches, near = match([good, nearly, plain := rule(when(RISE))], log)
    assert (good in [found.rule for found in matches]) is told
    assert (nearly in [miss.rule for miss in near]) is told
    assert plain in [found.rule for found in matches]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([], True),
        ([False] * 30 + [True] * 2, True),
        ([False] * 30 + [True] * 12, False),
        ([True] * 40, True),
        ([True] * 30 + [False] * 12, True),
    ],
)
def test_good_news_is_not_told_to_whose_legs_hurt_on_more_walks_than_before(answers, told):
    log = replace(reading(pattern(RISE)), leg_answers=tuple(answers))
    matches, _ = match([good := rule(when(RISE), is_good_news=True)], log)
    assert [found.rule for found in matches] == ([good] if told else [])


# --- Near misses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "is_near"),
    [
        (pattern(state=State.TOO_EARLY, direction=0), True),
        (pattern(state=State.CANNOT_TELL, direction=0), True),
        (pattern(state=State.CANNOT_TELL, direction=0, estimate=-0.1), False),  # away from it
        (pattern(state=State.SO_FAR, direction=1), True),
        (pattern(state=State.SO_FAR, direction=-1), False),  # it points the other way
        (pattern(state=State.LINKED, direction=-1), False),  # decided, against the rule
        (pattern(state=State.NO_CLEAR_LINK, direction=0), False),
    ],
)
def test_near_is_what_more_walks_could_still_decide_for_the_rule(found, is_near):
    matches, near = match([rule(when(direction="up"))], reading(found))
    assert matches == []
    assert [miss.open for miss in near] == ([(found,)] if is_near else [])


@pytest.mark.parametrize(
    ("direction", "share", "is_near"),
    [("up", 0.2, False), ("up", 0.5, True), ("up", 0.6, True), ("down", 0.6, False)],
)
def test_a_share_lies_on_one_side_of_one_half(direction, share, is_near):
    found = pattern(SITTING, State.CANNOT_TELL, direction=0, estimate=share)
    _, near = match([rule(when(SITTING, direction=direction))], reading(found))
    assert bool(near) is is_near


@pytest.mark.parametrize("state", [State.TOO_EARLY, State.CANNOT_TELL])
def test_a_level_of_pain_is_not_nearly_another(state):
    rules = [rule(when("pain_level", "so_far", direction="up", size=2))]
    assert match(rules, reading(pattern("pain_level", state, direction=0))) == ([], [])


def test_one_condition_that_cannot_come_true_any_more_ends_the_rule():
    log = reading(pattern(RISE, State.NO_CLEAR_LINK), pattern(SITTING, State.TOO_EARLY))
    assert match([rule(when(RISE), when(SITTING))], log) == ([], [])


def test_the_nearest_miss_comes_first_and_says_what_holds_already():
    log = reading(pattern(RISE))
    far = rule(when(SITTING), when("trend"), slug="a")
    near = rule(when(RISE), when(SITTING), slug="b")
    _, misses = match([far, near], log)
    assert [miss.rule.slug for miss in misses] == ["b", "a"]
    assert [each.kind for each in misses[0].held] == [RISE]
    assert [each.kind for each in misses[0].open] == [SITTING]


# --- Mirrors ----------------------------------------------------------------------------------


def test_of_two_rules_that_show_the_same_pair_one_is_shown():
    ab = rule(when(), question="A", beside="B", slug="a")
    ba = rule(when(), question="B", beside="A", slug="b")
    ac = rule(when(), question="A", beside="C", slug="c")
    alone = rule(when(), question="A", slug="d")
    matches, _ = match([ab, ba, ac, alone], reading(pattern()))
    assert [found.rule.slug for found in dedupe_pairs(matches)] == ["a", "c", "d"]


def test_two_rules_for_one_answer_show_it_once_with_the_surer_reason():
    so_far = rule(when(SITTING, "so_far"), slug="a")
    linked = rule(when(RISE), slug="b")
    matches, _ = match([so_far, linked], reading(pattern(), pattern(SITTING, State.SO_FAR)))
    assert [found.rule.slug for found in dedupe_pairs(matches)] == ["b"]


# --- Any rules, any reading -------------------------------------------------------------------

conditions = st.builds(
    Condition,
    pattern=st.sampled_from(list(KINDS)),
    state=st.sampled_from(list(HOLDS_IN)),
    direction=st.sampled_from(["any", "up", "down"]),
    size=st.none() | st.floats(0, 3),
)
rules_of = st.lists(
    st.builds(
        Rule,
        slug=st.uuids().map(str),
        version=st.just(1),
        question=st.integers(0, 4),
        because=st.just("Because."),
        conditions=st.lists(conditions, max_size=3).map(tuple),
        beside=st.none() | st.integers(0, 4),
    ),
    max_size=6,
)
readings = st.fixed_dictionaries(
    {
        kind: st.tuples(st.sampled_from(State), st.sampled_from([-1, 0, 1]), st.floats(-3, 3))
        for kind in KINDS
    }
).map(
    lambda said: reading(
        *(
            pattern(kind, state, direction=direction, estimate=estimate)
            for kind, (state, direction, estimate) in said.items()
        )
    )
)


@given(rules_of, readings)
def test_a_rule_is_a_match_or_near_or_neither_and_never_two(rules, log):
    matches, near = match(rules, log)
    slugs = [each.rule.slug for each in [*matches, *near]]
    assert len(slugs) == len(set(slugs))
    for found in matches:
        assert isinstance(found, Match)
        assert found.rule.conditions
        assert all(each.holds(log[each.pattern]) for each in found.rule.conditions)
    for miss in near:
        assert isinstance(miss, NearMiss)
        assert miss.open
        assert len(miss.open) + len(miss.held) == len(miss.rule.conditions)
    asked = [found.rule.specificity for found in matches]
    assert asked == sorted(asked, reverse=True)
    claims = [found for found in matches if "pain_level" not in {p.kind for p in found.patterns}]
    for one, other in pairwise(claims):
        if one.rule.specificity == other.rule.specificity:
            ranks = [list(Strength).index(found.strength) for found in (one, other)]
            assert ranks == sorted(ranks)


@given(rules_of, readings, st.randoms())
def test_the_order_of_the_rules_changes_nothing(rules, log, chance):
    shuffled = list(rules)
    chance.shuffle(shuffled)
    assert match(shuffled, log) == match(rules, log)


@given(rules_of, readings)
def test_without_mirrors_loses_no_answer(rules, log):
    matches, _ = match(rules, log)
    shown = dedupe_pairs(matches)

    def answers(found):
        return {found.rule.question, found.rule.beside or found.rule.question}

    assert {frozenset(answers(found)) for found in shown} == {
        frozenset(answers(found)) for found in matches
    }
    assert len({frozenset(answers(found)) for found in shown}) == len(shown)
