"""Patterns as a page shows them: name, state in words, picture, and the walks behind them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from journal.models import Walk
from journal.patterns import Pattern, Reading, State
from journal.pictures import draw
from journal.wording import PATTERN_NAMES, STATE_WORDS

# Newest first, and no more of them: a log of ten years would list thousands.
WALKS_SHOWN = 8
ORDER = (
    State.LINKED,
    State.NO_CLEAR_LINK,
    State.SO_FAR,
    State.CANNOT_TELL,
    State.TOO_EARLY,
)


@dataclass(frozen=True)
class Evidence:
    """The newest of the walks on one side, and how many there are in all."""

    walks: tuple[Walk, ...]
    count: int

    @property
    def further(self) -> int:
        return self.count - len(self.walks)


@dataclass(frozen=True)
class Statement:
    pattern: Pattern
    name: str
    state_words: str
    picture: SafeString | None
    walks_for: Evidence
    walks_against: Evidence


def in_words(reading: Reading, walks: Mapping[str, Walk]) -> list[Statement]:
    """One statement a pattern, the surest first."""
    ordered = sorted(reading.patterns, key=lambda pattern: ORDER.index(pattern.state))
    return [_statement(pattern, walks) for pattern in ordered]


def _statement(pattern: Pattern, walks: Mapping[str, Walk]) -> Statement:
    name = PATTERN_NAMES[pattern.kind]
    return Statement(
        pattern=pattern,
        name=name,
        state_words=STATE_WORDS[pattern.state],
        picture=draw(pattern, name),
        walks_for=_evidence(pattern.for_, walks),
        walks_against=_evidence(pattern.against, walks),
    )


def _evidence(keys: tuple[str, ...], walks: Mapping[str, Walk]) -> Evidence:
    found = sorted(
        (walks[key] for key in keys if key in walks),
        key=lambda walk: walk.started_at,
        reverse=True,
    )
    return Evidence(tuple(found[:WALKS_SHOWN]), len(found))
