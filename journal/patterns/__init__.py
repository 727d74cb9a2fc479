"""What a log of walks may say, and how it earns the right to say it.

Pure functions on numpy: walks in, patterns out. Imports nothing else of this project. The method,
with its formulas and its measured errors, is written down in docs/method.md.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .records import (
    Bar,
    Dot,
    Kind,
    LinePoint,
    Pattern,
    Phase,
    Picture,
    Programme,
    Reading,
    State,
    Walk,
    Withdrawn,
)
from .rules import VERSION

if TYPE_CHECKING:
    from .cohort import CohortReading, Each, read_cohort
    from .logs import Logs
    from .reading import read, read_each, read_many, read_weekly

# Loaded with numpy when the first log is read: most processes of a site serve readers, and numpy
# with the tables made by it is a quarter of their memory.
_LATER = {
    "cohort": ("CohortReading", "Each", "read_cohort"),
    "logs": ("Logs",),
    "reading": ("read", "read_each", "read_many", "read_weekly"),
}

__all__ = [
    "VERSION",
    "Bar",
    "CohortReading",
    "Dot",
    "Each",
    "Kind",
    "LinePoint",
    "Logs",
    "Pattern",
    "Phase",
    "Picture",
    "Programme",
    "Reading",
    "State",
    "Walk",
    "Withdrawn",
    "read",
    "read_cohort",
    "read_each",
    "read_many",
    "read_weekly",
]


def __getattr__(name: str) -> Any:
    for module, names in _LATER.items():
        if name in names:
            return getattr(import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
