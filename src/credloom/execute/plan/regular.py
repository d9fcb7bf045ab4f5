"""Whether values may be taken as they are, asked of their classes: a column has few classes and many values."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from graphql.pyutils import UndefinedType


@lru_cache(maxsize=4_096)
def odd(kind: type) -> bool:
    """Whether values of a class are no values yet: null, an error, or something to wait for."""
    return issubclass(kind, type(None) | UndefinedType | Exception) or hasattr(kind, "__await__")


def kinds_of(values: Iterable[Any]) -> set[type]:
    """The classes of some values."""
    return set(map(type, values))
