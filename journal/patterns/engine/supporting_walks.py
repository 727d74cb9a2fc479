"""Which walks speak for a linear model's pattern, and which against, at some readings of a log."""

from collections.abc import Sequence

import numpy as np

from .logs import Bools, Floats, Ints, Logs
from .samples import Column, Sample
from .summary import Summary
from .sums import RIDGE

FEW = 2  # readings: a page asks for today's and for that of a week ago
ZERO = 1e-9  # anything smaller is what rounding leaves
NO_PAIN_LEFT = 0.01  # points: anything smaller is what the ridge leaves of scores that never change


def residuals(
    design: Sequence[Column], logs: Logs, picked: Bools, numbers: Ints
) -> tuple[Floats, Floats]:
    """Residuals of x and of y on the columns that are adjusted for, at some readings of one person.

    Two arrays (readings, walks that count). `numbers` (readings,) is how many of the walks that
    count had been made at each reading; entries of later walks mean nothing. On a walk that speaks
    for a positive link the product of the two residuals is positive.
    """
    sample = Sample(logs, picked)
    *rest, x, y = sample.columns(design)[..., 0]
    shape = (len(numbers), len(x))
    if not rest:
        return np.broadcast_to(x, shape), np.broadcast_to(y, shape)
    z, both = np.stack(rest), np.stack([x, y])
    if len(numbers) <= FEW:  # without the running sums of a long log
        used = [z[:, :number] for number in numbers]
        gram = np.stack([each @ each.T for each in used])
        pairs = zip(used, numbers, strict=True)
        with_both = np.stack([each @ both[:, :number].T for each, number in pairs])
    else:
        last = np.maximum(numbers - 1, 0)
        gram = np.cumsum(z[:, None] * z, axis=2)[..., last].transpose(2, 0, 1)
        with_both = np.cumsum(z[:, None] * both, axis=2)[..., last].transpose(2, 0, 1)
    # The same small ridge as in the evidence.
    explained = np.linalg.solve(gram + RIDGE * np.eye(len(rest)), with_both)
    left_x, left_y = (both[side] - explained[..., side] @ z for side in range(2))
    return left_x, left_y


def along_the_model(
    design: Sequence[Column], summaries: list[Summary], logs: Logs, picked: Bools, made: Bools
) -> tuple[Bools, Bools]:
    """Two masks (readings, walks): the walks that speak for a model's estimate, and against it."""
    leaning = np.zeros(made.shape)
    if picked.any() and any(each.estimate is not None for each in summaries):
        x, y = residuals(design, logs, picked, np.array([each.used for each in summaries]))
        estimates = np.array([[each.estimate or 0.0] for each in summaries])
        directions = np.array([[each.direction] for each in summaries])
        side = np.where(directions, directions, np.where(estimates > -ZERO, 1, -1))
        product = x * y
        nothing = (np.abs(product) < ZERO) | (np.abs(y) < NO_PAIN_LEFT)
        leaning[:, picked[0]] = np.where(nothing, 0.0, product * side)
    return made & (leaning > 0), made & (leaning < 0)
