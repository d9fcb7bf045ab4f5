"""Columns of scalars and enums."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from math import isfinite
from typing import TYPE_CHECKING, Any

from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLScalarType,
    GraphQLString,
)
from graphql.pyutils import Undefined, inspect

from credloom.execute.plan.failures import is_hole
from credloom.execute.plan.nodes import Values
from credloom.execute.plan.regular import kinds_of, odd

if TYPE_CHECKING:
    from credloom.execute.plan.places import Place
    from credloom.execute.plan.running import Run

NULL = type(None)


def _finite(values: Values) -> bool:
    return all(map(isfinite, values))


def _short(values: Values) -> bool:
    return not values or (min(values) >= GRAPHQL_MIN_INT and max(values) <= GRAPHQL_MAX_INT)


_EXACT: dict[GraphQLScalarType, tuple[type, Callable[[Values], bool] | None]] = {
    GraphQLString: (str, None),
    GraphQLID: (str, None),
    GraphQLBoolean: (bool, None),
    GraphQLInt: (int, _short),
    GraphQLFloat: (float, _finite),
}
"""Of the built-in scalars: the class whose values are written as they are, if they hold to a condition."""


class _Leaf:
    """Completes value by value, as graphql-core does; the classes below know shorter ways for whole columns."""

    def __init__(self, kind: GraphQLLeafType, *, required: bool) -> None:
        self.kind, self.required = kind, required
        self._write: Callable[[Any], Any] = kind.coerce_output_value

    def complete(self, values: Values, place: Place, run: Run) -> Values:
        """Each value as it is written; None or GONE for one that failed."""
        done: Values = []
        for index, value in enumerate(values):
            if is_hole(value):
                done.append(run.failures.hole(place, index, value))
                continue
            try:
                done.append(self._written(value))
            except Exception as error:  # noqa: BLE001 - it is this value's error
                done.append(run.failures.add(place, index, error))
        return done

    def _written(self, value: Any) -> Any:
        written = self._write(value)
        if written is None or written is Undefined:
            call = f"{inspect(self.kind)}.coerce_output_value({inspect(value)})"
            raise TypeError(f"Expected `{call}` to return non-nullable value, returned: {inspect(written)}")
        return written


class Exact(_Leaf):
    """A built-in scalar."""

    def __init__(self, kind: GraphQLScalarType, *, required: bool) -> None:
        super().__init__(kind, required=required)
        exact, self._holds = _EXACT[kind]
        self._classes = {exact} if required else {exact, NULL}

    def complete(self, values: Values, place: Place, run: Run) -> Values:
        """The column itself, where all of it is of the scalar's own class."""
        if kinds_of(values) <= self._classes:
            holds = self._holds
            if holds is None or holds(values if self.required else [v for v in values if v is not None]):
                return values
        return super().complete(values, place, run)


class Written(_Leaf):
    """A scalar with a function of its own."""

    def complete(self, values: Values, place: Place, run: Run) -> Values:
        """The function of every value, unless one is unusual."""
        if any(map(odd, kinds_of(values) - (set() if self.required else {NULL}))):
            return super().complete(values, place, run)
        write = self._write
        try:
            done = [None if value is None else write(value) for value in values]
        except Exception:  # noqa: BLE001 - which value it was is found below
            return super().complete(values, place, run)
        holes = sum(value is None for value in values)
        if sum(value is None or value is Undefined for value in done) != holes:
            return super().complete(values, place, run)
        return done


class Named(_Leaf):
    """An enum. Names of values are remembered: an enum has few."""

    def __init__(self, kind: GraphQLEnumType, *, required: bool) -> None:
        super().__init__(kind, required=required)
        self._names: dict[Any, Any] = {} if required else {None: None}

    def complete(self, values: Values, place: Place, run: Run) -> Values:
        """The name of every value."""
        try:
            return list(map(self._names.__getitem__, values))
        except (KeyError, TypeError):  # a new value, or one that is no key
            return super().complete(values, place, run)

    def _written(self, value: Any) -> Any:
        name = super()._written(value)
        if isinstance(value, str | Enum):
            self._names[value] = name
        return name


def leaf(kind: GraphQLLeafType, *, required: bool) -> _Leaf:
    """The shape of a scalar or enum."""
    if isinstance(kind, GraphQLEnumType):
        return Named(kind, required=required)
    return (Exact if kind in _EXACT else Written)(kind, required=required)
