"""Documents that ask for every field of a type."""

from __future__ import annotations

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

from credloom.graph.schema import schema
from credloom.model.things import SHOWN

ARGUMENTS = {"facets": "(of: [FAMILY, TYPE, PROVIDER, OCCUPATION, REGION, SOURCE])"}
SLOW = {"matches"}
"""Asked for on its own: it ranks all credentials for every job."""


def everything(name: str, hops: int = 0) -> str:
    """The selection of every field of a type; records more than `hops` away are asked for their id alone."""
    return _selection(schema()._schema.type_map[name], hops, ())


def _selection(kind: GraphQLNamedType, hops: int, above: tuple[str, ...]) -> str:
    if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
        return "{ __typename ... on Node { id } ... on CatalogRecord { name ctid } }"
    assert isinstance(kind, GraphQLObjectType)
    if above and (kind.name in SHOWN or kind.name == "Alignment"):
        hops -= 1
    if hops < 0 or above.count(kind.name) > 1:
        return "{ id }" if "id" in kind.fields else "{ __typename }"
    fields = (_field(name, field, hops, (*above, kind.name)) for name, field in kind.fields.items())
    return "{ __typename " + " ".join(field for field in fields if field) + " }"


def _field(name: str, field: GraphQLField, hops: int, above: tuple[str, ...]) -> str:
    kind = get_named_type(field.type)
    arguments = ARGUMENTS.get(name, "(first: 5)" if "first" in field.args else "")
    if name in SLOW:
        return ""
    return f"{name}{arguments}" + ("" if is_leaf_type(kind) else f" {_selection(kind, hops, above)}")
