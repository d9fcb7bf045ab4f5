"""What went wrong in one run, and what is told of it.

The order is that of the response. Of several failures that null the same value the first is told, and none that stands
behind it in that value: what graphql-core tells when every resolver is synchronous. With asynchronous ones it tells
the first in time, which the specification leaves open.
"""

from __future__ import annotations

from inspect import isawaitable, iscoroutine
from typing import Any

from graphql import GraphQLError
from graphql.error import located_error
from graphql.pyutils import Undefined

from credloom.execute.plan.places import Place, Position, nulled_by, order_of, path_of, upward
from credloom.execute.plan.unplanned import Unplanned

GONE: Any = type("Gone", (), {"__repr__": lambda _: "GONE"})()
"""Stands for a value that failed where null is not allowed: it takes what it is a part of along."""


class Failures:
    """The failures of one run. `spread`: at least one of them nulls more than its own value."""

    __slots__ = ("_kept", "spread")

    def __init__(self) -> None:
        self._kept: list[tuple[Position, Exception]] = []
        self.spread = False

    def add(self, place: Place, index: int, error: Exception) -> Any:
        """Keep an error; what stands for the value from now on."""
        self._kept.append(((place, index), error))
        if not place.required:
            return None
        self.spread = True
        return GONE

    def hole(self, place: Place, index: int, value: Any) -> Any:
        """What stands for a value that is null or an error."""
        if isinstance(value, Exception):
            return self.add(place, index, value)
        if not place.required:
            return None
        field = place.field
        name = f"{field.parent.name}.{field.name}"
        return self.add(place, index, TypeError(f"Cannot return null for non-nullable field {name}."))

    def told(self) -> list[GraphQLError]:
        """The errors of the response."""
        found: list[GraphQLError] = []
        nulled: set[Position | None] = set()
        for position, error in sorted(self._kept, key=lambda kept: order_of(kept[0])):
            if None in nulled or not nulled.isdisjoint(upward(position)):
                continue
            nulled.add(nulled_by(position))
            found.append(located_error(error, position[0].field.nodes, path_of(position).as_list()))
        return found


def is_hole(value: Any) -> bool:
    """Whether a value is null or an error. Raises `Unplanned` for one that has to be waited for first."""
    if value is None or value is Undefined or isinstance(value, Exception):
        return True
    if isawaitable(value):
        if iscoroutine(value):
            value.close()
        raise Unplanned("awaitable", always=False)
    return False
