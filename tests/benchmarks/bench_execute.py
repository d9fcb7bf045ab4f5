"""CPU time of one operation in the engine, beside Strawberry's own `Schema.execute` with its depth and alias limiters.

    python tests/benchmarks/bench_execute.py [--rounds N]

Both run the same operations over the same store (the demonstration's Registry, refreshed into a temporary folder), in
turns; the median over the rounds. Then the guard alone over documents that are made to be expensive.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import orjson
from strawberry import Schema
from strawberry.extensions import MaxAliasesLimiter, QueryDepthLimiter
from strawberry.schema.config import StrawberryConfig

from credloom import clock
from credloom.cache import open_cache
from credloom.connect.client import Client
from credloom.demo.registry_payloads import registry_payloads
from credloom.demo.world import world
from credloom.errors import QueryTooLarge
from credloom.execute.engine import Engine
from credloom.execute.guard import guard
from credloom.execute.limits import Limits, parsed
from credloom.execute.ports import Operation
from credloom.gateway.process import settle
from credloom.graph.context import Context
from credloom.graph.query.root import Query
from credloom.graph.scalars import SCALARS
from credloom.graph.schema import RECORDS, schema
from credloom.refresh.inbox import Inbox
from credloom.refresh.live import Live
from credloom.refresh.run import refresh_source
from credloom.sources.catalogue import load
from credloom.store import open_store

OPERATIONS = {
    "typename": "{ __typename }",
    "page": "{ credentials(first: 20) { totalCount nodes { id ctid name family provider { name } } } }",
    "page of 100": "{ credentials(first: 100) { nodes { id ctid name url provider { name url } types { code } } } }",
}


def bomb(steps: int) -> str:
    """Two ways at every step."""
    middle = "".join(f" fragment F{n} on Credential {{ id ...F{n + 1} ...F{n + 1} }}" for n in range(steps))
    return f"{{ credentials {{ nodes {{ ...F0 }} }} }}{middle} fragment F{steps} on Credential {{ id }}"


async def measure(rounds: int, folder: Path) -> None:
    """Print a line for each operation."""
    payloads = folder / "payloads"
    payloads.mkdir()
    for number, payload in enumerate(registry_payloads(world())):
        (payloads / f"{number}.json").write_bytes(orjson.dumps(payload))
    env = {"CREDLOOM_SOURCE_CREDENTIAL_REGISTRY_URL": payloads.as_uri()}
    sources = load(enabled=["credential-registry"], env=env).sources
    client = Client()
    store = open_store(folder, write=True)
    result = await refresh_source(sources["credential-registry"], client, store)
    if result.problem:
        sys.exit(result.problem)
    live = Live(sources, client, store, Inbox(folder), open_cache("memory"))

    def context(request_id: str, deadline: float) -> Context:
        return Context(store=store, freshener=live, sources=sources, deadline=deadline, request_id=request_id)

    engine = Engine(schema()._schema, context)
    limited = Schema(
        query=Query,
        types=RECORDS,
        config=StrawberryConfig(scalar_map=SCALARS),
        extensions=[lambda: QueryDepthLimiter(max_depth=15), lambda: MaxAliasesLimiter(max_alias_count=30)],
    )
    settle()
    print(f"{'operation':<14}{'strawberry':>12}{'engine':>12}{'ratio':>8}")
    for name, query in OPERATIONS.items():

        async def ours(query: str = query) -> None:
            answer = await engine.execute(Operation(query=query), request_id="", deadline=clock.monotonic() + 60)
            assert b'"errors"' not in answer.body

        async def theirs(query: str = query) -> None:
            found = await limited.execute(query, context_value=context("", clock.monotonic() + 60))
            assert not found.errors, found.errors
            orjson.dumps(found.data)

        a, b = await interleaved(theirs, ours, rounds)
        print(f"{name:<14}{a * 1e6:>9,.0f} us{b * 1e6:>9,.0f} us{a / b:>8.1f}")
    await client.aclose()
    store.close()


async def interleaved(
    first: Callable[[], Awaitable[None]], second: Callable[[], Awaitable[None]], rounds: int
) -> tuple[float, float]:
    """Median CPU seconds of each."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 3):
        for call, kept in zip((first, second), times, strict=True):
            began = time.process_time()
            await call()
            if number >= 3:
                kept.append(time.process_time() - began)
    return statistics.median(times[0]), statistics.median(times[1])


def guards() -> None:
    """Print what the guard takes for documents that are made to be expensive."""
    wide = Limits(tokens=100_000)
    print(f"\n{'document':<22}{'bytes':>8}{'parse':>12}{'guard':>12}")
    for name, query in {
        "bomb 2^20": bomb(20),
        "bomb 2^60": bomb(60),
        "40 deep": "{ a " * 40 + "}" * 40,
        "5,000 aliases": "{" + " ".join(f"a{n}: __typename" for n in range(5_000)) + "}",
    }.items():
        began = time.process_time()
        document = parsed(query, wide)
        read = time.process_time()
        try:
            guard(document, wide)
        except QueryTooLarge:
            took = time.process_time() - read
            print(f"{name:<22}{len(query):>8,}{(read - began) * 1e3:>9.2f} ms{took * 1e3:>9.2f} ms")
        else:
            sys.exit(f"{name} was allowed")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=201)
    gc.disable()
    with tempfile.TemporaryDirectory() as place:
        asyncio.run(measure(arguments.parse_args().rounds, Path(place)))
    guards()
