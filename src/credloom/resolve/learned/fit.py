"""Learning weights: two small convex problems, solved by Newton's method in numpy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from credloom.resolve.learned.words import Ints

Matrix = npt.NDArray[np.float64]
Step = tuple[float, Matrix, Matrix]
_STEPS = 60
_ENOUGH = 1e-9


def choice(numbers: Matrix, right: Matrix, text: Ints, weight: Matrix, ridge: float) -> Matrix:
    """Weights with which the right candidates of each text are the likeliest of all its candidates.

    A conditional logit: rows are pairs, texts ascend, `right` is 1 for right pairs, `weight` counts each text. The
    likelihood is that of the mean over a text's right candidates.
    """
    heads = np.flatnonzero(np.diff(text, prepend=-1))
    group = np.repeat(np.arange(len(heads)), np.diff(np.append(heads, len(text))))
    wanted = right / np.add.reduceat(right, heads)[group]
    pair_weight = weight[group]

    def at(found: Matrix, *, whole: bool) -> Step:
        score = numbers @ found
        top = np.maximum.reduceat(score, heads)
        power = np.exp(score - top[group])
        total = np.add.reduceat(power, heads)
        loss = float((weight * (np.log(total) + top)).sum() - (pair_weight * wanted * score).sum())
        loss += ridge * float(found @ found) / 2
        if not whole:
            return loss, found, found
        share = power / total[group]
        slope = numbers.T @ ((share - wanted) * pair_weight) + ridge * found
        mean = np.add.reduceat(numbers * share[:, None], heads, axis=0)
        bend = (numbers * (share * pair_weight)[:, None]).T @ numbers - (mean * weight[:, None]).T @ mean
        return loss, slope, bend + ridge * np.eye(len(found))

    return _newton(at, numbers.shape[1])


def chance(numbers: Matrix, right: Matrix, ridge: float) -> Matrix:
    """Weights of a logistic regression; the last column of `numbers` is 1 and is not held back."""
    hold = np.full(numbers.shape[1], ridge)
    hold[-1] = 1e-6

    def at(found: Matrix, *, whole: bool) -> Step:
        score = numbers @ found
        loss = float((np.logaddexp(0, score) - right * score).sum() + (hold * found * found).sum() / 2)
        if not whole:
            return loss, found, found
        expected = sigmoid(score)
        bend = (numbers * (expected * (1 - expected))[:, None]).T @ numbers
        return loss, numbers.T @ (expected - right) + hold * found, bend + np.diag(hold)

    return _newton(at, numbers.shape[1])


def sigmoid(score: Matrix) -> Matrix:
    """Scores as chances."""
    found: Matrix = 1 / (1 + np.exp(-np.clip(score, -60, 60)))
    return found


def _newton(at: Callable[..., Step], width: int) -> Matrix:
    """The least of a convex function: Newton steps, halved until they lead down."""
    found = np.zeros(width)
    for _ in range(_STEPS):
        loss, slope, bend = at(found, whole=True)
        step = np.linalg.solve(bend, slope)
        gain, size = float(slope @ step), 1.0
        while size > _ENOUGH and at(found - size * step, whole=False)[0] > loss - 1e-4 * size * gain:
            size /= 2
        found = found - size * step
        if gain < _ENOUGH * max(1.0, abs(loss)):
            break
    return found
