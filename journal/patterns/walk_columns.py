"""A log as arrays, one a field: making an object of each of thousands of walks takes longest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Final, overload

import numpy as np
from numpy.typing import NDArray

from .values import LEG_SYMPTOMS, MAX_MINUTES, Walk

UNKNOWN: Final = -1
SCORES: Final = ("pain_before", "pain_after", "pain_next_morning")
EASED: Final = (
    "eased_by_sitting",
    "eased_by_leaning_forward",
    "eased_by_standing_still",
    "eased_by_lying",
)
YES_NO: Final = (*EASED, "stopped_early", "painkiller")
# The fields of `Walk` in its order, and so the rows of `WalkColumns.answers`. The journal's table
# and its files use the same names.
FIELDS: Final = ("minutes", *SCORES, *EASED, "leg_symptoms", "stopped_early", "painkiller")
OPTIONAL: Final = slice(FIELDS.index("pain_next_morning"), None)
_LEGS: Final = FIELDS.index("leg_symptoms")
LEG_CODES: Final[dict[str | None, int]] = {None: UNKNOWN} | {
    word: code for code, word in enumerate(LEG_SYMPTOMS)
}
_WORDS: Final = {code: word for word, code in LEG_CODES.items()}
_ANSWERS: Final[dict[int, bool | None]] = {UNKNOWN: None, 0: False, 1: True}
_NUMBERS: Final[dict[int, int | None]] = {UNKNOWN: None} | {n: n for n in range(MAX_MINUTES + 1)}
_MEANING: Final[tuple[dict[int, Any], ...]] = tuple(
    _WORDS if name == "leg_symptoms" else _ANSWERS if name in YES_NO else _NUMBERS
    for name in FIELDS
)


@dataclass(frozen=True, slots=True, eq=False)
class WalkColumns(Sequence[Walk]):
    """The walks of one person, an array for each field; a `Walk` is made only where one is read.

    Arrays (walks,): `keys`, `starts` (moments in the walker's own zone), `instant` (seconds since
    1970), `day` (ordinal of the local date) and `hour` (local). `answers` (FIELDS, walks) are whole
    numbers: yes is 1 and no 0, legs as in LEG_CODES, and UNKNOWN where nothing was answered.
    """

    keys: NDArray[Any]
    starts: NDArray[Any]
    instant: NDArray[Any]
    day: NDArray[Any]
    hour: NDArray[Any]
    answers: NDArray[Any]

    @classmethod
    def of(cls, walks: Iterable[Walk]) -> "WalkColumns":
        """The columns of some walks, in the order in which they are given."""
        if isinstance(walks, WalkColumns):
            return walks
        names = attrgetter("key", "started_at", "instant", *FIELDS)
        columns = list(zip(*map(names, walks), strict=True)) or [()] * (3 + len(FIELDS))
        keys, starts, instants, *fields = columns
        return cls._from(keys, starts, instants, fields)

    @classmethod
    def read(
        cls,
        keys: Sequence[str],
        instants: Iterable[datetime],
        starts: Sequence[datetime],
        fields: Sequence[Sequence[Any]],
    ) -> "WalkColumns":
        """Walks from columns of equal length; `fields` has one for each of FIELDS.

        `starts` are aware, in the walker's own zone. `instants` are the same moments in any zone;
        UTC is the fastest. Raises ValueError for a number out of range, KeyError for an unknown
        word about the legs.
        """
        found = cls._from(keys, starts, list(map(datetime.timestamp, instants)), fields)
        minutes, *scores = found.answers[: 1 + len(SCORES)]
        least = np.array([0, 0, UNKNOWN])[:, None]
        fits = (minutes >= 1) & (minutes <= MAX_MINUTES)
        fits &= ((scores >= least) & (np.array(scores) <= 10)).all(axis=0)
        if not fits.all():
            list(found)  # making the first wrong walk raises, and says what is wrong
        return found

    @classmethod
    def _from(
        cls,
        keys: Sequence[str],
        starts: Sequence[datetime],
        instants: Sequence[float],
        fields: Sequence[Sequence[Any]],
    ) -> "WalkColumns":
        size = len(keys)
        numbers = [*fields]
        numbers[_LEGS] = [LEG_CODES[word] for word in fields[_LEGS]]
        known = np.array(numbers, dtype=float).reshape(len(FIELDS), size)  # None becomes NaN
        return cls(
            keys=_objects(keys),
            starts=_objects(starts),
            instant=np.array(instants, dtype=float),
            day=np.fromiter(map(datetime.toordinal, starts), np.int64, size),
            hour=np.fromiter(map(attrgetter("hour"), starts), np.int64, size),
            answers=np.where(np.isnan(known), UNKNOWN, known).astype(np.int64),
        )

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[Walk]:
        meant = zip(_MEANING, self.answers.tolist(), strict=True)
        fields = ([meaning[code] for code in codes] for meaning, codes in meant)
        return map(Walk, self.keys.tolist(), self.starts.tolist(), *fields)

    @overload
    def __getitem__(self, which: int) -> Walk: ...
    @overload
    def __getitem__(self, which: slice) -> "WalkColumns": ...
    def __getitem__(self, which: int | slice) -> "Walk | WalkColumns":
        if isinstance(which, slice):
            return self.some(which)
        (walk,) = self.some([which])
        return walk

    def some(self, which: slice | Sequence[int] | NDArray[Any]) -> "WalkColumns":
        """The walks at these places (a slice, positions or a mask), in that order."""
        return WalkColumns(
            keys=self.keys[which],
            starts=self.starts[which],
            instant=self.instant[which],
            day=self.day[which],
            hour=self.hour[which],
            answers=self.answers[:, which],
        )

    def said(self, field: str) -> NDArray[Any]:
        """The codes of one of FIELDS, array (walks,): UNKNOWN where nothing was answered."""
        return np.asarray(self.answers[FIELDS.index(field)])

    def date(self, which: int) -> date:
        """The local date of the walk at a place."""
        return date.fromordinal(int(self.day[which]))

    def in_order(self) -> "WalkColumns":
        """The walks sorted by instant, and by key where they begin at the same one.

        Not by wall clock: on the night the clocks go back 1:30 comes twice.
        """
        order = np.argsort(self.instant, kind="stable")
        if (np.diff(self.instant[order]) == 0).any():
            pairs = list(zip(self.instant.tolist(), self.keys.tolist(), strict=True))
            order = np.array(sorted(range(len(self)), key=pairs.__getitem__))
        return self.some(order)


def _objects(values: Sequence[Any]) -> NDArray[Any]:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found
