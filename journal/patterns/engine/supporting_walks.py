"""Which walks speak for a pattern and which against it, at many readings of one log at once."""

from collections.abc import Iterator

import numpy as np

from ..values import Kind
from . import share_evidence
from .evidence import RIDGE
from .logs import Bools, Floats, Ints, Logs
from .samples import DESIGNS, Sample
from .summary import Summary

ZERO = 1e-9  # anything smaller is what rounding leaves
READINGS = 64  # handled at once: a long log has thousands, each of thousands of walks


def residuals(kind: Kind, logs: Logs, picked: Bools, numbers: Ints) -> tuple[Floats, Floats]:
    """Each used walk's covariate (less what the adjustment explains) and adjusted pain.

    At some readings of one person, of which the first `numbers` (readings,) of the walks that
    count have been made: two arrays (readings, walks that count). Later walks mean nothing. The
    two multiply to a positive number on a walk that speaks for a positive link.
    """
    sample = Sample(logs, picked, [kind], every=False)
    *rest, x, y = sample.columns(DESIGNS[kind])[..., 0]
    shape = (len(numbers), len(x))
    if not rest:
        return np.broadcast_to(x, shape), np.broadcast_to(y, shape)
    z, both = np.stack(rest), np.stack([x, y])
    if len(numbers) == 1:  # the common case of a long log: no running sums
        z_used = z[:, : numbers[0]]
        gram, with_both = (z_used @ z_used.T)[None], (z_used @ both[:, : numbers[0]].T)[None]
    else:
        last = np.maximum(numbers - 1, 0)
        gram = np.cumsum(z[:, None] * z, axis=2)[..., last].transpose(2, 0, 1)
        with_both = np.cumsum(z[:, None] * both, axis=2)[..., last].transpose(2, 0, 1)
    # A hair of ridge, as in the evidence.
    explained = np.linalg.solve(gram + RIDGE * np.eye(len(rest)), with_both)
    left_x, left_y = (both[side] - explained[..., side] @ z for side in range(2))
    return left_x, left_y


def sides(
    summary: list[Summary], logs: Logs, picked: Bools, event: Bools, readings: Ints
) -> Iterator[tuple[list[bool], list[bool]]]:
    """For each reading of one person, whether each walk up to it speaks for, and against.

    `picked` and `event` are (1, walks); `readings` counts from 0, in step with `summary`.
    """
    for start in range(0, len(readings), READINGS):
        some = slice(start, start + READINGS)
        for_, against = _sides(summary[some], logs, picked, event, readings[some])
        yield from zip(for_.tolist(), against.tolist(), strict=True)


def _sides(
    summary: list[Summary], logs: Logs, picked: Bools, event: Bools, readings: Ints
) -> tuple[Bools, Bools]:
    kind = summary[0].kind
    said = np.array([[each.estimate is not None] for each in summary])
    made = said & picked & (np.arange(picked.shape[1]) <= readings[:, None])
    if kind in share_evidence.SHARES:
        return made & event, made & ~event
    estimates = np.array([[each.estimate or 0.0] for each in summary])
    if kind is Kind.COMFORTABLE_MINUTES:
        within = made & (logs.minutes <= estimates)
        return within & ~event, within & event
    shrinkage = np.zeros(made.shape)
    if said.any() and picked.any():
        x, y = residuals(kind, logs, picked, np.array([each.used for each in summary]))
        directions = np.array([[each.direction] for each in summary])
        side = np.where(directions, directions, np.where(estimates > -ZERO, 1, -1))
        product = x * y
        shrinkage[:, picked[0]] = np.where(np.abs(product) < ZERO, 0.0, product * side)
    return made & (shrinkage > 0), made & (shrinkage < 0)
