"""Small tools for lists of different lengths in flat arrays."""

from __future__ import annotations

import numpy as np

from credloom.resolve.learned.words import Floats, Ints


def ragged(starts: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """(positions, owner) of runs that begin at `starts` and are `counts` long, one behind the other."""
    owner = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    return np.arange(len(owner)) - first[owner] + starts[owner], owner


def largest(scores: Floats, count: int) -> Ints:
    """The places of the largest scores, in no order."""
    if len(scores) <= count:
        return np.arange(len(scores))
    return np.argpartition(-scores, count - 1)[:count]


def group_max(values: Floats, starts: Ints) -> Floats:
    """The largest value of each run; runs must not be empty."""
    return np.maximum.reduceat(values, starts) if len(starts) else np.zeros(0, values.dtype)
