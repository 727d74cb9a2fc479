"""Running sums of products of columns, and what is left when other columns are eliminated."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from ..parameters import PHI
from .logs import Floats, Ints

PHIS = np.array(PHI)[:, None, None]  # (φ, 1, 1), against (walks, people)
RIDGE = 1e-3  # a prior sd of 30σ per unit of the other columns, so that no matrix is singular


@dataclass(frozen=True, slots=True)
class Cells:
    """A run of walks of some people (None: of all), at which something is worked out."""

    walks: slice
    people: Ints | None = None

    def of(self, values: Floats) -> Floats:
        """The part of arrays (…, walks, people) at these cells; either length may be 1 instead."""
        part = values[..., self.walks, :] if values.shape[-2] > 1 else values
        if self.people is None or part.shape[-1] == 1:
            return part
        return np.take(part, self.people, axis=-1)


def pairs(names: Sequence[Hashable]) -> list[tuple[Hashable, Hashable]]:
    """Each column with itself and with each one after it."""
    return list(combinations_with_replacement(names, 2))


def _places(names: Sequence[Hashable], some: Sequence[Hashable]) -> list[int]:
    """The places of the pairs of `some` columns among the pairs of all `names`."""
    rows = {frozenset(two): row for row, two in enumerate(pairs(names))}
    return [rows[frozenset(two)] for two in pairs(some)]


class Sums:
    """Sums of products of the columns `names` over each prefix of the walks.

    `columns` (columns, walks, people) are zero beyond a person's last walk, and the first of them
    is 1 up to there. Sums beyond a person's last walk mean nothing.
    """

    def __init__(self, columns: Floats, names: tuple[Hashable, ...]):
        self.names = names
        self._pairs = pairs(names)
        number, ones = len(self._pairs), len(names)
        walks, people = columns[0].shape
        # The first row of each sum stands for no walks. For a product with the column of ones, the
        # sum over neighbours follows from the plain one (see `parts`).
        self._sums = np.empty((2 * number - ones, walks + 1, people))
        self._sums[:, :2] = 0.0
        self._now, self._lag = self._sums[:number], self._sums[number:]
        for row, (x, z) in enumerate(combinations_with_replacement(columns, 2)):
            np.multiply(x, z, out=self._now[row, 1:])
            if row >= ones:
                lag = self._lag[row - ones, 2:]
                np.multiply(x[1:], z[:-1], out=lag)
                lag += lag if x is z else x[:-1] * z[1:]
        self._first = self._now[:, 1:2].copy()
        np.cumsum(self._sums, axis=1, out=self._sums)

    def now(self, one: Hashable, other: Hashable) -> Floats:
        """Sums of x_i z_i over each prefix, (walks, people)."""
        return self._now[self._pairs.index((one, other)), 1:]

    def recent(
        self, names: tuple[Hashable, ...], cells: tuple[Ints, Ints], walks: int
    ) -> "Products":
        """Sums of x_i z_i over the last `walks` walks up to each cell, (pairs, cells)."""
        walk, person = cells
        people = self._now.shape[2]
        last = (walk + 1) * people + person
        sums = (self._now[row].ravel() for row in _places(self.names, names))
        left = [np.take(each, last) - np.take(each, last - walks * people) for each in sums]
        return Products(names, np.stack(left), np.ones(1))

    def parts(self, cells: Cells) -> tuple[Floats, Floats, Floats]:
        """Three arrays (pairs, walks, people) of sums: of x_i z_i, of x_i z_(i-1) + x_(i-1) z_i,
        and of x_i z_i without the first and the last walk (negative where both are the same one).
        """
        now, ones = cells.of(self._now[:, 1:]), len(self.names)
        lag, inner = np.empty((2, *now.shape))
        np.subtract(cells.of(self._now[:, :-1]), cells.of(self._first), out=inner)
        # With ones, each value counts twice, except the first and the last.
        np.add(now[:ones], inner[:ones], out=lag[:ones])
        lag[ones:] = cells.of(self._lag[:, 1:])
        return now, lag, inner


class Products:
    """Quasi-differenced sums of products of columns, without what eliminated columns explain.

    `left` (pairs, φ, walks, people) goes through the pairs of `names` in order; `det` is the
    determinant of the matrix of the eliminated columns. Those of `Sums.recent` are not
    quasi-differenced, and have the shape (pairs, cells).
    """

    def __init__(self, names: tuple[Hashable, ...], left: Floats, det: Floats):
        self.names = names
        self.left = left
        self.det = det

    @classmethod
    def at(cls, sums: Sums, cells: Cells) -> "Products":
        now, lag, inner = (each[:, None] for each in sums.parts(cells))
        # now - φ·lag + φ²·inner, in few passes over the memory
        left = np.empty((len(now), len(PHIS), *now.shape[2:]))
        np.multiply(PHIS, inner, out=left)
        left -= lag
        left *= PHIS
        left += now
        return cls(sums.names, left, np.ones(PHIS.shape))

    def some(self, names: tuple[Hashable, ...]) -> "Products":
        """The products of some of the columns, in the order given."""
        mine = _places(self.names, names)
        left = np.empty((len(mine), *self.left.shape[1:]))
        np.take(self.left, mine, axis=0, out=left, mode="clip")
        return Products(names, left, self.det)

    def without_first(self) -> "Products":
        """Eliminates the first column from the others: one step of Gaussian elimination.

        It overwrites this object, which must not be used afterwards.
        """
        size = len(self.names)
        pivot, row = self.left[0], size
        pivot += RIDGE
        weights, spare = np.empty((2, size - 1, *pivot.shape))
        np.divide(self.left[1:size], pivot, out=weights)
        for at in range(1, size):
            taken = np.multiply(weights[at - 1], self.left[at:size], out=spare[: size - at])
            self.left[row : row + size - at] -= taken
            row += size - at
        pivot *= self.det
        return Products(self.names[1:], self.left[size:], pivot)
