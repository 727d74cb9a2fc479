"""What a log of walks may say, and how it earns the right to say it.

Pure functions on numpy: walks in, patterns out. Imports nothing else of this project. The method,
with its formulas and its measured errors, is written down in docs/method.md.
"""

from .chart_data import Bar, ChartData, Dot, LinePoint, Phase
from .engine.cohort import CohortReading, Each, read_cohort
from .engine.logs import Logs
from .parameters import VERSION
from .reading import read, read_each, read_many, read_weekly
from .values import Kind, Pattern, Programme, Reading, State, Walk, Withdrawn

__all__ = [
    "VERSION",
    "Bar",
    "ChartData",
    "CohortReading",
    "Dot",
    "Each",
    "Kind",
    "LinePoint",
    "Logs",
    "Pattern",
    "Phase",
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
