"""The struct that every value of the model is made from."""

from __future__ import annotations

import msgspec


class Value(msgspec.Struct, frozen=True, gc=False, array_like=True, omit_defaults=True):
    """An immutable value without reference cycles: cheap to decode, skipped by the garbage collector."""
