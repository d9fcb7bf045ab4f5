"""Places in lists: one value a thing and order, unique by the entity's number, so that a cursor can hold it."""

from __future__ import annotations

import re

from credloom.store.facts import seconds
from credloom.store.fold import plain

_WORD = re.compile(r"[^0-9a-z]+")
NAME_LENGTH = 96
"""How much of a name counts for its order; behind it, older entities come first."""
LAST = (1 << 32) - 1
"""What comes behind every value."""
_SIGN = 1 << 63


def name_order(name: str, number: int) -> str:
    """A text that is compared byte by byte in the order of names.

    It holds letters, digits and dots only, so that it can stand in a query; letters beyond these come last.
    """
    text = plain(name)
    if not text.isascii():
        text = "".join(c if c.isascii() else f"zz{ord(c):06x}" for c in text)
    return f"{_WORD.sub('.', text).strip('.')[:NAME_LENGTH]}..{number:010d}"


def value_order(value: float | None, number: int, *, missing: int, above: int = 0) -> int:
    """A whole number below 2^64 in the order of values, those added `above` to come behind nothing."""
    whole = missing if value is None else min(max(int(value) + above, 0), LAST - 1)
    return whole << 32 | number


def change_order(modified: str | None, number: int) -> int:
    """The place of what was changed then (ISO 8601) in the order of change."""
    return value_order(seconds(modified), number, missing=0)


def signed(place: int) -> int:
    """A place as a whole number of the database, which has a sign."""
    return place - _SIGN


def unsigned(kept: int) -> int:
    """The place that the database has kept."""
    return kept + _SIGN
