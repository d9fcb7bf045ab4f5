"""Running one validated operation. An engine that compiles plans has its place here: `run` is all that it replaces."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from inspect import isawaitable
from typing import Any

import msgspec
from graphql import ExecutionResult, GraphQLError, GraphQLSchema
from graphql.execution import Executor

from credloom.execute.documents import Prepared, introspects
from credloom.graph.context import Context


class Ran(msgspec.Struct, frozen=True):
    """`executed`: the variables fitted, so that there is `data`, if only null."""

    data: dict[str, Any] | None
    errors: list[GraphQLError]
    executed: bool = True


async def run(
    schema: GraphQLSchema, prepared: Prepared, name: str | None, variables: Mapping[str, Any], context: Context
) -> Ran:
    """Coerce the variables, run the operation, and give its data with what went wrong in it."""
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
