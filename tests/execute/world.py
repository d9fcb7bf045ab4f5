"""A small schema of batch fields and an engine over it: books that are quick, slow, broken, or not there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from types import SimpleNamespace
from typing import Any, cast

import orjson
import strawberry

from credloom import clock
from credloom.errors import BadUserInput, SourceTimeout, StoreError
from credloom.execute.engine import Engine
from credloom.execute.limits import Limits
from credloom.execute.ports import Answer, Operation
from credloom.graph.batch import batch
from credloom.graph.context import Context
from credloom.refresh.ports import Freshener, Report
from credloom.store.ports import Snapshot, Store

SECRET = "hunter2"


def names(parents: Sequence[Book], context: Context) -> list[str]:
    return [f"Book {parent.number}" for parent in parents]


async def slow(parents: Sequence[Book], context: Context, *, seconds: float = 30.0) -> list[str]:
    await asyncio.sleep(seconds)
    return ["late" for _ in parents]


def broken(parents: Sequence[Book], context: Context) -> list[str]:
    raise ZeroDivisionError(f"{SECRET} at /srv/secret.db")


def refused(parents: Sequence[Book], context: Context) -> list[str | Exception]:
    return [BadUserInput(f"Book {p.number} is odd.") if p.number % 2 else "even" for p in parents]


def from_source(parents: Sequence[Book], context: Context) -> list[str]:
    raise SourceTimeout("The library gave no answer.", source="library", detail=SECRET)


def similar(parents: Sequence[Book], context: Context, *, first: int = 10) -> list[list[Book]]:
    return [[Book(number=parent.number + 1 + at) for at in range(first)] for parent in parents]


@strawberry.type
class Book:
    number: int
    name: str | None = batch(names)
    slow: str | None = batch(slow)
    broken: str | None = batch(broken)
    refused: str | None = batch(refused)
    from_source: str | None = batch(from_source)
    similar: list[Book] = batch(similar)
    authors: list[Book] = strawberry.field(resolver=lambda: [Book(number=7)])


@strawberry.type
class Books:
    nodes: list[Book]
    total_count: int


def books(parents: Sequence[None], context: Context, *, first: int = 20) -> list[Books]:
    context.reports += [Report(source="library", state="STALE", age_seconds=7)] * 2
    return [Books(nodes=[Book(number=number) for number in range(first)], total_count=1000)]


def by_ids(parents: Sequence[None], context: Context, *, ids: list[strawberry.ID]) -> list[list[Book | None]]:
    return [[Book(number=int(id_)) if id_.isdigit() else None for id_ in ids]]


def huge(parents: Sequence[None], context: Context) -> list[Any]:
    return [{"number": 2**80, "text": "\ud800", "plain": "ü"}]


def too_large(parents: Sequence[None], context: Context) -> list[int]:
    return [2**40]


@strawberry.type
class Query:
    books: Books | None = batch(books)
    by_ids: list[Book | None] = batch(by_ids)
    huge: strawberry.scalars.JSON | None = batch(huge)
    too_large: int | None = batch(too_large)


def change(parents: Sequence[None], context: Context) -> list[str]:
    return ["changed"]


@strawberry.type
class Mutation:
    change: str = batch(change)


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self) -> AsyncIterator[int]:
        yield 1


SCHEMA = strawberry.Schema(Query, Mutation, Subscription)._schema


def new_context(request_id: str, deadline: float) -> Context:
    nothing = object()
    return Context(
        store=cast("Store", nothing),
        freshener=cast("Freshener", nothing),
        snapshot=cast("Snapshot", SimpleNamespace(epoch=1)),
        sources={},
        deadline=deadline,
        request_id=request_id,
    )


def closed(request_id: str, deadline: float) -> Context:
    raise StoreError("The store is not open.")


class Asked:
    """An engine, and its answers read back."""

    def __init__(self, *, production: bool = False, limits: Limits | None = None) -> None:
        self.engine = Engine(SCHEMA, new_context, limits=limits, production=production)
        self.answer: Answer | None = None

    async def __call__(self, query: str, seconds: float = 5.0, **parts: Any) -> dict[str, Any]:
        operation = Operation(query=query, **parts)
        self.answer = await self.engine.execute(operation, request_id="id-1", deadline=clock.monotonic() + seconds)
        found: dict[str, Any] = orjson.loads(self.answer.body)
        return found
