"""What a plan knows of Strawberry: batch functions, plain attributes, Python names of arguments, described structs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema
from strawberry.types.arguments import convert_arguments
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from credloom.execute.plan.arguments import Convert

Batch = Callable[..., "Sequence[Any] | Awaitable[Sequence[Any]]"]
"""`function(objects, context, **arguments)` → a value for each object, or an awaitable of them."""
DEFINITION = "strawberry-definition"


def batch_of(definition: GraphQLField) -> Batch | None:
    """The batch function of a field: `metadata["batch"]` in Strawberry, `extensions["batch"]` in graphql-core.

    A field with permissions or other extensions is asked object by object, so that they see every object.
    """
    field = _field(definition)
    if field is None:
        plain: Batch | None = definition.extensions.get("batch")
        return plain
    found: Batch | None = field.metadata.get("batch")
    return None if field.extensions else found


def attribute_of(definition: GraphQLField) -> tuple[str, Callable[[Any, str], Any]] | None:
    """`(attribute, function that reads it)` of a field that has no resolver."""
    field = _field(definition)
    if field is None or not field.is_basic_field:
        return None
    return field.python_name, field.default_resolver


def conversion(schema: GraphQLSchema, definition: GraphQLField) -> Convert | None:
    """From arguments as GraphQL has them to the keyword arguments of a batch function; None where they are the same."""
    field = _field(definition)
    if field is None or not field.arguments:
        return None
    own = schema._strawberry_schema  # type: ignore[attr-defined]  # it is set by Strawberry
    scalars, config = own.schema_converter.scalar_registry, own.config

    def convert(values: dict[str, Any]) -> dict[str, Any]:
        return convert_arguments(values, field.arguments, scalars, config)

    return convert


def struct_of(kind: GraphQLObjectType) -> type | None:
    """The class that a type describes: its class variable `struct`, where its `is_type_of` asks for no more."""
    definition = kind.extensions.get(DEFINITION)
    if not isinstance(definition, StrawberryObjectDefinition) or definition.is_type_of is None:
        return None
    struct = getattr(definition.origin, "struct", None)
    return struct if isinstance(struct, type) else None


def by_class(kinds: Iterable[GraphQLObjectType]) -> dict[type, GraphQLObjectType]:
    """Object types by the class that they describe; empty where two describe the same or one says none."""
    kinds = list(kinds)
    found = {struct: kind for kind in kinds if (struct := struct_of(kind)) is not None}
    return found if len(found) == len(kinds) else {}


def _field(definition: GraphQLField) -> StrawberryField | None:
    found = definition.extensions.get(DEFINITION)
    return found if isinstance(found, StrawberryField) else None
