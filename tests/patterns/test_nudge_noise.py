"""Few people whose log is noise are shown a nudge: 5 % of them at most, over 60 walks."""

import pytest

from journal.nudges.events import Event

from . import nudge_noise
from .simulation import World

FEW = 280  # people a world
ALLOWED = 5 + 3 * 1.3  # per cent, give or take three standard errors of so few people


@pytest.mark.slow
def test_noise_seldom_reaches_a_nudge():
    for name, mixed in nudge_noise.worlds():
        found = nudge_noise.shares(nudge_noise.measure(mixed, FEW, 60))
        assert found["any"] <= ALLOWED, (name, found)
        assert found["check_in"] == 100  # the same people are reached by the calendar


SPELLS = "φ 0.6, sd 1.65, legs on 20 %, spells 0.6"


def test_answers_in_spells_seldom_reach_a_nudge():
    mixed = dict(nudge_noise.unseen_worlds())[SPELLS]
    assert nudge_noise.shares(nudge_noise.measure(mixed, FEW, 60))["any"] <= ALLOWED


def test_leg_symptoms_that_begin_to_come_with_most_walks_are_heard():
    before, after = (World(legs=legs) for legs in (0.001, 0.9))
    by_4, *_, by_20, _ = nudge_noise.heard(Event.LEGS_NEW, 30, before, after, 60)
    assert by_4 <= 20  # so few may be a spell
    assert by_20 >= 85
