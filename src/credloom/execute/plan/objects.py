"""Columns of objects, of one type or of an interface's or union's several."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLAbstractType,
    GraphQLObjectType,
    default_type_resolver,
    is_object_type,
)

from credloom.execute.plan.failures import GONE, is_hole
from credloom.execute.plan.levels import Level
from credloom.execute.plan.lists import scattered
from credloom.execute.plan.nodes import Later, Selection, Values
from credloom.execute.plan.regular import kinds_of, odd
from credloom.execute.plan.resolving import info_at
from credloom.execute.plan.unplanned import Unplanned

if TYPE_CHECKING:
    from credloom.execute.plan.places import Place
    from credloom.execute.plan.running import Run

ByClass = Mapping[type, GraphQLObjectType]
"""The object type that describes a Python class."""


class _Objects:
    """What object, interface and union types share. Subclasses say what type a value has."""

    required: bool

    def complete(self, values: Values, place: Place, run: Run) -> Later:
        """Opens a level for the objects of each type."""
        if (selection := self._one(kinds_of(values))) is not None:
            level = Level(selection, values, run, place)
            run.open([level])
            return _Whole(level, run, required=self.required)
        return self._sorted(values, place, run)

    def _sorted(self, values: Values, place: Place, run: Run) -> Later:
        groups: dict[Selection, tuple[Values, list[int]]] = {}
        among: Values = [None] * len(values)
        for index, value in enumerate(values):
            if is_hole(value):
                among[index] = run.failures.hole(place, index, value)
                continue
            try:
                selection = self._selection(value, place, index, run)
            except Unplanned:
                raise
            except Exception as error:  # noqa: BLE001 - it is this value's error
                among[index] = run.failures.add(place, index, error)
                continue
            objects, positions = groups.setdefault(selection, ([], []))
            objects.append(value)
            positions.append(index)
        levels = [Level(chosen, objects, run, place, positions) for chosen, (objects, positions) in groups.items()]
        run.open(levels)
        parts = [(level, positions) for level, (_, positions) in zip(levels, groups.values(), strict=True)]
        return _Sorted(parts, among, run, required=self.required)

    def _one(self, kinds: set[type]) -> Selection | None:
        """The selection for values of these classes, if it is one and the classes alone say so."""
        raise NotImplementedError

    def _selection(self, value: Any, place: Place, index: int, run: Run) -> Selection:
        """The selection for a value."""
        raise NotImplementedError


class OneKind(_Objects):
    """An object type. `struct` is the class whose instances it describes; None where only the type can tell."""

    def __init__(self, kind: GraphQLObjectType, selection: Selection, struct: type | None, *, required: bool) -> None:
        self._kind, self._selected, self._struct, self.required = kind, selection, struct, required
        self._unasked = kind.is_type_of is None

    def _one(self, kinds: set[type]) -> Selection | None:
        return self._selected if all(map(self._fits, kinds)) else None

    def _fits(self, kind: type) -> bool:
        if self._struct is not None:
            return issubclass(kind, self._struct)
        return self._unasked and not odd(kind)

    def _selection(self, value: Any, place: Place, index: int, run: Run) -> Selection:
        if not self._fits(type(value)):
            check_type(self._kind, value, place, index, run)
        return self._selected


class AnyKind(_Objects):
    """An interface or a union. Selections are compiled when the first value of their type is met."""

    def __init__(
        self,
        kind: GraphQLAbstractType,
        select: Callable[[GraphQLObjectType], Selection],
        by_class: ByClass,
        *,
        required: bool,
    ) -> None:
        self._kind, self._select, self._by_class, self.required = kind, select, by_class, required
        self._selections: dict[str, Selection] = {}

    def _one(self, kinds: set[type]) -> Selection | None:
        kind = self._by_class.get(next(iter(kinds))) if len(kinds) == 1 else None
        return None if kind is None else self._of(kind)

    def _selection(self, value: Any, place: Place, index: int, run: Run) -> Selection:
        return self._of(self._by_class.get(type(value)) or self._resolved(value, place, index, run))

    def _of(self, kind: GraphQLObjectType) -> Selection:
        if (found := self._selections.get(kind.name)) is None:
            found = self._selections[kind.name] = self._select(kind)
        return found

    def _resolved(self, value: Any, place: Place, index: int, run: Run) -> GraphQLObjectType:
        resolve = self._kind.resolve_type or default_type_resolver
        name = settled(resolve(value, info_at(run, place, index), self._kind))
        kind = run.plan.schema.get_type(name) if isinstance(name, str) else None
        if not is_object_type(kind) or not run.plan.schema.is_sub_type(self._kind, kind):
            raise Unplanned("type", always=False)  # graphql-core says what is wrong with it
        check_type(kind, value, place, index, run)
        return kind


def check_type(kind: GraphQLObjectType, value: Any, place: Place, index: int, run: Run) -> None:
    """Ask a type whether it describes a value. Raises `Unplanned` where it says no: graphql-core tells that."""
    is_type_of = kind.is_type_of
    if is_type_of is not None and not settled(is_type_of(value, info_at(run, place, index))):
        raise Unplanned("type", always=False)


def settled(answer: Any) -> Any:
    """An answer that need not be waited for."""
    is_hole(answer)
    return answer


class _Whole:
    """A column whose every value is an object of one type."""

    def __init__(self, level: Level, run: Run, *, required: bool) -> None:
        self._level, self._run, self._required = level, run, required

    def rows(self) -> Values:
        """The column of the response."""
        return allowed(self._level.rows(), self._run, required=self._required)


class _Sorted:
    """A column of objects of several types, with holes."""

    def __init__(self, parts: Sequence[tuple[Level, list[int]]], among: Values, run: Run, *, required: bool) -> None:
        self._parts, self._among, self._run, self._required = parts, among, run, required

    def rows(self) -> Values:
        """The column of the response."""
        for level, positions in self._parts:
            scattered(allowed(level.rows(), self._run, required=self._required), positions, self._among)
        return self._among


def allowed(rows: Values, run: Run, *, required: bool) -> Values:
    """Null for objects that are gone, where null is allowed."""
    if required or not run.failures.spread:
        return rows
    return [None if row is GONE else row for row in rows]
