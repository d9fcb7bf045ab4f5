"""Running one validated operation: by a plan where there can be one, else by graphql-core, with the same result."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from inspect import isawaitable
from typing import Any

import msgspec
from graphql import ExecutionResult, GraphQLError, GraphQLSchema
from graphql.execution import Executor
from graphql.execution.values import get_variable_values

from credloom.errors import DeadlineExceeded
from credloom.execute.documents import Prepared, introspects
from credloom.execute.plan import Plans, Unplanned
from credloom.graph.context import Context

MOST_PROBLEMS = 50
"""How many problems with variables are told at once."""
PLANNED = "plan"
"""What is counted for an operation that a plan ran."""

Count = Callable[[str], None]
"""Told of every operation: `PLANNED`, or in a word why graphql-core ran it."""


class Ran(msgspec.Struct, frozen=True):
    """`executed`: the variables fitted, so that there is `data`, if only null."""

    data: dict[str, Any] | None
    errors: list[GraphQLError]
    executed: bool = True


class Runner:
    """Runs operations of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema, self._plans = schema, Plans(schema)
        self.count: Count = _uncounted

    async def run(self, prepared: Prepared, name: str | None, variables: Mapping[str, Any], context: Context) -> Ran:
        """Coerce the variables, run the operation, and give its data with what went wrong in it."""
        operation = prepared.operation(name)
        coerced = get_variable_values(
            self._schema,
            operation.variable_definitions or (),
            dict(variables),
            max_errors=MOST_PROBLEMS,
            hide_suggestions=context.production,
        )
        if isinstance(coerced, list):
            return Ran(None, coerced, executed=False)
        try:
            result = await self._plans.run(
                prepared.document,
                operation,
                coerced,
                context=context,
                call=_within(context),
                hide_suggestions=context.production,
            )
        except Unplanned as unplanned:
            self.count(unplanned.reason)
            return await by_graphql_core(self._schema, prepared, name, variables, context)
        self.count(PLANNED)
        return Ran(result.data, result.errors)


async def by_graphql_core(
    schema: GraphQLSchema, prepared: Prepared, name: str | None, variables: Mapping[str, Any], context: Context
) -> Ran:
    """Run an operation whose variables fit without a plan."""
    executor = Executor.build(
        schema,
        prepared.document,
        context_value=context,
        raw_variable_values=dict(variables),
        operation_name=name,
        hide_suggestions=context.production,
    )
    if isinstance(executor, list):
        return Ran(None, executor, executed=False)
    if introspects(prepared.operation(name)):
        found: Any = await asyncio.to_thread(executor.execute_operation)  # long, and never waits for anything
    else:
        found = executor.execute_operation()
    result = await found if isawaitable(found) else found
    assert isinstance(result, ExecutionResult)  # noqa: S101  the schema has neither @defer nor @stream
    return Ran(result.data, result.errors or [])


def _within(context: Context) -> Callable[..., Any]:
    """Calls batch functions until the deadline; a timer alone would come late where none of them waits."""

    def call(function: Callable[..., Any], parents: Sequence[Any], _: Context, arguments: Mapping[str, Any]) -> Any:
        if context.remaining() <= 0:
            raise DeadlineExceeded(LATE)
        return context.gathering.call(function, parents, context, arguments)

    return call


LATE = "The request's time was over before this was answered."


def _uncounted(_: str) -> None: ...
