"""What a plan is made of: selections, which have fields, which have a way to be read and a shape."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from graphql import FieldNode, GraphQLField, GraphQLObjectType

from credloom.execute.plan.building import Build, builder

if TYPE_CHECKING:
    from credloom.execute.plan.levels import Level
    from credloom.execute.plan.places import Place
    from credloom.execute.plan.running import Run

Values = list[Any]
"""One value for each object of a level, or for each item of the lists in a column."""


class Later(Protocol):
    """A completed column whose parts are still being read."""

    def rows(self) -> Values:
        """The column of the response; call when everything has been read."""
        ...


class Shape(Protocol):
    """A GraphQL type, as what is done with a column of values of it. `required`: it is non-null."""

    required: bool

    def complete(self, values: Values, place: Place, run: Run) -> Values | Later:
        """GraphQL's CompleteValue (spec 6.4.3) for all values of a column."""
        ...


class Reader(Protocol):
    """How the values of a field are had from the objects."""

    def read(self, level: Level, number: int, run: Run) -> Values | Awaitable[Sequence[Any]]:
        """Values of the field of that number, one for each object; an exception where there is none for one."""
        ...


class Field:
    """One field of a selection."""

    __slots__ = ("definition", "key", "name", "nodes", "parent", "reader", "shape")

    def __init__(
        self,
        key: str,
        nodes: list[FieldNode],
        parent: GraphQLObjectType,
        definition: GraphQLField,
        reader: Reader,
        shape: Shape,
    ) -> None:
        self.key, self.nodes, self.parent, self.definition = key, nodes, parent, definition
        self.reader, self.shape = reader, shape
        self.name = nodes[0].name.value


class Selection:
    """The fields that are asked of one object type in one place of the operation."""

    __slots__ = ("build", "fields", "kind")

    def __init__(self, kind: GraphQLObjectType, fields: Sequence[Field]) -> None:
        self.kind, self.fields = kind, tuple(fields)
        self.build: Build = builder(tuple(field.key for field in fields))
