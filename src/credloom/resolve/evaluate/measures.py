"""Measures of rankings and of chances, and how far chance alone may move them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
BINS = 10
DRAWS = 1_000


def mean(rows: Values) -> float:
    """The mean of rows."""
    return float(rows.mean())


def median(rows: Values) -> float:
    """The median of rows."""
    return float(np.median(rows))


class Measured(msgspec.Struct, frozen=True):
    """A measure: a row for each query or document, and what is made of the rows."""

    rows: Values
    summary: Callable[[Values], float] = mean

    @property
    def value(self) -> float | None:
        """The measure; None where there was nothing to measure."""
        return round(self.summary(self.rows), 4) if len(self.rows) else None

    def interval(self) -> tuple[float, float] | None:
        """The 95 % bootstrap interval over the rows; always the same for the same rows."""
        if len(self.rows) < 2:
            return None
        rng = np.random.default_rng(0)
        size = len(self.rows)
        low, high = np.percentile(
            [self.summary(self.rows[rng.integers(0, size, size)]) for _ in range(DRAWS)], (2.5, 97.5)
        )
        return round(float(low), 4), round(float(high), 4)


Ways = dict[str, dict[str, Measured]]
"""Way ("credloom", or a baseline beside it) → measure → what was measured."""
Sets = dict[str, tuple[int, Ways]]
"""Name of a set → (how many queries or documents it has, its ways)."""


def mean_of(values: Iterable[float]) -> Measured:
    """A mean over some values."""
    return Measured(np.fromiter(values, np.float64))


def reciprocal(ranking: Sequence[object], gold: Collection[object]) -> float:
    """1 / the place of the first right one; 0 where there is none."""
    return next((1 / place for place, name in enumerate(ranking, 1) if name in gold), 0.0)


def recall(ranking: Sequence[object], gold: Collection[object], count: int) -> float:
    """1 where a right one is among the first `count`."""
    return float(any(name in gold for name in ranking[:count]))


def r_precision(ranking: Sequence[object], gold: Collection[object], count: int) -> float:
    """The share of right ones among the first `count`, of as many as there can be."""
    return sum(name in gold for name in ranking[:count]) / min(count, len(gold))


def ece(rows: Values) -> float:
    """Expected calibration error of rows (chance, whether right) over ten bins of equal width."""
    if not len(rows):
        return 0.0
    chance, right = rows[:, 0], rows[:, 1]
    at = np.minimum((chance * BINS).astype(int), BINS - 1)
    return float(sum((at == b).mean() * abs(chance[at == b].mean() - right[at == b].mean()) for b in np.unique(at)))
