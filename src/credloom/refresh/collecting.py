"""Memory while a source is refreshed: circles are seldom looked for, and what was needed is given back behind it."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

COLLECTING = (50_000, 20, 1_000)
"""Objects made per collection of each generation while a source is refreshed; it takes a fifth more time without."""


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Within it the collector seldom runs: what a refresh makes has no circles, it would be walked for nothing."""
    before = gc.get_threshold()
    gc.set_threshold(*(max(pair) for pair in zip(before, COLLECTING, strict=True)))
    try:
        yield
    finally:
        gc.set_threshold(*before)
        give_back()


def give_back() -> None:
    """Give free memory back to the system. glibc keeps it, and a refresh of 100,000 records leaves more than 100 MB."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library, which has no such call
        return None
    return found
