"""Few people whose log is noise are shown a nudge: 5 % of them at most, over 60 walks."""

from . import nudge_noise

FEW = 280  # people a world
ALLOWED = 5 + 3 * 1.3  # per cent, give or take three standard errors of so few people


def test_noise_seldom_reaches_a_nudge():
    for name, mixed in nudge_noise.worlds():
        found = nudge_noise.shares(nudge_noise.measure(mixed, FEW, 60))
        assert found["any"] <= ALLOWED, (name, found)
        assert found["check_in"] == 100  # the same people are reached by the calendar
