"""Documents that were parsed, measured and found valid, so that the next request with the same text saves all that.

Bounded by the tokens of all that is kept: a token takes some hundred bytes, whatever a client makes of it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    specified_rules,
    validate,
)

from credloom.errors import BadUserInput, nearest
from credloom.execute.cost import Costs
from credloom.execute.guard import guard
from credloom.execute.hidden import NoSchemaRule, without_types
from credloom.execute.limits import Limits, parsed

KEPT_TOKENS = 200_000
KEPT_COSTS = 32


class Invalid(Exception):
    """A document that the schema does not allow, with the errors that say why."""

    def __init__(self, errors: list[GraphQLError], document: DocumentNode) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors
        self.operations = [found for found in document.definitions if isinstance(found, OperationDefinitionNode)]


class Prepared:
    """A valid document: its operations by name, and what they cost."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.document = document
        self.operations = {
            definition.name.value if definition.name else "": definition
            for definition in document.definitions
            if isinstance(definition, OperationDefinitionNode)
        }
        self._costs = Costs(schema, document)
        self._known: dict[tuple[object, ...], int] = {}

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation of a name, or the only one. Raises `BadUserInput`."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        names = [known for known in self.operations if known]
        if name is None:
            raise BadUserInput(f"The document holds {len(names)} operations: say which by `operationName`.")
        if (found := self.operations.get(name)) is None:
            raise BadUserInput(f"The document holds no operation {name[:100]!r}.{nearest(name[:100], names)}")
        return found

    def cost(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> int:
        """The cost of an operation with these variables; only sizes count, so that it is remembered by them."""
        sizes = (id(operation), *((name, _size(value)) for name, value in sorted(variables.items())))
        if (found := self._known.get(sizes)) is None:
            if len(self._known) >= KEPT_COSTS:
                self._known.clear()
            found = self._known[sizes] = self._costs.of(operation, variables)
        return found


def introspects(operation: OperationDefinitionNode) -> bool:
    """Whether an operation asks for the schema and for nothing else."""
    chosen = operation.selection_set.selections
    names = {selection.name.value for selection in chosen if isinstance(selection, FieldNode)}
    return names in ({"__schema"}, {"__type"}, {"__schema", "__type"}) and all(
        isinstance(selection, FieldNode) for selection in chosen
    )


class Documents:
    """Valid documents of one schema by their text, those used longest ago dropped first."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, *, production: bool) -> None:
        self._schema, self._limits, self._production = schema, limits, production
        self._rules = [*specified_rules, *([NoSchemaRule] if production else [])]
        self._kept: OrderedDict[str, Prepared] = OrderedDict()
        self._tokens = 0

    def known(self, query: str) -> Prepared | None:
        """A document that was prepared before."""
        if (found := self._kept.get(query)) is not None:
            self._kept.move_to_end(query)
        return found

    def prepare(self, query: str) -> Prepared:
        """A document, parsed, measured and validated. Raises `QueryTooLarge`, `GraphQLSyntaxError` or `Invalid`.

        Takes milliseconds for a long text; may be called in a thread, `keep` only in the loop's.
        """
        document = parsed(query, self._limits)
        guard(document, self._limits)
        errors = validate(
            self._schema,
            document,
            self._rules,
            max_errors=self._limits.errors,
            hide_suggestions=self._production,
        )
        if errors:
            raise Invalid(errors, document)
        return Prepared(self._schema, without_types(document, query) if self._production else document)

    def keep(self, query: str, prepared: Prepared) -> None:
        """Remember a document."""
        if query in self._kept or prepared.document.token_count > KEPT_TOKENS:
            return
        self._kept[query] = prepared
        self._tokens += prepared.document.token_count
        while self._tokens > KEPT_TOKENS:
            _, dropped = self._kept.popitem(last=False)
            self._tokens -= dropped.document.token_count


def _size(value: object) -> object:
    return len(value) if isinstance(value, list) else value if isinstance(value, int) else None
