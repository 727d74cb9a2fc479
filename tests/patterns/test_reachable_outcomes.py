"""What an editor may wait for is what the engine can say: no more, and not less by much."""

import pytest

from journal.patterns import KINDS, State
from journal.patterns.cohort import every_verdict
from journal.patterns.engine.verdicts import STATES
from tests.patterns.simulation import World, walkers

WORLDS = (
    World(),
    World(rise=1.5, slope=1.0, share=0.85),
    World(rise=-2.5, slope=-0.8, share=0.1, trend=-0.4, before=6.0),
    World(rise=0.3, sd=0.4, trend=0.4, late=1.5, share=0.3),
    World(effect=-3.0, programme_after=35, share=0.5, hurt_for=700),
    World(effect=3.0, programme_after=35, late=-2.0, rise=1.0, hurt_for=700),
    World(rise=-2.0, before=6.0),
)


@pytest.fixture(scope="module")
def said() -> dict[str, set[tuple[State, int, float]]]:
    """All that was said of simulated walkers after every walk, with the size of the estimate."""
    found: dict[str, set] = {kind: set() for kind in KINDS}
    for seed, world in enumerate(WORLDS):
        verdicts = every_verdict(walkers(world, 60, 60, seed))
        for kind in KINDS:
            verdict = verdicts[kind]
            for state, side, size in zip(
                verdict.state.ravel(),
                verdict.direction.ravel(),
                verdict.estimate.ravel(),
                strict=True,
            ):
                found[kind].add((STATES[state], int(side), abs(float(size))))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_said_that_no_rule_could_wait_for(said, kind):
    for state, side, size in said[kind]:
        assert side in KINDS[kind].reachable[state], (state, side)
        limit = KINDS[kind].largest(state)
        assert size != size or (limit is not None and size <= limit), (state, size)


@pytest.mark.parametrize("kind", KINDS)
def test_claims_that_may_be_waited_for_are_made_of_somebody(said, kind):
    made = {(state, side) for state, side, _ in said[kind]}
    claims = {(State.LINKED, side) for side in KINDS[kind].reachable[State.LINKED]}
    assert claims <= made
