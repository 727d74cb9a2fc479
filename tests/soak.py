"""Proofs of an hour: what `make soak` does in full, `make test-long` in small.

Each says at which step it is. One that was stopped goes on by itself: SOAK=1 SOAK_FROM=<the step>
pytest -k <the test>.
"""

import os
from collections.abc import Iterator

import pytest

IS_SOAK = bool(os.environ.get("SOAK"))
FIRST = int(os.environ.get("SOAK_FROM", "0"))  # where a proof that was stopped goes on
SAID = 50  # times that a proof says how far it is


def steps(count: int, capsys: pytest.CaptureFixture) -> Iterator[int]:
    """The numbers of the steps that are left; now and then it is printed which one begins."""
    for number in range(FIRST, count):
        if IS_SOAK and number % max(count // SAID, 1) == 0:
            say(f"step {number} of {count}", capsys)
        yield number


def say(line: str, capsys: pytest.CaptureFixture) -> None:
    """At once, although pytest keeps what tests print until they end."""
    with capsys.disabled():
        print(line, flush=True)
