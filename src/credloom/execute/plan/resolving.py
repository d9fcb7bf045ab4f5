"""Asking resolvers object by object, with the same arguments and info that graphql-core would give them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from graphql import GraphQLField, GraphQLResolveInfo, default_field_resolver
from graphql.pyutils import gather_with_cancel
from graphql.pyutils.is_awaitable import is_awaitable
from graphql.type.definition import GraphQLResolveInfoHelpers

from credloom.execute.plan.arguments import Arguments
from credloom.execute.plan.nodes import Values
from credloom.execute.plan.places import FieldPlace, Place, path_of

if TYPE_CHECKING:
    from credloom.execute.plan.levels import Level
    from credloom.execute.plan.running import Run


class Resolver:
    """Reads a field by its resolver, one call for each object; awaitables are waited for together."""

    function = None

    def __init__(self, definition: GraphQLField, arguments: Arguments) -> None:
        self._resolve = definition.resolve or default_field_resolver
        self._arguments = arguments

    def read(self, level: Level, number: int, run: Run) -> Values | Awaitable[Sequence[Any]]:
        """What the resolver gives, or raises, for each object."""
        arguments = self._arguments.values(run)
        place = FieldPlace(level, number)
        found: Values = []
        for index, parent in enumerate(level.objects):
            try:
                found.append(self._resolve(parent, info_at(run, place, index), **arguments))
            except Exception as error:  # noqa: BLE001 - it is this object's error
                found.append(error)
        if not any(map(isawaitable, found)):
            return found
        results: Values | Awaitable[Sequence[Any]] = run.call(_together, found, run.context, {})
        return results


async def _together(values: Sequence[Any], _: Any) -> list[Any]:
    done = list(values)
    waiting = [index for index, value in enumerate(values) if isawaitable(value)]
    results = await asyncio.gather(*(values[index] for index in waiting), return_exceptions=True)
    for index, result in zip(waiting, results, strict=True):
        if isinstance(result, asyncio.CancelledError):
            raise result
        done[index] = result
    return done


def info_at(run: Run, place: Place, index: int) -> GraphQLResolveInfo[Any]:
    """What a resolver may want to know about the field that a value belongs to."""
    level, row = place.row(index)
    field, plan = place.field, run.plan
    number = level.selection.fields.index(field)
    return GraphQLResolveInfo(
        field.name,
        field.nodes,
        field.definition.type,
        field.parent,
        path_of((FieldPlace(level, number), row)),
        plan.schema,
        plan.fragments,
        run.root,
        plan.operation,
        run.variables,
        run.context,
        is_awaitable,
        None,
        HELPERS,
    )


def _gather(values: Sequence[Awaitable[Any]]) -> Awaitable[list[Any]]:
    return gather_with_cancel(*values)


def _track(values: Sequence[Any]) -> None:
    for value in filter(isawaitable, values):
        asyncio.ensure_future(value).add_done_callback(_seen)


def _seen(future: asyncio.Future[Any]) -> None:
    if not future.cancelled():
        future.exception()


HELPERS = GraphQLResolveInfoHelpers(gather=_gather, track=_track)
