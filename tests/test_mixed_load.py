"""How `bench_mixed` looks for the rate at which the machine is busy as asked."""

import pytest

from tests.benchmarks import bench_mixed
from tests.benchmarks.bench_mixed import NEAR_ENOUGH, Answers, Arrivals, rate_for


@pytest.mark.parametrize("exponent", [0.8, 1.0, 1.6])
@pytest.mark.parametrize("capacity", [20, 200, 2000])
def test_the_rate_that_is_found_keeps_the_machine_as_busy_as_asked(monkeypatch, exponent, capacity):
    """Though a request may cost more where many come: the first guesses then go too far."""

    def busy_at(rate: float) -> float:
        return min(1.0, (rate / capacity) ** exponent)

    def arrive(port: int, arrivals: Arrivals, rate: float, seconds: float) -> Answers:
        return Answers(busy=busy_at(rate))

    monkeypatch.setattr(bench_mixed, "arrive", arrive)
    found = busy_at(rate_for(0, Arrivals([], []), 0.7))
    assert abs(found - 0.7) < NEAR_ENOUGH
