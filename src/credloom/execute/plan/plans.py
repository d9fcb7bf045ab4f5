"""The plans of a schema: compiled when first needed, those used longest ago dropped first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode
from graphql.execution.values import VariableValues

from credloom.execute.plan.collect import conditions
from credloom.execute.plan.compiling import Plan
from credloom.execute.plan.running import Call, Result, Run, direct
from credloom.execute.plan.unplanned import Unplanned

KEPT_FIELDS = 20_000
"""How many fields all kept plans may have together: a field takes about a kilobyte."""
KEPT_VARIANTS = 16
"""How many plans of one operation are kept, for different values of the variables in its conditions."""


class _Operation:
    """The plans of one operation by the values of the variables in its conditions."""

    def __init__(self, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self.document, self.operation = document, operation
        self.names = conditions(document, operation)
        self.plans: OrderedDict[tuple[bool, ...], Plan | Unplanned] = OrderedDict()

    @property
    def size(self) -> int:
        return 1 + sum(plan.size for plan in self.plans.values() if isinstance(plan, Plan))


class Plans:
    """Runs validated operations of one schema by plans. For one event loop."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[int, _Operation] = OrderedDict()

    async def run(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: VariableValues,
        *,
        context: Any = None,
        root: Any = None,
        call: Call = direct,
        hide_suggestions: bool = False,
    ) -> Result:
        """Run an operation of a valid document. Raises `Unplanned` where graphql-core has to run it.

        `variables` are coerced (`graphql.execution.values.get_variable_values`). Batch functions are called through
        `call`, which may refuse, watch or end them.
        """
        known = self._operation(document, operation)
        booleans = _booleans(known.names, variables.coerced)
        plan = self._plan(known, booleans)
        try:
            return await Run(plan, variables, context, root, call, hide_suggestions=hide_suggestions).result()
        except Unplanned as unplanned:
            if unplanned.always:
                known.plans[booleans] = unplanned
            raise

    def _operation(self, document: DocumentNode, operation: OperationDefinitionNode) -> _Operation:
        known = self._kept.get(id(operation))
        if known is None:  # it keeps the node, so that the node's id stays its own
            known = self._kept[id(operation)] = _Operation(document, operation)
        self._kept.move_to_end(id(operation))
        return known

    def _plan(self, known: _Operation, booleans: tuple[bool, ...]) -> Plan:
        plan = known.plans.get(booleans)
        if plan is None:
            plan = known.plans[booleans] = self._compiled(known, booleans)
            self._trim(known)
        known.plans.move_to_end(booleans)
        if isinstance(plan, Unplanned):
            raise Unplanned(plan.reason)
        return plan

    def _compiled(self, known: _Operation, booleans: tuple[bool, ...]) -> Plan | Unplanned:
        try:
            values = dict(zip(known.names, booleans, strict=True))
            return Plan(self._schema, known.document, known.operation, values)
        except Unplanned as unplanned:
            return unplanned

    def _trim(self, newest: _Operation) -> None:
        while len(newest.plans) > KEPT_VARIANTS:
            newest.plans.popitem(last=False)
        size = sum(known.size for known in self._kept.values())
        while size > KEPT_FIELDS and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            size -= dropped.size


def _booleans(names: tuple[str, ...], values: Mapping[str, Any]) -> tuple[bool, ...]:
    found = tuple(values.get(name) for name in names)
    if not all(isinstance(value, bool) for value in found):
        raise Unplanned("condition", always=False)  # a null where the schema wants none: graphql-core says so
    return found  # type: ignore[return-value]  # checked above
