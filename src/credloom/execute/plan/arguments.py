"""Arguments of a field, coerced once for all its objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, GraphQLField, ListValueNode, ObjectValueNode, ValueNode, VariableNode
from graphql.execution.values import get_argument_values

if TYPE_CHECKING:
    from credloom.execute.plan.running import Run

Convert = Callable[[dict[str, Any]], dict[str, Any]]
"""From GraphQL's values by argument name to what a resolver or batch function takes."""
ATOMS = (str, int, float, bool, type(None), Decimal, date, Enum)
"""Values that nobody can change."""
NONE: Mapping[str, Any] = {}


class Arguments:
    """The arguments of one field of an operation."""

    __slots__ = ("_convert", "_definition", "_fixed", "_node")

    def __init__(self, definition: GraphQLField, node: FieldNode, convert: Convert | None) -> None:
        self._definition, self._node, self._convert = definition, node, convert
        self._fixed = self._constant()

    def values(self, run: Run) -> Mapping[str, Any]:
        """The arguments in one run. May raise `GraphQLError`, or what an input type raises."""
        if self._fixed is not None:
            return self._fixed
        found = get_argument_values(self._definition, self._node, run.variables, hide_suggestions=run.hide_suggestions)
        return self._convert(found) if self._convert is not None else found

    def _constant(self) -> Mapping[str, Any] | None:
        """Arguments without variables whose values can be shared by all runs."""
        if not self._definition.args:
            return NONE
        if any(_uses_variables(argument.value) for argument in self._node.arguments or ()):
            return None
        try:
            found = get_argument_values(self._definition, self._node)
            found = self._convert(found) if self._convert is not None else found
        except Exception:  # noqa: BLE001 - it is raised again, and told, where the field is run
            return None
        return found if all(isinstance(value, ATOMS) for value in found.values()) else None


def _uses_variables(value: ValueNode) -> bool:
    if isinstance(value, ListValueNode):
        return any(map(_uses_variables, value.values))
    if isinstance(value, ObjectValueNode):
        return any(_uses_variables(field.value) for field in value.fields)
    return isinstance(value, VariableNode)
