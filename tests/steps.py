"""Counting the steps of a program, where seconds would measure the machine."""

import cProfile
import pstats
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def count_lines(act: Callable[[], object]) -> int:
    """The lines of Python that run in `act`, each time that one does."""
    lines = 0

    def look(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return look

    before = sys.gettrace()
    sys.settrace(look)
    try:
        act()
    finally:
        sys.settrace(before)
    return lines


def count_calls(act: Callable[[], object]) -> int:
    """The calls of functions in `act`, of Python and of C: what runs within numpy is one call."""
    profile = cProfile.Profile()
    profile.runcall(act)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]
