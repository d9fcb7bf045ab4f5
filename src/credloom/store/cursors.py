"""Cursors of searches: opaque to callers, checked when they come back.

A cursor of a field order holds the value after which to go on, so it is exact whatever was written since. A cursor of
relevance holds a place in the ranking of one epoch, whose index is kept for some minutes.
"""

from __future__ import annotations

import base64
import binascii
from typing import Literal

import msgspec

from credloom.errors import BadUserInput


class Place(msgspec.Struct, frozen=True):
    """Behind which hit a page begins. `value` is set in field orders; `epoch`, `mode`, `offset` in relevance."""

    sort: str
    value: str = ""
    epoch: int = 0
    mode: Literal["", "all", "near", "more", "any"] = ""
    offset: int = 0


def encode(place: Place) -> str:
    """The cursor of a place."""
    where = place.value or f"{place.epoch}|{place.mode}|{place.offset}"
    text = f"{place.sort}|{where}"
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def decode(cursor: str, sort: str) -> Place:
    """The place that a cursor names. Raises `BadUserInput` where it is none of this order."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        parts = text.split("|")
        if parts[0] != sort:
            raise BadUserInput(f"The cursor belongs to a page in the order {parts[0]!r:.40}, not {sort!r}.")
        if len(parts) == 2 and _is_value(parts[1], sort):
            return Place(sort, value=parts[1])
        if len(parts) == 4:
            found = {"epoch": _number(parts[1]), "mode": parts[2], "offset": _number(parts[3])}
            return msgspec.convert({"sort": sort, **found}, Place)
    except (binascii.Error, UnicodeError, ValueError):
        pass
    raise BadUserInput(f"{cursor!r:.80} is no cursor that a page gave.")


def _is_value(text: str, sort: str) -> bool:
    if sort == "name":
        return bool(text) and all(c in "0123456789abcdefghijklmnopqrstuvwxyz." for c in text)
    return text.isdecimal() and int(text) < 1 << 64


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise ValueError(text)
    return int(text)
