"""The patterns in a log of walks: what may be said of it, and on what evidence.

Pure functions on numpy arrays, from walks to patterns, which import nothing else of this project.
The method, with its formulas and its measured errors, is written down in docs/method.md.
"""

from .changes import News, PatternChange, changes
from .chart_data import Bar, ChartData, LinePoint, Phase
from .engine.logs import Logs
from .kinds import KINDS
from .parameters import VERSION
from .reading import Each, read, read_many, read_twice
from .values import Pattern, Programme, Reading, State, Walk, Withdrawn
from .walk_columns import WalkColumns
