"""Every kind's verdicts, for many people at once: the same code that reads one log."""

from .engine import regression
from .engine.logs import Bools, Logs
from .engine.verdicts import Verdicts
from .kinds import KINDS
from .kinds.linear_model import LinearModelKind


def every_verdict(logs: Logs, wanted: Bools | None = None) -> dict[str, Verdicts]:
    """Verdicts after every walk, by code: of every kind, and of each further model of a kind.

    `wanted` (people, walks; None: everywhere) marks the readings that are needed: elsewhere the
    verdicts on the comfortable length, and before the first of them those on the level of pain,
    mean nothing. Linear models share work, so they are worked out together and first.
    """
    linear = [kind for kind in KINDS.values() if isinstance(kind, LinearModelKind)]
    models = [model for kind in linear for model in (kind, *kind.beside)]
    found = regression.regression_verdicts(models, logs)
    for code, kind in KINDS.items():
        found[code] = kind.verdicts(logs, found, wanted)
    return found
