"""CPU time of operations by plans, beside graphql-core and beside Strawberry with DataLoaders as one writes it.

    python -m tests.benchmarks.bench_plan [--rounds N] [--loop uvloop] [--graphql-js FOLDER]

First the query of `plan_worlds` (1,601 fields, 600 objects): `Schema.execute` and `json.dumps` (baseline); the engine,
with its remembered documents, cost, context, deadline and orjson; and the plan with orjson alone. Then operations of
the contract over the demonstration's store, the engine with plans beside the same engine with graphql-core. All in
turns; the median over the rounds. With a folder in which `graphql` and `dataloader` are installed for Node, the first
query is asked of those too, in turns with the engine.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from subprocess import PIPE
from typing import Any

import orjson
from graphql import OperationDefinitionNode, parse, print_ast
from graphql.execution.values import VariableValues

from credloom import clock
from credloom.execute.engine import Engine
from credloom.execute.limits import Limits
from credloom.execute.plan import Plans, Unplanned
from credloom.execute.ports import Operation
from credloom.gateway.process import settle
from credloom.graph.context import Context
from credloom.graph.schema import schema
from tests.benchmarks.plan_worlds import BATCHED, BATCHED_SYNC, NAIVE, QUERY, loaders
from tests.execute.world import new_context
from tests.graph.query.world import Graph, client_of_stand_ins, demo_sources, fill

LIMITS = Limits(fields=2_000)
OPERATIONS = Path(__file__).parents[1] / "graph" / "query" / "operations.graphql"
WARM = 200
"""Rounds that are not counted where the other side compiles what it runs often."""
IN_A_ROW = 5
"""Calls of one before the next has its turn, so that each finds the processor's caches as it left them."""
Ask = Callable[[], Awaitable[object]]


async def large(rounds: int) -> None:
    """The query of 1,601 fields."""

    async def naive() -> str:
        found = await NAIVE.execute(QUERY, context_value=loaders())
        assert not found.errors
        return json.dumps(found.data)

    asks: dict[str, Ask] = {"Strawberry with DataLoaders": naive}
    for word, built in (("asynchronous", BATCHED), ("synchronous", BATCHED_SYNC)):
        asks[f"engine, {word} batches"] = _engine(Engine(built._schema, new_context, limits=LIMITS), QUERY, {})
        asks[f"plan and orjson, {word} batches"] = _plan(Plans(built._schema))
    first = orjson.loads(await naive())
    for name, ask in asks.items():
        body: Any = await ask()
        found = orjson.loads(body)
        assert found.get("data", found) == first, name
    settle()
    times = await interleaved(asks, rounds)
    baseline = times["Strawberry with DataLoaders"]
    for name, took in times.items():
        print(f"{name:<40}{took * 1e6:>10,.0f} us{baseline / took:>8.1f}")


async def beside_graphql_js(rounds: int, node: subprocess.Popen[str]) -> None:
    """The query of 1,601 fields, beside graphql-js with DataLoaders in a process of its own."""
    assert node.stdin is not None
    assert node.stdout is not None
    engine = _engine(Engine(BATCHED._schema, new_context, limits=LIMITS), QUERY, {})
    body: Any = await engine()
    assert json.loads(node.stdout.readline())["data"] == orjson.loads(body)["data"]
    theirs: list[float] = []
    ours: list[float] = []
    for _ in range(rounds + WARM):  # the first of them are compiled while they run
        node.stdin.write(f"{IN_A_ROW}\n")
        node.stdin.flush()
        theirs.append(float(node.stdout.readline()) / 1e6)
        began = time.process_time()
        for _ in range(IN_A_ROW):
            await engine()
        ours.append((time.process_time() - began) / IN_A_ROW)
    one, other = (statistics.median(times[WARM:]) for times in (theirs, ours))
    print(f"{'graphql-js with DataLoaders':<40}{one * 1e6:>10,.0f} us")
    print(f"{'engine, asynchronous batches':<40}{other * 1e6:>10,.0f} us{one / other:>8.1f}")


def _engine(engine: Engine, query: str, variables: Mapping[str, Any], name: str | None = None) -> Ask:
    operation = Operation(query=query, variables=variables, operation_name=name)

    async def ask() -> bytes:
        answer = await engine.execute(operation, request_id="", deadline=clock.monotonic() + 60)
        assert b'"errors":' not in answer.body, answer.body[:500]
        return answer.body

    return ask


def _plan(plans: Plans) -> Ask:
    document = parse(QUERY)
    (operation,) = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))

    async def ask() -> bytes:
        return orjson.dumps((await plans.run(document, operation, VariableValues({}, {}))).data)

    return ask


async def real(rounds: int, graph: Graph) -> None:
    """Operations of the contract."""

    def context(request_id: str, deadline: float) -> Context:
        return Context(
            store=graph.store, freshener=graph.live, sources=graph.sources, deadline=deadline, request_id=request_id
        )

    planned, core = (Engine(schema()._schema, context) for _ in range(2))
    core._runner._plans = _NoPlans(schema()._schema)
    ctid = (await graph.data('{ credentials(search: "nursing", first: 1) { nodes { ctid } } }'))["credentials"][
        "nodes"
    ][0]
    print(f"\n{'operation':<40}{'graphql-core':>13}{'plans':>13}{'ratio':>8}")
    for name, variables in {
        "SearchCredentials": {"search": "nursing"},
        "CredentialPage": {"ctid": ctid["ctid"]},
        "FrameworkTree": {},
        "TrainingNearby": {},
    }.items():
        text = _operation(name)
        asks = {"core": _engine(core, text, variables), "plan": _engine(planned, text, variables)}
        for ask in asks.values():
            await ask()
        times = await interleaved(asks, rounds)
        ratio = times["core"] / times["plan"]
        print(f"{name:<40}{times['core'] * 1e3:>10.2f} ms{times['plan'] * 1e3:>10.2f} ms{ratio:>8.1f}")


class _NoPlans(Plans):
    async def run(self, *_: Any, **__: Any) -> Any:
        """Leave all to graphql-core."""
        raise Unplanned("measured")


def _operation(name: str) -> str:
    nodes = parse(OPERATIONS.read_text("utf-8")).definitions
    (node,) = (n for n in nodes if isinstance(n, OperationDefinitionNode) and n.name and n.name.value == name)
    return print_ast(node)


async def interleaved(asks: Mapping[str, Ask], rounds: int) -> dict[str, float]:
    """Median CPU seconds of each."""
    times: dict[str, list[float]] = {name: [] for name in asks}
    order = list(asks.items())
    for number in range(rounds + 3):
        order.append(order.pop(0))  # nobody always comes after the one that leaves the most behind
        for name, ask in order:
            for _ in range(IN_A_ROW):
                began = time.process_time()
                await ask()
                if number >= 3:
                    times[name].append(time.process_time() - began)
    return {name: statistics.median(took) for name, took in times.items()}


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=201)
    arguments.add_argument("--loop", choices=["asyncio", "uvloop"], default="asyncio")
    arguments.add_argument("--graphql-js", type=Path, metavar="FOLDER")
    given = arguments.parse_args()
    factory = None
    if given.loop == "uvloop":
        import uvloop

        factory = uvloop.new_event_loop
    gc.collect()
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(large(given.rounds))
        if given.graphql_js is not None:
            command = ["node", str(Path(__file__).with_name("graphql_js.mjs")), QUERY]
            with subprocess.Popen(command, cwd=given.graphql_js, stdin=PIPE, stdout=PIPE, text=True) as node:
                runner.run(beside_graphql_js(given.rounds, node))
                node.communicate()
    with tempfile.TemporaryDirectory() as place:
        store = fill(Path(place) / "store")
        graph = Graph(store, demo_sources(), client_of_stand_ins(), Path(place))
        with asyncio.Runner(loop_factory=factory) as runner:
            runner.run(real(given.rounds, graph))
        graph.inbox.close()
        store.close()


if __name__ == "__main__":
    main()
