"""Events in a log: on onset or worsening only, once an episode, once a fortnight. No database."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.nudges.events import EVENT_WORDS, THRESHOLD_WORDS, Event, RecentLog, WalkRow
from journal.nudges.onsets import FORTNIGHT, RULES, once_a_fortnight, onsets
from tests.patterns.nudge_noise import THRESHOLDS, ever

FIRST = date(2026, 3, 2)
DAY = timedelta(days=1)


def log(*scores: tuple[int, int], every: int = 2, start: date = FIRST, **fields) -> list[WalkRow]:
    """Walks of (before, after), one every so many days; `fields` go to each."""
    return [
        WalkRow(key=f"{start}-{at}", day=start + at * every * DAY, before=b, after=a, **fields)
        for at, (b, a) in enumerate(scores)
    ]


def with_legs(*answers: str | None) -> list[WalkRow]:
    walks = log(*[(2, 3)] * len(answers), every=1)
    return [walk._replace(legs=legs) for walk, legs in zip(walks, answers, strict=True)]


def told(walks: list[WalkRow], *wanted: Event) -> list[tuple[Event, int]]:
    """The events that one person hears of, each with the number of the walk; check-ins left out."""
    wanted = wanted or tuple(set(Event) - {Event.CHECK_IN, Event.NO_BETTER})
    place = {walk.key: at for at, walk in enumerate(walks)}
    return [
        (onset.event, place[onset.walk.key])
        for onset in ever(walks, {event: THRESHOLDS[event] for event in wanted})
    ]


def test_every_event_has_a_rule_a_name_and_a_meaning_of_its_number():
    assert set(RULES) == set(EVENT_WORDS) == set(THRESHOLD_WORDS) == set(THRESHOLDS) == set(Event)


# --- Two walks running ----------------------------------------------------------------------------


def test_the_first_two_walks_that_end_high_are_heard():
    assert told(log((4, 9), (3, 9))) == [(Event.ENDED_HIGH, 1)]


def test_the_first_two_walks_that_rise_much_are_heard():
    assert told(log((1, 5), (2, 6))) == [(Event.STEEP_RISE, 1)]


def test_one_walk_that_ends_high_is_not_heard():
    assert told(log((4, 9), (3, 4), (4, 9), (3, 4), (4, 9))) == []


def test_two_walks_that_end_high_after_quiet_ones_are_heard():
    quiet = [(2, 3), (2, 4), (3, 3), (1, 3), (2, 3), (2, 4), (3, 4), (2, 2)]
    found = told(log(*quiet, (3, 8), (3, 9)))
    assert found == [(Event.ENDED_HIGH, 9)]


def test_two_high_walks_of_somebody_whose_walks_swing_as_far_are_not():
    swinging = [(5, 8), (4, 3), (6, 9), (4, 4), (5, 8), (3, 2), (6, 7), (5, 9), (4, 3), (5, 5)]
    assert told(log(*swinging, (5, 8), (6, 8)), Event.ENDED_HIGH) == []


def test_a_longer_run_is_heard_where_two_walks_are_within_the_usual_swing():
    usual = [(3, 4), (2, 5), (4, 4), (3, 5), (2, 3), (4, 5), (3, 3), (3, 5), (2, 4), (3, 4)]
    found = told(log(*usual, *[(4, 8)] * 12), Event.ENDED_HIGH)
    assert [event for event, _ in found] == [Event.ENDED_HIGH]
    assert found[0][1] > len(usual) + 1


def test_who_is_always_at_eight_to_nine_hears_it_once():
    found = told(log(*[(8, 9), (8, 8), (9, 9), (8, 9)] * 15, every=1))
    assert [event for event, _ in found] == [Event.ENDED_HIGH]


def test_who_always_rises_by_four_hears_it_once():
    found = told(log(*[(1, 5), (2, 6)] * 30), Event.STEEP_RISE)
    assert [event for event, _ in found] == [Event.STEEP_RISE]


def test_a_second_episode_is_heard_again():
    quiet, bad = [(2, 3)] * 20, [(3, 9)] * 2
    found = told(log(*quiet, *bad, *quiet, *bad), Event.ENDED_HIGH)
    assert [at for _, at in found] == [21, 43]


# --- The level ------------------------------------------------------------------------------------


def test_a_level_that_goes_up_by_two_is_heard_once():
    found = told(log(*[(2, 3), (3, 3), (2, 2)] * 5, *[(5, 6), (4, 5)] * 8), Event.LEVEL_UP)
    assert [event for event, _ in found] == [Event.LEVEL_UP]
    assert found[0][1] <= 15 + 7  # within its first fortnight


def test_a_level_that_goes_down_or_stays_is_not():
    assert told(log(*[(6, 7)] * 15, *[(2, 3)] * 15), Event.LEVEL_UP) == []
    assert told(log(*[(2, 3), (5, 5), (3, 3), (4, 6)] * 10), Event.LEVEL_UP) == []


def test_the_days_of_who_flies_west_are_counted_whatever_their_order():
    walks = log(*[(2, 3), (3, 3), (2, 2)] * 5, *[(5, 6), (4, 5)] * 8)
    (heard,) = told(walks, Event.LEVEL_UP)
    turned = [walk._replace(day=walk.day - 3 * DAY * (at == 20)) for at, walk in enumerate(walks)]
    assert turned[20].day < turned[19].day
    assert told(turned, Event.LEVEL_UP) == [heard]


# --- The next morning -----------------------------------------------------------------------------


def test_mornings_that_stay_up_after_nearly_every_walk_are_heard_once():
    found = told(log(*[(2, 3)] * 30, next_morning=4), Event.STILL_UP)
    assert [event for event, _ in found] == [Event.STILL_UP]


def test_unknown_mornings_say_nothing():
    assert told(log(*[(2, 3)] * 30), Event.STILL_UP) == []


# --- The legs -------------------------------------------------------------------------------------


def test_both_legs_in_a_young_log_are_asked_about_once():
    assert told(with_legs("both", "both", "none", "both", *["both"] * 40)) == [(Event.BOTH_LEGS, 0)]


def test_both_legs_after_answers_without_are_called_new():
    assert told(with_legs(*["one"] * 7, "both", "both")) == [(Event.LEGS_SPREAD, 7)]
    assert told(with_legs(*["none"] * 7, "both")) == [(Event.LEGS_SPREAD, 7)]


def test_walks_without_an_answer_are_no_answer_of_no():
    assert told(with_legs(*[None] * 20, "one")) == []
    assert told(with_legs(*[None] * 20, "both")) == [(Event.BOTH_LEGS, 20)]


def test_a_leg_that_joins_in_and_stays_is_heard_once():
    found = told(with_legs(*["none"] * 20, *["one"] * 60))
    assert [event for event, _ in found] == [Event.LEGS_NEW]
    assert 20 + 5 <= found[0][1] <= 20 + 8  # two or three walks may be a spell


def test_one_leg_for_once_is_not_heard():
    assert told(with_legs(*["none"] * 30, "one", *["none"] * 10, "one")) == []


def test_leg_symptoms_that_come_with_more_and_more_walks_are_heard_once():
    seldom = ["none", "none", "none", "one", "none", "none"] * 6
    often = ["one", "one", "one", "none", "one", "both"] * 8
    found = told(with_legs(*seldom, *often), Event.LEGS_NEW)
    assert [event for event, _ in found] == [Event.LEGS_NEW]
    assert len(seldom) < found[0][1] <= len(seldom) + 18


def test_leg_symptoms_in_spells_or_with_every_walk_are_not_heard():
    assert told(with_legs(*["none", "none", "one", "one", "one", "none"] * 12)) == []
    assert told(with_legs(*["one"] * 60)) == []
    assert told(with_legs(*["one"] * 30, *["none"] * 30)) == []


def test_walks_without_an_answer_neither_begin_nor_end_more_often():
    found = told(with_legs(*["none", None] * 20, *["one", None] * 30))
    assert [event for event, _ in found] == [Event.LEGS_NEW]
    assert found[0][1] % 2 == 0


# --- By the calendar ------------------------------------------------------------------------------


def test_the_check_in_comes_once_at_two_weeks():
    assert told(log(*[(3, 4)] * 20), Event.CHECK_IN) == [(Event.CHECK_IN, 7)]


def test_exercises_have_a_check_in_of_their_own():
    walks = log(*[(3, 4)] * 40)
    began = (FIRST + 40 * DAY,)
    found = onsets(RecentLog(walks, is_whole=False, began_on=began), {Event.CHECK_IN: 14}, FIRST)
    assert [onset.walk.day for onset in found] == [FIRST + 54 * DAY]


@pytest.mark.parametrize(
    ("first", "last", "is_told"), [(5, 5, True), (5, 6, True), (5, 2, False), (1, 1, False)]
)
def test_no_better_is_said_at_six_weeks_and_not_before(first, last, is_told):
    found = told(log(*[(first, 5)] * 8, *[(last, 5)] * 20), Event.NO_BETTER)
    assert found == ([(Event.NO_BETTER, 21)] if is_told else [])


# --- Whatever the log -----------------------------------------------------------------------------

SCORE = st.integers(0, 10)
WALKS = st.lists(
    st.builds(
        lambda gap, before, after, morning, legs: (gap, before, after, morning, legs),
        st.integers(0, 9),
        SCORE,
        SCORE,
        st.none() | SCORE,
        st.sampled_from([None, "none", "one", "both"]),
    ),
    max_size=40,
).map(
    lambda rows: [
        WalkRow(
            str(at), FIRST + DAY * sum(r[0] for r in rows[: at + 1]), before, after, morning, legs
        )
        for at, (_, before, after, morning, legs) in enumerate(rows)
    ]
)


@given(WALKS)
def test_no_event_is_heard_twice_within_a_fortnight(walks):
    days: dict[Event, list[date]] = {}
    for onset in ever(walks):
        days.setdefault(onset.event, []).append(onset.walk.day)
    for told_on in days.values():
        assert all(b - a >= FORTNIGHT for a, b in pairwise(told_on))


@given(WALKS, st.integers(0, 40))
def test_what_was_heard_does_not_depend_on_later_walks(walks, upto):
    early = [(each.event, each.walk.key) for each in ever(walks[:upto])]
    keys = {walk.key for walk in walks[:upto]}
    late = [(each.event, each.walk.key) for each in ever(walks) if each.walk.key in keys]
    assert early == late


@given(WALKS)
def test_what_is_said_of_two_walks_is_so(walks):
    place = {walk.key: at for at, walk in enumerate(walks)}
    for onset in ever(walks):
        pair = walks[place[onset.walk.key] - 1 : place[onset.walk.key] + 1]
        if onset.event is Event.ENDED_HIGH:
            assert [walk.after >= 8 for walk in pair] == [True, True]
        if onset.event is Event.STEEP_RISE:
            assert [walk.rise >= 4 for walk in pair] == [True, True]
        if onset.event in (Event.BOTH_LEGS, Event.LEGS_SPREAD):
            assert onset.walk.legs == "both"
        if onset.event is Event.LEGS_NEW:
            assert onset.walk.legs in ("one", "both")


@given(WALKS)
def test_a_log_without_pain_is_told_nothing_but_the_check_in(walks):
    painless = [w._replace(before=0, after=0, next_morning=0, legs="none") for w in walks]
    assert {onset.event for onset in ever(painless)} <= {Event.CHECK_IN}


def test_an_event_said_before_is_not_said_again_within_the_fortnight():
    walks = log((4, 9), (3, 9))
    found = onsets(RecentLog(walks), THRESHOLDS, FIRST)
    assert once_a_fortnight(found, [(Event.ENDED_HIGH, FIRST - 8 * DAY)]) == []
    assert once_a_fortnight(found, [(Event.ENDED_HIGH, FIRST - 12 * DAY)]) == found
