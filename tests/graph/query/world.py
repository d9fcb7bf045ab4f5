"""The demonstration's world in a real store, read through the real readers from stand-ins in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.routing import Host

from credloom import clock
from credloom.cache import open_cache
from credloom.connect.client import Client
from credloom.demo import stand_ins
from credloom.execute.plan import Plans
from credloom.graph.context import Context
from credloom.graph.schema import schema
from credloom.refresh.inbox import Inbox
from credloom.refresh.live import Live
from credloom.refresh.run import refresh_sources
from credloom.sources.catalogue import load
from credloom.sources.manifest import Source
from credloom.store import open_store
from credloom.store.ports import Store
from tests.execute.plan.asking import planned

PLANS = Plans(schema()._schema)


def demo_sources() -> dict[str, Source]:
    """The built-in connectors that have a stand-in, aimed at it."""
    servers = {name: f"http://{name}.invalid" for name in stand_ins.SERVERS}
    held = [key for paths in stand_ins.SERVERS.values() for key in paths]
    return load(env=stand_ins.environment(servers), enabled=held).sources


class InProcess(httpx.ASGITransport):
    """Answers from an application in this process, whole as our own transport gives them."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        await response.aread()
        return response


@cache
def _stand_ins() -> Starlette:
    return Starlette(routes=[Host(f"{name}.invalid", app) for name, app in stand_ins.apps(None).items()])


def client_of_stand_ins() -> Client:
    """A client whose every call is answered by the stand-ins."""
    return Client(transport=InProcess(_stand_ins()))


def fill(folder: Path, *only: str) -> Store:
    """A store that holds everything that the stand-ins tell, or what `only` some sources do."""
    sources = [source for key, source in demo_sources().items() if not only or key in only]
    store = open_store(folder, write=True)

    async def read() -> None:
        client = client_of_stand_ins()
        results = await refresh_sources(sources, client, store)
        await client.aclose()
        failed = {result.progress.source: result.problem for result in results if result.problem}
        assert not failed, failed

    asyncio.run(read())
    return store


class Graph:
    """Runs operations over a store, each with a context of its own: with graphql-core alone, or by plans."""

    def __init__(
        self, store: Store, sources: Mapping[str, Source], client: Client, folder: Path, *, plans: bool = False
    ) -> None:
        self.store, self.sources, self.plans = store, sources, plans
        self.inbox = Inbox(folder)
        self.live = Live(sources, client, store, self.inbox, open_cache("memory"))
        self.last: Context | None = None

    async def run(self, query: str, *, seconds: float = 10.0, **variables: Any) -> Any:
        """The `ExecutionResult`."""
        self.last = Context(
            store=self.store, freshener=self.live, sources=self.sources, deadline=clock.monotonic() + seconds
        )
        if self.plans:
            call = self.last.gathering.call
            return await planned(PLANS, schema()._schema, query, variables, context=self.last, call=call)
        return await schema().execute(query, variable_values=variables, context_value=self.last)

    async def data(self, query: str, **variables: Any) -> Any:
        """The data of an operation that has no errors."""
        result = await self.run(query, **variables)
        assert result.errors is None, result.errors
        return result.data

    async def refusal(self, query: str, **variables: Any) -> str:
        """The message of the one error of an operation."""
        result = await self.run(query, **variables)
        assert result.errors is not None
        assert len(result.errors) == 1, result.errors
        return str(result.errors[0].message)
