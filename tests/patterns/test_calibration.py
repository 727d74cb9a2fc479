"""The promises, measured on few simulated people: each must hold give or take the chance error."""

import json

import pytest

from journal.patterns import VERSION

from . import calibrate
from .figures import FAIL, PASS, WITHIN_CHANCE, Figure
from .simulation import World, chance_of_rise, true_minutes, walkers


@pytest.mark.slow
@pytest.mark.parametrize("part", calibrate.PROMISES, ids=lambda part: part.__name__)
def test_promise(part):
    figures = list(part(calibrate.QUICK // 2))
    assert figures
    broken = [each for each in figures if each.verdict(calibrate.QUICK_ALLOWANCE + 0.5) == FAIL]
    assert not broken


def test_the_method_page_shows_the_saved_figures_of_these_rules():
    """Stale? Run python -m tests.patterns.calibrate."""
    table = json.loads(calibrate.OUT.read_text())
    assert table["version"] == VERSION
    text = calibrate.DOCUMENT.read_text()
    assert calibrate.document(text, table) == text


def test_a_bound_that_chance_could_have_met_or_missed_is_not_called_met():
    measured = {50: PASS, 7.2: PASS, 7.9: WITHIN_CHANCE, 8.1: WITHIN_CHANCE, 9: FAIL}
    ceilings = [Figure("", "", each, 0.4, 2000, most=60 if each == 50 else 8) for each in measured]
    assert [each.verdict() for each in ceilings] == list(measured.values())
    floors = [Figure("", "", each, 0.6, 2000, least=70) for each in (71.5, 70.2, 68)]
    assert [each.verdict() for each in floors] == [PASS, WITHIN_CHANCE, FAIL]
    assert Figure("", "", 50, 0.6, 2000).verdict() == ""


def test_common_rules_find_something_in_most_people_where_nothing_is():
    null = walkers(calibrate.NULL, 200, 60, 11)
    assert calibrate.references.pearson(null).mean() > 0.6
    assert calibrate.references.three_and_three(null).mean() > 0.4


def test_the_simulation_knows_its_own_truth():
    """The chance of a recorded rise of 2, worked out, against the same walkers counted."""
    world = World(rise=0.5, slope=1.0, before=4.0, phi=0.0)
    logs = walkers(world, 2000, 60, 41)
    for minutes in (15, 22, 32):
        here = logs.minutes == minutes
        counted = (logs.after - logs.before >= 2)[here].mean()
        assert counted == pytest.approx(float(chance_of_rise(world, [minutes])[0]), abs=0.03)
    assert true_minutes(world, 0.5) == pytest.approx(32, abs=0.5)


def test_the_same_seed_draws_the_same_people():
    one, two = (walkers(World(), 5, 20, 3) for _ in range(2))
    assert (one.after == two.after).all()
