"""The schema is not told in production: `__schema` is refused, and `__type` knows no type of any name.

`__type` may be null, so that a client that asks for it gets an answer as for a type that is not there, not an error.
"""

from __future__ import annotations

from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLError,
    NameNode,
    StringValueNode,
    ValidationRule,
    Visitor,
    visit,
)

_NO_TYPE = (ArgumentNode(name=NameNode(value="name"), value=StringValueNode(value="")),)


class NoSchemaRule(ValidationRule):
    """Refuses `__schema`."""

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Report the field."""
        if node.name.value == "__schema":
            self.report_error(GraphQLError("The schema is not told here: introspection is off.", node))


class _Unnamed(Visitor):
    def enter_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
        if node.name.value != "__type":
            return None
        return FieldNode(
            alias=node.alias,
            name=node.name,
            arguments=_NO_TYPE,
            directives=node.directives,
            selection_set=node.selection_set,
            loc=node.loc,
        )


def without_types(document: DocumentNode, query: str) -> DocumentNode:
    """A valid document in which every `__type` asks for a type that no schema can have."""
    return visit(document, _Unnamed()) if "__type" in query.replace("__typename", "") else document
