"""How the values of a field are read from all objects of a level: by a batch function, or an attribute of each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, GraphQLField, GraphQLSchema

from credloom.execute.plan import strawberry
from credloom.execute.plan.arguments import Arguments
from credloom.execute.plan.nodes import Reader, Values
from credloom.execute.plan.resolving import Resolver

if TYPE_CHECKING:
    from credloom.execute.plan.levels import Level
    from credloom.execute.plan.running import Run


class ByBatch:
    """One call of a batch function."""

    def __init__(self, function: strawberry.Batch, arguments: Arguments) -> None:
        self.function, self._arguments = function, arguments

    def read(self, level: Level, _: int, run: Run) -> Values | Awaitable[Sequence[Any]]:
        """What the function gives for the objects of a level."""
        return self.of(level.objects, run)

    def of(self, objects: Values, run: Run) -> Values | Awaitable[Sequence[Any]]:
        """What the function gives for some objects."""
        found: Values | Awaitable[Sequence[Any]] = run.call(
            self.function, objects, run.context, self._arguments.values(run)
        )
        return found


class ByAttribute:
    """An attribute of each object; by the resolver, object by object, where one has none."""

    def __init__(
        self, name: str, get: Callable[[Any, str], Any], definition: GraphQLField, arguments: Arguments
    ) -> None:
        self._read: Callable[[Any], Any] = attrgetter(name) if get is getattr else lambda parent: get(parent, name)
        self._resolver = Resolver(definition, arguments)

    def read(self, level: Level, number: int, run: Run) -> Values | Awaitable[Sequence[Any]]:
        """The attribute of each object."""
        try:
            return list(map(self._read, level.objects))
        except Exception:  # noqa: BLE001 - which object it was is found there
            return self._resolver.read(level, number, run)


class TypeName:
    """`__typename`."""

    def __init__(self, name: str) -> None:
        self._name = name

    def read(self, level: Level, _: int, __: Run) -> Values:
        """The name of the objects' type."""
        return [self._name] * len(level.objects)


def reader(schema: GraphQLSchema, definition: GraphQLField, node: FieldNode) -> Reader:
    """The quickest way to read a field that means the same as its resolver."""
    function = strawberry.batch_of(definition)
    if function is not None:
        return ByBatch(function, Arguments(definition, node, strawberry.conversion(schema, definition)))
    arguments = Arguments(definition, node, None)
    attribute = strawberry.attribute_of(definition)
    if attribute is not None:
        return ByAttribute(*attribute, definition, arguments)
    return Resolver(definition, arguments)
