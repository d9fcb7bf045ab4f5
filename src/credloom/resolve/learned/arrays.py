"""Small tools for lists of different lengths in flat arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np

from credloom.resolve.learned.words import Ints

T = TypeVar("T")


def ragged(starts: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """(positions, owner) of runs that begin at `starts` and are `counts` long, one behind the other."""
    owner = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    return np.arange(len(owner)) - first[owner] + starts[owner], owner


def portions(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in order, at most `size` at a time."""
    return (items[at : at + size] for at in range(0, len(items), size))
