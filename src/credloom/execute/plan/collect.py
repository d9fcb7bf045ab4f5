"""Which fields a selection set asks of an object type, as GraphQL's CollectFields says (spec 6.3.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)

from credloom.execute.plan.unplanned import Unplanned

Collected = dict[str, list[FieldNode]]
"""Fields by their name in the response, in its order; several nodes where a field is asked for more than once."""
CONDITIONS = ("skip", "include")
INCREMENTAL = ("defer", "stream")


class Collector:
    """Collects fields of one document for given values of the variables in its `@skip` and `@include`."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, booleans: Mapping[str, bool]) -> None:
        self._schema, self._booleans = schema, booleans
        self.fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }

    def fields(self, kind: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> Collected:
        """The fields that some selection sets, taken together, ask of `kind`."""
        found: Collected = {}
        spread: set[str] = set()
        for chosen in sets:
            self._collect(kind, chosen, found, spread)
        return found

    def _collect(self, kind: GraphQLObjectType, chosen: SelectionSetNode, found: Collected, spread: set[str]) -> None:
        for node in chosen.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                found.setdefault((node.alias or node.name).value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if self._applies(node.type_condition, kind):
                    self._collect(kind, node.selection_set, found, spread)
            elif isinstance(node, FragmentSpreadNode):
                self._spread(kind, node.name.value, found, spread)

    def _spread(self, kind: GraphQLObjectType, name: str, found: Collected, spread: set[str]) -> None:
        fragment = self.fragments[name]
        if name not in spread and self._applies(fragment.type_condition, kind):
            spread.add(name)
            self._collect(kind, fragment.selection_set, found, spread)

    def _applies(self, condition: NamedTypeNode | None, kind: GraphQLObjectType) -> bool:
        if condition is None or condition.name.value == kind.name:
            return True
        wanted = self._schema.get_type(condition.name.value)
        return is_abstract_type(wanted) and self._schema.is_sub_type(wanted, kind)

    def _included(self, node: SelectionNode) -> bool:
        for directive in node.directives or ():
            name = directive.name.value
            if name in INCREMENTAL:
                raise Unplanned("directive")
            if name in CONDITIONS and self._holds(directive) is (name == "skip"):
                return False
        return True

    def _holds(self, directive: DirectiveNode) -> bool:
        value = next(iter(directive.arguments or ())).value
        if isinstance(value, VariableNode):
            return self._booleans[value.name.value]
        return isinstance(value, BooleanValueNode) and value.value


def conditions(document: DocumentNode, operation: OperationDefinitionNode) -> tuple[str, ...]:
    """The variables that decide, by `@skip` or `@include`, which fields an operation has."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    found: set[str] = set()
    spread: set[str] = set()
    todo: list[SelectionSetNode] = [operation.selection_set]
    while todo:
        for node in todo.pop().selections:
            if node.directives:
                found.update(_variables(node.directives))
            if isinstance(node, FragmentSpreadNode):
                if node.name.value not in spread:
                    spread.add(node.name.value)
                    todo.append(fragments[node.name.value].selection_set)
            elif isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set is not None:
                todo.append(node.selection_set)
    return tuple(sorted(found))


def _variables(directives: Iterable[DirectiveNode]) -> Iterator[str]:
    for directive in directives:
        if directive.name.value in CONDITIONS:
            for argument in directive.arguments or ():
                if isinstance(argument.value, VariableNode):
                    yield argument.value.name.value
