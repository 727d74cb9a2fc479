"""Counting the steps of a program, where seconds would measure the machine."""

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
