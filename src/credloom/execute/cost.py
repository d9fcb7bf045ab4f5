"""What an operation costs: about how many values its answer may hold, from the sizes of the lists that it asks for.

A list that takes `first`, `last`, `top`, `ids`, `texts` or `of` is as long as they say; the lists directly below a
field that takes them (`edges`, `nodes`) are that long, too; any other list of objects counts as `ASSUMED`. Linear in
the document: a fragment is measured once, as `fixed + each * size of the connection that it stands in`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)

ASSUMED = 5
"""How long a list counts whose length the operation does not say."""
INTROSPECTED = 30
"""The same for lists of introspection."""
WHOLE_SCHEMA = 20_000
"""What `__schema` counts, whatever is selected of it."""
LONGEST = 10_000
"""No list may be longer, so that a longer wish counts no more: it is refused where its argument is read."""
USUAL = 20
"""How long a page is where neither the operation nor the schema says it."""
COUNTS = ("first", "last", "top")
LISTS = ("ids", "texts", "of")

_META: Mapping[str, GraphQLField] = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}


class Cost(NamedTuple):
    """`fixed + each * n`, where n is the size of the connection that the selection stands in."""

    fixed: int = 0
    each: int = 0

    def at(self, size: int) -> int:
        """The number for a connection of `size`."""
        return self.fixed + self.each * size


class Costs:
    """Measures the operations of one document by a schema. Unknown fields count one: validation refuses them."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }

    def of(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> int:
        """The cost of one operation with the variables as they came."""
        given = {
            definition.variable.name.value: _literal(definition.default_value, {})
            for definition in operation.variable_definitions or ()
            if definition.default_value is not None
        }
        measure = _Measure(self._schema, self._fragments, {**given, **variables})
        root = self._schema.get_root_type(operation.operation)
        return measure.selections(operation.selection_set, root).at(ASSUMED)


class _Measure:
    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self._schema, self._fragments, self._variables = schema, fragments, variables
        self._known: dict[str, Cost] = {}

    def selections(self, chosen: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Cost:
        """The cost of a selection of a type; of an unknown one where the document names none that exists."""
        fixed = each = 0
        for selection in chosen.selections if chosen is not None else ():
            if isinstance(selection, FieldNode):
                cost = self._field(selection, parent)
            elif isinstance(selection, FragmentSpreadNode):
                cost = self._fragment(selection.name.value)
            elif isinstance(selection, InlineFragmentNode):
                named = selection.type_condition
                inside = self._schema.get_type(named.name.value) if named is not None else parent
                cost = self.selections(selection.selection_set, inside)
            fixed, each = fixed + cost.fixed, each + cost.each
        return Cost(fixed, each)

    def _fragment(self, name: str) -> Cost:
        if name not in self._known:
            self._known[name] = Cost()  # a circle counts nothing, validation refuses it
            if (found := self._fragments.get(name)) is not None:
                inside = self._schema.get_type(found.type_condition.name.value)
                self._known[name] = self.selections(found.selection_set, inside)
        return self._known[name]

    def _field(self, field: FieldNode, parent: GraphQLNamedType | None) -> Cost:
        name = field.name.value
        definition = _META.get(name) or _defined(parent, name)
        if name == "__schema":
            return Cost(WHOLE_SCHEMA)
        kind = get_named_type(definition.type) if definition is not None else None
        inner = self.selections(field.selection_set, kind)
        if definition is None or is_leaf_type(kind):
            return Cost(1 + inner.at(1))
        assumed = INTROSPECTED if kind is not None and kind.name.startswith("__") else ASSUMED
        count, listed = self._count(field, definition), self._listed(field)
        if not is_list_type(get_nullable_type(definition.type)):
            return Cost(1 + inner.at(assumed if count is None else count))
        if listed is not None:
            return Cost(listed * (1 + inner.at(assumed if count is None else count)))
        item = 1 + inner.at(assumed)
        if count is not None:
            return Cost(count * item)
        return Cost(assumed * item) if assumed == INTROSPECTED else Cost(0, item)

    def _count(self, field: FieldNode, definition: GraphQLField) -> int | None:
        """What `first`, `last` or `top` say, or their default; None for a field that takes none of them."""
        given = {argument.name.value: argument.value for argument in field.arguments or ()}
        for name in COUNTS:
            if name in given and (count := _whole(_literal(given[name], self._variables))) is not None:
                return max(0, min(count, LONGEST))
        for name in COUNTS:
            if name in definition.args:
                return _whole(definition.args[name].default_value) or USUAL
        return None

    def _listed(self, field: FieldNode) -> int | None:
        """How many `ids`, `texts` or values `of` are given; None for a field without."""
        for argument in field.arguments or ():
            if argument.name.value in LISTS:
                value = _literal(argument.value, self._variables)
                return len(value) if isinstance(value, list) else 1
        return None


def _defined(parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
    return parent.fields.get(name) if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else None


def _literal(value: ValueNode | None, variables: Mapping[str, Any]) -> Any:
    """A number or a list of that length; None for all else, which is no size."""
    if isinstance(value, VariableNode):
        return variables.get(value.name.value)
    if isinstance(value, IntValueNode):
        return int(value.value) if len(value.value) < 10 else LONGEST
    return [None] * len(value.values) if isinstance(value, ListValueNode) else None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
