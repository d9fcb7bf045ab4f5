"""The engine: parse, guard, validate, cost, variables, run, and the answer as bytes. Nothing a caller sends raises."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from inspect import isawaitable
from typing import Any

import msgspec
import orjson
from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, OperationType

from credloom.errors import BadUserInput, CredloomError, DeadlineExceeded, QueryTooCostly, StoreError
from credloom.execute.documents import Documents, Invalid, Prepared
from credloom.execute.errors_form import formed, refused
from credloom.execute.extensions_form import cost_form, sources_form
from credloom.execute.keeping import fresh_for
from credloom.execute.limits import Limits
from credloom.execute.ports import Answer, Operation
from credloom.execute.run import LATE, Count, Ran, Runner
from credloom.graph.context import Context

LONG_TEXT = 1_000
"""A document with more characters is parsed and validated in a thread: it may take some ten milliseconds."""
GRACE_SECONDS = 0.1
"""How long after the deadline fields may take to give up, before the whole answer is given up."""

NewContext = Callable[[str, float], Context | Awaitable[Context]]
"""`(request id, deadline)` → what one operation carries from field to field. May raise `StoreError`."""


class Engine:
    """Runs GraphQL operations over one schema."""

    def __init__(
        self,
        schema: GraphQLSchema,
        new_context: NewContext,
        *,
        limits: Limits | None = None,
        production: bool = False,
    ) -> None:
        self._new_context = new_context
        self._runner = Runner(schema)
        self._limits = limits or Limits()
        self._documents = Documents(schema, self._limits, production=production)

    def counted_by(self, count: Count) -> None:
        """Have `count` told of every operation that is run: `plan`, or in a word why there was none."""
        self._runner.count = count

    async def execute(self, operation: Operation, *, request_id: str, deadline: float) -> Answer:
        """The answer, within `deadline` (of `clock.monotonic`); what is late then is an error where it stands."""
        extensions: dict[str, Any] = {}
        try:
            prepared = await self._prepared(operation.query)
            chosen = prepared.operation(operation.operation_name)
            _check_kind(chosen, read_only=operation.read_only)
            self._check_cost(prepared, operation, extensions)
            made = self._new_context(request_id, deadline)
            context = await made if isawaitable(made) else made
        except GraphQLError as error:
            return self._invalid([error], request_id)
        except Invalid as invalid:
            mutates = any(found.operation is OperationType.MUTATION for found in invalid.operations)
            return self._invalid(invalid.errors, request_id, status=405 if mutates and operation.read_only else None)
        except CredloomError as error:
            body = {"errors": [refused(error, request_id)], **_unless_empty(extensions)}
            return Answer(body=_encoded(body), executed=False, status=_status(error))
        epoch = context.snapshot.epoch
        running = self._runner.run(prepared, operation.operation_name, operation.variables, context)
        ran = await _within(running, context)
        if sources := sources_form(context.reports, context.sources):
            extensions["sources"] = sources
        answer = self._answer(ran, extensions, request_id)
        kept_for = fresh_for(chosen.operation, ran, context, epoch)
        return msgspec.structs.replace(answer, epoch=epoch, fresh_for=kept_for) if kept_for else answer

    async def _prepared(self, query: str) -> Prepared:
        found = self._documents.known(query)
        if found is None:
            prepare = self._documents.prepare
            found = await asyncio.to_thread(prepare, query) if len(query) > LONG_TEXT else prepare(query)
            self._documents.keep(query, found)
        return found

    def _check_cost(self, prepared: Prepared, operation: Operation, extensions: dict[str, Any]) -> None:
        chosen, budget = prepared.operation(operation.operation_name), self._limits.cost
        cost = prepared.cost(chosen, operation.variables)
        extensions["cost"] = cost_form(cost, budget)
        if cost > budget:
            raise QueryTooCostly(
                f"The answer may hold about {cost:,} values; one request may ask for {budget:,}. "
                "Lower `first`, or split it."
            )

    def _invalid(self, errors: list[GraphQLError], request_id: str, status: int | None = None) -> Answer:
        told = formed(errors, request_id, most=self._limits.errors)
        return Answer(body=_encoded({"errors": told}), executed=False, status=status)

    def _answer(self, ran: Ran, extensions: dict[str, Any], request_id: str) -> Answer:
        body: dict[str, Any] = {"data": ran.data} if ran.executed else {}
        if ran.errors:
            body["errors"] = formed(ran.errors, request_id, most=self._limits.field_errors)
        return Answer(body=_encoded(body | _unless_empty(extensions)), executed=ran.executed)


def _check_kind(chosen: OperationDefinitionNode, *, read_only: bool) -> None:
    if chosen.operation is OperationType.MUTATION and read_only:
        raise _MutationByGet("A mutation needs POST.")
    if chosen.operation is OperationType.SUBSCRIPTION:
        raise BadUserInput("Subscriptions cannot be asked here.")


class _MutationByGet(BadUserInput):
    """A mutation by GET, which any foreign page can send."""


def _status(error: CredloomError) -> int | None:
    if isinstance(error, _MutationByGet):
        return 405
    return 503 if isinstance(error, StoreError) else None


def _unless_empty(extensions: Mapping[str, Any]) -> dict[str, Any]:
    return {"extensions": extensions} if extensions else {}


async def _within(running: Coroutine[Any, Any, Ran], context: Context) -> Ran:
    """Run until the deadline; fields that wait then fail one by one, so that the rest of the answer is kept."""
    left = context.remaining()
    late = DeadlineExceeded(LATE)
    timer = asyncio.get_running_loop().call_later(left, context.gathering.end, late)
    try:
        async with asyncio.timeout(left + GRACE_SECONDS):
            return await running
    except TimeoutError:
        return Ran(None, [GraphQLError(str(late), original_error=late)])
    finally:
        timer.cancel()
        context.gathering.end(late)


def _encoded(body: Mapping[str, Any]) -> bytes:
    """JSON. What the fast encoder refuses goes the slow way: numbers over 64 bits, lone surrogates (then `?`)."""
    try:
        return orjson.dumps(body)
    except TypeError:
        return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")
