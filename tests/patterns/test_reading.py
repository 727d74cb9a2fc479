"""A reading is a pure function of the walks up to a moment, whatever the log looks like."""

import math
import os
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.patterns import (
    KINDS,
    Programme,
    State,
    Walk,
    read,
    read_many,
)
from journal.patterns.engine.logs import one_log
from journal.patterns.engine.verdicts import STATES
from tests.properties import examples

from .cast import (
    CAST,
    LATER,
    LONDON,
    START,
    diary,
    numbers,
    readings,
    simulated,
    walk,
    without_charts,
)
from .cohort import read_cohort
from .simulation import World, walkers

ZONES = [ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Pacific/Auckland")]
at = datetime.fromisoformat  # without a zone
maybe = st.none() | st.booleans()
walks = st.builds(
    Walk,
    key=st.text("abcdef", min_size=1, max_size=8),
    started_at=st.datetimes(at("2025-01-01"), at("2026-12-31"), timezones=st.sampled_from(ZONES)),
    minutes=st.integers(1, 1440) | st.integers(5, 40),
    pain_before=st.integers(0, 10),
    pain_after=st.integers(0, 10),
    pain_next_morning=st.none() | st.integers(0, 10),
    eased_by_sitting=maybe,
    eased_by_leaning_forward=maybe,
    eased_by_standing_still=maybe,
    eased_by_lying=maybe,
    leg_symptoms=st.sampled_from([None, "none", "one", "both"]),
    stopped_early=maybe,
    painkiller=maybe,
)
logs = st.lists(walks, max_size=30, unique_by=lambda each: each.key)
moments = st.datetimes(at("2025-06-01"), at("2027-01-01"), timezones=st.just(UTC))
programmes = st.lists(
    st.builds(Programme, st.just("bridges"), st.dates(date(2025, 1, 1), date(2026, 12, 1))),
    max_size=2,
)
# Long logs are large examples.
relaxed = settings(examples(40), suppress_health_check=list(HealthCheck))
slowly = settings(examples(12), suppress_health_check=list(HealthCheck))  # each many readings


@relaxed
@given(logs, moments, programmes, st.randoms())
def test_the_order_of_entry_makes_no_difference(log, as_of, begun, random):
    shuffled = random.sample(log, len(log))
    assert read(shuffled, as_of, begun[::-1]) == read(log, as_of, begun)


def test_walks_of_one_instant_are_read_alike_in_whatever_order_they_were_entered():
    """Two entries of one minute happen; the order of neighbours counts where errors repeat."""
    pairs = [
        walk(n, key=f"{n}{half}", pain_after=after)
        for n in range(20)
        for half, after in (("a", 3 + n % 4), ("b", 6 - n % 3))
    ]
    assert read(pairs[::-1], LATER) == read(pairs, LATER)


def test_a_walk_counts_from_the_moment_at_which_it_began():
    log = diary(6)
    assert [read(log, each.started_at).walks for each in log] == [1, 2, 3, 4, 5, 6]
    assert read(log, log[3].started_at - timedelta(microseconds=1)).walks == 3


@relaxed
@given(logs, moments, programmes)
def test_later_walks_do_not_change_a_past_reading(log, as_of, begun):
    past = [each for each in log if each.started_at <= as_of]
    gone = [each for each in begun if each.started_on <= as_of.date()]
    assert read(log, as_of, begun) == read(past, as_of, gone)


@relaxed
@given(logs, moments)
def test_no_log_crashes_or_says_a_number_that_is_none(log, as_of):
    reading = read(log, as_of)
    assert [each.kind for each in reading.patterns] == list(KINDS)
    assert all(math.isfinite(number) for number in numbers(reading))
    for each in reading.patterns:
        assert "nan" not in each.sentence
        assert each.walks_used + each.walks_left_out == reading.walks
        assert not set(each.for_) & set(each.against)
        if each.low is not None:
            assert each.low <= each.high


def test_the_zone_of_the_machine_makes_no_difference(monkeypatch):
    log = CAST["Alice"]
    here = read(log, LATER)
    for zone in ("Pacific/Auckland", "America/Los_Angeles"):
        monkeypatch.setitem(os.environ, "TZ", zone)
        time.tzset()
        assert read(log, LATER) == here
    monkeypatch.undo()
    time.tzset()


def test_the_readings_of_walks_and_weeks_are_read_at_those_moments():
    log = CAST["Alice"][:30]
    begun = [
        Programme("knee rolls", log[4].started_at.date()),
        Programme("bridges", log[18].started_at.date()),
    ]
    each = readings(log, "walk", begun)
    assert len(each) == 30
    for reading in each[::4]:
        again = read(log, reading.as_of, begun)
        if again.walks == reading.walks:  # two walks may share an hour
            assert without_charts(again) == reading
    for reading in readings(log, "week", begun):
        assert reading == without_charts(read(log, reading.as_of, begun))
        assert reading.as_of.weekday() == 6


@pytest.mark.long
@slowly
@given(logs, programmes)
def test_every_reading_of_any_log_is_read_at_that_moment(log, begun):
    for reading in [*readings(log, "walk", begun), *readings(log, "week", begun)][::5]:
        again = read(log, reading.as_of, begun)
        if again.walks == reading.walks:  # two walks may begin at the same instant
            assert without_charts(again) == reading


@pytest.mark.long
@slowly
@given(logs, logs, moments)
def test_many_logs_at_a_moment_do_not_see_later_walks(log, other, as_of):
    for each in ("walk", "week", "end"):
        read_on = read_many([other, log], each, as_of)
        past = [[w for w in walks if w.started_at <= as_of] for walks in (other, log)]
        for ours, theirs in zip(read_on, read_many(past, each, as_of), strict=True):
            assert ours == theirs
    (_, (end,)) = read_many([other, log], "end", as_of)
    alone = read(log, as_of)
    assert (end.walks, end.last) == (alone.walks, alone.last)
    assert [p.state for p in end.patterns] == [p.state for p in alone.patterns]


def test_logs_without_walks_among_many_have_no_reading_without_a_moment():
    assert next(iter(read_many([[], [walk()]], "walk"))) == []
    assert next(iter(read_many([[], [walk()]], "end"))) == []
    ((empty,),) = read_many([[]], "end", LATER)
    assert {p.state for p in empty.patterns} == {State.TOO_EARLY}


def test_no_walks_give_a_reading_that_says_what_is_missing():
    reading = read([], LATER)
    assert (reading.walks, reading.first, reading.last) == (0, None, None)
    assert {each.state for each in reading.patterns} == {State.TOO_EARLY}
    assert reading["typical_rise"].needs == ("5 more walks",)
    assert readings([], "walk") == readings([], "week") == []


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        read([], at("2026-01-01"))


DEGENERATE = {
    "one walk": diary(1),
    "all zeros": diary(60, pain_before=0, pain_after=0, minutes=lambda n: 10 + n % 30),
    "all tens": diary(60, pain_before=10, pain_after=10, minutes=lambda n: 10 + n % 30),
    "equal minutes": diary(60, pain_after=lambda n: 3 + n % 4),
    "twelve a day": diary(
        60, started_at=lambda n: START + timedelta(days=n // 12, hours=n % 12), minutes=30
    ),
    "a day and a night": diary(40, minutes=1440, pain_after=10),
    "always up by ten": diary(40, pain_before=0, pain_after=10, minutes=lambda n: 1 + n),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_logs_say_plain_numbers(name):
    log = DEGENERATE[name]
    for moment in [LATER, *(each.started_at for each in log)][::7]:
        reading = read(log, moment)
        assert all(math.isfinite(number) for number in numbers(reading))


def test_degenerate_logs_are_in_the_right_state():
    zeros, tens = (read(DEGENERATE[name], LATER) for name in ("all zeros", "all tens"))
    assert zeros["typical_rise"].state is State.NO_CLEAR_LINK
    assert zeros["rise_with_minutes"].state is State.NO_CLEAR_LINK
    assert zeros["comfortable_minutes"].sentence.startswith("No limit seen up to 39 minutes")
    assert {tens[kind].state for kind in KINDS if not KINDS[kind].describes} == {State.TOO_EARLY}
    assert "began at 9 or 10" in tens["typical_rise"].sentence
    equal = read(DEGENERATE["equal minutes"], LATER)
    assert equal["rise_with_minutes"].state is State.TOO_EARLY
    up = read(DEGENERATE["always up by ten"], LATER)
    assert up["typical_rise"].state is State.LINKED


@pytest.mark.slow
def test_ten_thousand_walks():
    log = simulated(World(rise=1.2, slope=0.5, days_between=1), 10_000, 9)
    reading = read(log, LATER)
    assert reading.walks == 10_000
    assert reading["rise_with_minutes"].state is State.LINKED
    assert reading["rise_with_minutes"].estimate == pytest.approx(0.5, abs=0.1)
    assert all(math.isfinite(number) for number in numbers(reading))


def test_the_night_the_clocks_go_back():
    """1:30 comes twice on 25 October 2026; the order is by instant, the hour is the wall's."""
    first = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)
    again = first.replace(fold=1)
    night = [walk(1, key="again", started_at=again), walk(0, key="first", started_at=first)]
    between = first.astimezone(UTC) + timedelta(minutes=30)
    assert read(night, between).walks == 1
    assert read(night, LATER)["typical_rise"].walks_used == 2
    noon = one_log([walk(0, started_at=datetime(2026, 7, 1, 12, 5, tzinfo=LONDON))])
    assert noon.hour[0, 0] == 12  # 11:05 UTC


def test_days_and_half_days_are_those_of_the_walker():
    """Half past midnight in London is the evening before in UTC; noon begins the second half."""
    early = walk(0, started_at=datetime(2026, 7, 1, 0, 30, tzinfo=LONDON))
    assert one_log([early]).day[0, 0] == date(2026, 7, 1).toordinal()
    halves = diary(40, started_at=lambda n: START + timedelta(days=n, hours=3 * (n % 2)))
    assert read(halves, LATER)["time_of_day"].state is not State.TOO_EARLY


def test_flying_west_never_turns_the_days_back():
    home = walk(0, started_at=datetime(2026, 3, 2, 7, 0, tzinfo=ZoneInfo("Pacific/Auckland")))
    away = walk(1, started_at=datetime(2026, 3, 1, 12, 0, tzinfo=ZoneInfo("America/Los_Angeles")))
    log = one_log([home, away])
    assert log.day[0, 1] >= log.day[0, 0]


def test_a_cohort_reads_each_person_as_alone():
    for name in ("Alice", "Bob", "Edith"):
        log = CAST[name]
        alone = read(log, LATER)
        found = read_cohort(one_log(log), "walk")
        end = read_cohort(one_log(log), "end")
        for kind in KINDS:
            assert found.state(0, kind) is end.state(0, kind) is alone[kind].state
            if alone[kind].estimate is not None:
                assert end[kind].estimate[0, -1] == pytest.approx(alone[kind].estimate, abs=1e-6)


@pytest.mark.parametrize("name", ["Alice", "Dan"])
def test_a_cohorts_weeks_are_those_of_each_log(name):
    alone = readings(CAST[name], "week")
    weekly = read_cohort(one_log(CAST[name]), "week")
    assert weekly.position[0].tolist() == [reading.walks - 1 for reading in alone]
    for number, reading in enumerate(alone):
        for kind in KINDS:
            assert weekly.state(0, kind, number) is reading[kind].state


@pytest.mark.slow
@pytest.mark.parametrize("ragged", [False, True], ids=["one length", "many lengths"])
def test_the_end_is_the_last_of_all_walks(ragged):
    """At the end sums are products of matrices, and history is looked up backwards."""
    world = World(rise=0.7, slope=0.5, trend=-0.15, late=0.4, share=0.7, tolerance=3.5, before=5)
    logs = walkers(replace(world, before_sd=2, programme_after=40), 400, 90, 14)
    if ragged:
        logs = replace(logs, count=np.random.default_rng(3).integers(1, 91, 400))
    every, end = read_cohort(logs, "walk"), read_cohort(logs, "end")
    for kind in KINDS:
        last, only = every[kind], end[kind]
        assert (last.state[:, -1] == only.state[:, 0]).all()
        assert only.estimate[:, 0] == pytest.approx(last.estimate[:, -1], abs=1e-9, nan_ok=True)
        assert only.high[:, 0] == pytest.approx(last.high[:, -1], abs=1e-9, nan_ok=True)
    claimed = sum(int((end[kind].state == STATES.index(State.LINKED)).sum()) for kind in KINDS)
    assert claimed > 400


def test_the_cast_is_read_as_it_was_made():
    readings = {name: read(log, LATER) for name, log in CAST.items()}
    alice = readings["Alice"]
    assert alice["rise_with_minutes"].state is State.LINKED
    assert alice["comfortable_minutes"].state is State.LINKED
    assert not [p for p in readings["Bob"].patterns if p.state is State.LINKED]
    assert readings["Cora"]["typical_rise"].state is State.LINKED
    assert readings["Dan"]["trend"].direction == -1
    assert readings["Edith"]["eased_by_sitting"].state is State.LINKED
    assert readings["Edith"]["leg_symptoms"].state is State.LINKED
    assert {p.state for p in readings["Finn"].patterns} == {State.TOO_EARLY}


def test_for_and_against_are_the_walks_that_say_so():
    found = read(CAST["Alice"], LATER)["rise_with_minutes"]
    by_key = {each.key: each for each in CAST["Alice"]}
    assert len(found.for_) > len(found.against) > 0
    far = [by_key[key] for key in found.for_ if by_key[key].minutes >= 35]
    near = [by_key[key] for key in found.for_ if by_key[key].minutes <= 12]
    mean = lambda some: sum(each.rise for each in some) / len(some)  # noqa: E731
    assert mean(far) > mean(near)
    yes = read(diary(8, eased_by_lying=lambda n: n != 3), LATER)["eased_by_lying"]
    assert yes.against == ("w00003",)
    assert len(yes.for_) == 7


def test_the_chart_of_a_programme_shows_its_phases_and_what_recovery_would_give():
    """Each phase with the mean of its dots, and where recovery since the onset would have led."""
    world = World(rise=1.0, before=6.0, level_effect=-3.0, programme_after=42)
    log = simulated(world, 60, 21)
    first = log[0].started_at.date()
    begun = Programme("bridges", first + timedelta(days=42), hurts_since=first)
    found = read(log, LATER, [begun])["since_programme"]
    before, left_out, since = found.chart.phases
    assert (before.label, left_out.label, since.label) == ("before", "left out", "since")
    assert (left_out.start, left_out.end) == (before.end, since.start) == (-3 / 7, 0.0)
    assert before.walks + since.walks == len(found.chart.dot_x) == found.walks_used
    # 0.3 points a week for six weeks since the onset, and hardly any after that.
    assert 0.3 * 2.5 < before.level - since.expected < 0.3 * 4.5
    assert since.level < since.expected - 1
    for phase in (before, since):
        places = zip(found.chart.dot_x, found.chart.dot_y, strict=True)
        dots = [y for x, y in places if phase.start <= x <= phase.end]
        assert phase.level == pytest.approx(np.mean(dots), abs=0.3)
        assert phase.low < phase.level < phase.high


def test_the_current_programme_is_the_latest_that_has_begun():
    log = diary(60, started_at=lambda n: START + timedelta(days=n))
    early, late = Programme("rolls", date(2026, 1, 25)), Programme("bridges", date(2026, 2, 10))
    then = START + timedelta(days=34)
    assert read(log, then, [late, early]) == read(log, then, [early])
    assert "bridges" in read(log, LATER, [late, early])["since_programme"].sentence


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes": 0},
        {"minutes": 1441},
        {"minutes": 20.5},
        {"minutes": True},
        {"pain_before": -1},
        {"pain_after": 11},
        {"pain_next_morning": 11},
        {"leg_symptoms": "left"},
        {"started_at": at("2026-01-01")},
    ],
)
def test_a_walk_out_of_range_is_refused_by_name(changes):
    with pytest.raises(ValueError, match=next(iter(changes))):
        replace(walk(), **changes)


def test_a_reading_carries_the_latest_answers_about_the_legs():
    said = ["none", None, "one", "both"]
    walks = [walk(number, leg_symptoms=said[number % 4]) for number in range(200)]
    assert read(walks[:4], LATER).leg_answers == (False, True, True)
    assert read(walks, LATER).leg_answers == (False, True, True) * 40
    assert read([], LATER).leg_answers == ()
    assert [len(each.leg_answers) for each in readings(walks[:4], "walk")] == [1, 1, 2, 3]
