"""Choices that depend on nothing but a seed, and are cheap to make by the thousand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

T = TypeVar("T")


class Dice:
    """A stream of numbers made from a text."""

    __slots__ = ("_state",)

    def __init__(self, seed: str) -> None:
        self._state = crc32(seed.encode()) | 1 << 32
        self.below(7)

    def below(self, size: int) -> int:
        """A number from 0 to `size` - 1."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        return (self._state >> 33) % size

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred."""
        return self.below(100) < percent

    def pick(self, among: Sequence[T]) -> T:
        """One of some things."""
        return among[self.below(len(among))]
