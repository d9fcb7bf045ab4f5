"""Logistic regression with a ridge over features that most examples do not have; numpy, and without chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
ROUNDS = 200


class Told(msgspec.Struct, frozen=True):
    """Features of examples: of each that an example has, the example, the feature's number and its value.

    The last feature is the bias, which every example has.
    """

    names: tuple[str, ...]
    count: int
    rows: Numbers
    columns: Numbers
    values: Floats

    @staticmethod
    def of(examples: Sequence[Mapping[str, float]], least: int) -> Told:
        """The features that at least so many examples have."""
        counts = Counter(name for one in examples for name in one)
        names = tuple(sorted(name for name, count in counts.items() if count >= least))
        place = {name: number for number, name in enumerate(names)}
        found = [
            (row, place[name], value)
            for row, one in enumerate(examples)
            for name, value in one.items()
            if name in place
        ]
        found.extend((row, len(names), 1.0) for row in range(len(examples)))
        rows, columns, values = zip(*found, strict=True)
        return Told(
            names, len(examples), np.array(rows, np.int64), np.array(columns, np.int64), np.array(values, np.float64)
        )

    def some(self, which: Flags) -> Told:
        """Some of the examples."""
        kept = which[self.rows]
        number = np.cumsum(which) - 1
        return Told(self.names, int(which.sum()), number[self.rows[kept]], self.columns[kept], self.values[kept])

    def odds(self, weights: Floats) -> Floats:
        """The log-odds of every example."""
        found: Floats = np.bincount(self.rows, self.values * weights[self.columns], self.count).astype(np.float64)
        return found

    def slope(self, wrong: Floats) -> Floats:
        """What each weight has to do with how far every example is off."""
        found: Floats = np.bincount(self.columns, self.values * wrong[self.rows], len(self.names) + 1).astype(float)
        return found


def fitted(told: Told, right: Floats, counts: Floats, ridge: float) -> Floats:
    """The weights of least loss, by accelerated gradient descent; the last one, the bias, is not held back."""
    counts = counts / counts.sum()
    hold = np.ones(len(told.names) + 1)
    hold[-1] = 0
    step = 1 / (_largest(told, counts) / 4 + ridge)
    weights = ahead = np.zeros(len(hold))
    pace = 1.0
    for _ in range(ROUNDS):
        wrong = counts * (1 / (1 + np.exp(-told.odds(ahead))) - right)
        moved = ahead - step * (told.slope(wrong) + ridge * hold * ahead)
        faster = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        ahead = moved + (pace - 1) / faster * (moved - weights)
        weights, pace = moved, faster
    return weights


def _largest(told: Told, counts: Floats) -> float:
    """A little more than the largest curvature, by the power method."""
    vector = np.ones(len(told.names) + 1)
    size = 1.0
    for _ in range(30):
        vector = told.slope(counts * told.odds(vector))
        size = float(np.linalg.norm(vector))
        vector /= size
    return size * 1.05
