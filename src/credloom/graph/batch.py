"""Fields whose resolver takes all parents of a level at once.

    def providers(parents: Sequence[Credential], context: Context) -> Sequence[Organization | None]: ...

    @strawberry.type
    class Credential:
        provider: Organization | None = batch(providers, description="…")

The type is the attribute's annotation, the arguments are the function's keyword-only parameters. A result that is an
Exception is the error of its parent alone. The compiled engine finds the function in the field's `metadata["batch"]`;
under graphql-core the field's resolver gathers the parents itself.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import strawberry

from credloom.graph.context import Context

Batch = Callable[..., "Sequence[Any] | Awaitable[Sequence[Any]]"]


def batch(function: Batch, *, name: str | None = None, description: str | None = None) -> Any:
    """A Strawberry field of a batch function: `function(parents, context, **arguments)`, one result for each parent.

    `name` is the field's name in GraphQL where it is not the attribute's in camel case.
    """
    return strawberry.field(
        resolver=_resolver(function), name=name, description=description, metadata={"batch": function}
    )


def _resolver(function: Batch) -> Callable[..., Any]:
    """A resolver for one parent, with the signature that Strawberry reads the arguments from."""

    def resolve(root: Any, info: strawberry.Info[Context, Any], **arguments: Any) -> Any:
        context = info.context

        def call(parents: Sequence[Any]) -> Sequence[Any] | Awaitable[Sequence[Any]]:
            return function(parents, context, **arguments)

        node = info._raw_info.field_nodes[0]  # the one object that all parents of a field share
        return context.gathering.join((function, id(node)), call, root)

    given = [_argument(p) for p in inspect.signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY]
    positional = inspect.Parameter.POSITIONAL_OR_KEYWORD
    resolve.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter("root", positional, annotation=Any),
            inspect.Parameter("info", positional, annotation=strawberry.Info),
            *given,
        ]
    )
    resolve.__module__ = function.__module__
    resolve.__name__ = function.__name__
    return resolve


def _argument(parameter: inspect.Parameter) -> inspect.Parameter:
    """A default of None means that the argument may be left out; the schema does not show it as `= null`."""
    return parameter.replace(default=strawberry.UNSET) if parameter.default is None else parameter
