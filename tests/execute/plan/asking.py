"""Running an operation by a plan, with the same call and the same kind of result as graphql-core's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode, parse, validate
from graphql.execution.values import get_variable_values

from credloom.execute.plan import Call, Plans, Unplanned, direct


def operation_of(document: DocumentNode) -> OperationDefinitionNode:
    """The only operation of a document."""
    (found,) = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    return found


async def planned(
    plans: Plans,
    schema: GraphQLSchema,
    query: str | DocumentNode,
    variables: Mapping[str, Any] | None = None,
    *,
    context: Any = None,
    root: Any = None,
    call: Call = direct,
) -> ExecutionResult:
    """What the plan of an operation gives. Raises `Unplanned` where there is none. A document is known to be valid."""
    document = parse(query) if isinstance(query, str) else query
    if isinstance(query, str) and (problems := validate(schema, document)):
        return ExecutionResult(None, problems)
    operation = operation_of(document)
    coerced = get_variable_values(schema, operation.variable_definitions or (), dict(variables or {}))
    if isinstance(coerced, list):
        return ExecutionResult(None, coerced)
    result = await plans.run(document, operation, coerced, context=context, root=root, call=call)
    return ExecutionResult(result.data, result.errors or None)


def walked(data: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every value of a response with its path, in order, so that the order of keys counts, too."""
    if isinstance(data, dict):
        yield at, "{}"
        for key, value in data.items():
            yield from walked(value, (*at, key))
    elif isinstance(data, list):
        yield at, "[]"
        for number, value in enumerate(data):
            yield from walked(value, (*at, number))
    else:
        yield at, (type(data), data)


def told(result: ExecutionResult) -> list[str]:
    """The errors of a response, in no order."""
    return sorted(str((error.path, error.message, error.locations)) for error in result.errors or ())


__all__ = ["Unplanned", "operation_of", "planned", "told", "walked"]
