"""The comfortable length: what each walk tells of it, and what is too little to name one."""

import numpy as np
import pytest

from journal.patterns import State
from journal.patterns.engine import limit_posterior
from journal.patterns.engine.logs import one_log

from .cast import diary, pattern, walk

KIND = "comfortable_minutes"


def test_each_walk_tells_what_the_formula_says():
    """Walks that stayed, rose, and rose and were cut short; one that began at 9 tells nothing.

    Written out in full: the rise after m minutes is logistic((m − L)/s), that of a walk cut short
    came in its last 5 minutes, and a walk counts as 0.7/1.3 of an independent one.
    """
    told = [
        walk(0, minutes=12),
        walk(1, minutes=30, pain_after=5),
        walk(2, minutes=20, pain_after=6, stopped_early=True),
        walk(3, minutes=25, pain_before=9, pain_after=9),
    ]

    def chance(minutes):
        return 1 / (1 + np.exp(-(minutes - limit_posterior.CENTRES) / limit_posterior.SCALES))

    each = np.stack([1 - chance(12), chance(30), chance(20) - chance(15)])
    plain = (each > 1e-9).all(axis=0)  # beyond, logarithms are held to what a number can hold
    row = limit_posterior.shown(one_log(told)).row
    found = limit_posterior.log_posterior(row)[0] - limit_posterior.LOG_PRIOR
    assert plain.mean() > 0.9
    expected = 0.7 / 1.3 * np.log(each[:, plain]).sum(axis=0)
    assert found[plain] == pytest.approx(expected, abs=1e-6)


def hurting(count, **columns):
    """Walks of 10 to 39 minutes, of which those of 25 or more rise by 2."""
    return diary(
        count,
        minutes=lambda n: 10 + 7 * n % 30,
        pain_after=lambda n: 5 if 7 * n % 30 >= 15 else 3,
        **columns,
    )


def test_ten_walks_over_two_weeks_are_needed():
    assert pattern(KIND, hurting(9)).needs == ("1 more walk",)
    within = hurting(12, started_at=lambda n: walk(n // 2).started_at)
    found = pattern(KIND, within)
    assert (found.state, found.needs) == (State.TOO_EARLY, ("4 more days of walks",))
    assert pattern(KIND, hurting(12)).state is not State.TOO_EARLY


def test_where_nearly_every_walk_hurts_there_is_no_length_yet():
    """Two easy walks of twelve: the limit lies below most of what was walked, or nowhere."""
    found = pattern(KIND, diary(12, minutes=lambda n: 10 + n, pain_after=lambda n: 3 + 2 * (n > 1)))
    assert found.state is State.TOO_EARLY
    assert found.needs == ("1 more walk with a rise of less than 2 points",)


def test_two_rises_in_ten_walks_are_not_no_limit():
    """As many as one in two walks may rise in the long run."""
    found = pattern(KIND, diary(10, pain_after=lambda n: 3 + 2 * (n > 7)))
    assert (found.state, found.estimate) == (State.TOO_EARLY, None)


def test_rises_at_every_length_alike_have_no_limit():
    found = pattern(
        KIND,
        diary(24, minutes=lambda n: 10 + 17 * n % 50, pain_after=lambda n: 3 + 2 * (n % 4 == 1)),
    )
    assert (found.state, found.estimate, found.low) == (State.CANNOT_TELL, None, None)
    assert found.sentence.startswith("No length stands out")


def test_a_band_too_wide_to_tell_says_so():
    """Longer walks rise more often, but slowly: the limit is there, and lies anywhere."""
    found = pattern(
        KIND,
        diary(
            24,
            minutes=lambda n: 10 + 17 * n % 50,
            pain_after=lambda n: 3 + 2 * (17 * n % 50 + 9 * (n % 4) > 45),
        ),
    )
    assert found.high - found.low > 20
    assert found.state is State.CANNOT_TELL


def test_a_length_shorter_than_every_walk_is_not_one_that_was_walked():
    """Most walks of 15 minutes or more hurt, and the longer the more: shorter ones nobody knows."""
    walks = diary(
        40,
        minutes=lambda n: 15 + 7 * n % 26,
        pain_after=lambda n: 3 + 2 * (7 * n % 26 > 5 or n % 4 == 0),
    )
    assert pattern("rise_with_minutes", walks).state is State.LINKED
    found = pattern(KIND, walks)
    assert found.estimate < 15
    assert found.high - found.low <= 20
    assert found.state is State.CANNOT_TELL
