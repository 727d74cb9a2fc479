"""What a log of walks may say, and how it earns the right to say it.

Pure functions on numpy: walks in, patterns out. Imports nothing else of this project. The method,
with its formulas and its measured errors, is written down in docs/method.md.
"""

from .cohort import CohortReading, Each, read_cohort
from .logs import Logs
from .reading import read, read_each, read_many, read_weekly
from .records import (
    Bar,
    Dot,
    Kind,
    LinePoint,
    Pattern,
    Picture,
    Programme,
    Reading,
    State,
    Walk,
    Withdrawn,
)
from .rules import VERSION

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
