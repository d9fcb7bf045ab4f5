"""From a validated operation to a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    TypeNameMetaFieldDef,
)

from credloom.execute.plan import strawberry
from credloom.execute.plan.collect import Collector
from credloom.execute.plan.leaves import leaf
from credloom.execute.plan.lists import Listed
from credloom.execute.plan.nodes import Field, Selection, Shape
from credloom.execute.plan.objects import AnyKind, OneKind
from credloom.execute.plan.reading import TypeName, reader
from credloom.execute.plan.unplanned import Unplanned

MOST_FIELDS = 5_000
"""A plan with more fields would cost more than it saves."""
PROPAGATION_OFF = "experimental_disableErrorPropagation"


class Plan:
    """An operation, compiled for given values of the variables in its conditions. `size`: its fields so far."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        booleans: Mapping[str, bool],
    ) -> None:
        self.schema, self.operation = schema, operation
        self._collector = Collector(schema, document, booleans)
        self.size = 0
        if operation.operation is not OperationType.QUERY or schema.query_type is None:
            raise Unplanned(operation.operation.value)
        if any(directive.name.value == PROPAGATION_OFF for directive in operation.directives or ()):
            raise Unplanned("directive")
        try:
            self.selection = self._selection(schema.query_type, [operation.selection_set])
        except RecursionError:
            raise Unplanned("size") from None

    @property
    def fragments(self) -> dict[str, FragmentDefinitionNode]:
        """The fragments of the document by their name."""
        return self._collector.fragments

    def _selection(self, kind: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Selection:
        fields = []
        for key, nodes in self._collector.fields(kind, sets).items():
            name = nodes[0].name.value
            if name in ("__schema", "__type"):
                raise Unplanned("introspection")
            definition = self.schema.get_field(kind, name)
            if definition is not None:
                fields.append(self._field(key, nodes, kind, definition))
        return Selection(kind, fields)

    def _field(self, key: str, nodes: list[FieldNode], kind: GraphQLObjectType, definition: GraphQLField) -> Field:
        self.size += 1
        if self.size > MOST_FIELDS:
            raise Unplanned("size")
        shape = self._shape(definition.type, nodes)
        if definition is TypeNameMetaFieldDef:
            return Field(key, nodes, kind, definition, TypeName(kind.name), shape)
        return Field(key, nodes, kind, definition, reader(self.schema, definition, nodes[0]), shape)

    def _shape(self, kind: GraphQLOutputType, nodes: list[FieldNode], *, required: bool = False) -> Shape:
        if isinstance(kind, GraphQLNonNull):
            return self._shape(kind.of_type, nodes, required=True)
        if isinstance(kind, GraphQLList):
            return Listed(self._shape(kind.of_type, nodes), required=required)
        sets = [node.selection_set for node in nodes if node.selection_set is not None]
        if isinstance(kind, GraphQLObjectType):
            return OneKind(kind, self._selection(kind, sets), strawberry.struct_of(kind), required=required)
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            classes = strawberry.by_class(self.schema.get_possible_types(kind))
            return AnyKind(kind, lambda found: self._selection(found, sets), classes, required=required)
        return leaf(kind, required=required)
