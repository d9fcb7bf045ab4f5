"""Refresh, then answer: live sources bring what the store lacks; dead ones are reported and change nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from credloom.connect.client import Client
from credloom.demo.world import ctid
from credloom.refresh.drain import drain
from credloom.sources.manifest import Source
from credloom.store import open_store
from credloom.store.ports import Store
from tests.graph.query.world import Graph, client_of_stand_ins, demo_sources

pytestmark = pytest.mark.asyncio

WELDING = ctid("Front Range Technical College", "welding", "certificate")
ONE = "query($by: RecordRef!) { record(by: $by) { __typename ctid name } }"
SEARCH = """query($search: String, $fresh: Freshness, $after: String) {
  credentials(search: $search, freshness: $fresh, first: 3, after: $after) {
    totalCount pageInfo { endCursor } nodes { ctid name }
    sources { state code message ageSeconds source { key } } } }"""
REGISTRY = "credential-registry"


class Silent(httpx.AsyncBaseTransport):
    """A network on which nobody answers, or only after a while."""

    def __init__(self, seconds: float) -> None:
        self.calls, self._seconds = 0, seconds

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        await asyncio.sleep(self._seconds)
        raise httpx.ConnectError("nobody is there", request=request)


def registry() -> dict[str, Source]:
    return {REGISTRY: demo_sources()[REGISTRY]}


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "store", write=True)
    yield store
    store.close()


@asynccontextmanager
async def running(store: Store, client: Client, folder: Path) -> AsyncIterator[Graph]:
    """A graph over a store whose inbox is emptied by a writer, as beside a running gateway."""
    graph = Graph(store, registry(), client, folder)

    async def write() -> None:
        while True:
            drain(graph.inbox, store, graph.sources)
            await asyncio.sleep(0.01)

    writer = asyncio.create_task(write())
    try:
        yield graph
    finally:
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)
        graph.inbox.close()
        await client.aclose()


async def test_an_unknown_ctid_is_asked_for_and_kept(empty: Store, tmp_path: Path) -> None:
    async with running(empty, client_of_stand_ins(), tmp_path) as graph:
        assert empty.snapshot().get_many([WELDING]) == [None]
        found = (await graph.data(ONE, by={"ctid": WELDING.upper()}))["record"]
        assert found == {"__typename": "Credential", "ctid": WELDING, "name": "Certificate in Welding"}
        assert empty.snapshot().get_many([WELDING]) != [None]
        assert [report.state for report in graph.last.reports] == ["FRESH"]  # type: ignore[union-attr]


async def test_what_no_source_has_is_null(empty: Store, tmp_path: Path) -> None:
    async with running(empty, client_of_stand_ins(), tmp_path) as graph:
        unknown = "ce-00000000-0000-4000-8000-000000000000"
        assert (await graph.data(ONE, by={"ctid": unknown}))["record"] is None
        assert (await graph.data(ONE, by={"url": "https://nobody.example/7"}))["record"] is None


async def test_a_search_brings_what_a_live_source_finds(empty: Store, tmp_path: Path) -> None:
    async with running(empty, client_of_stand_ins(), tmp_path) as graph:
        found = (await graph.data(SEARCH, search="welding", fresh={"waitMs": 4000}))["credentials"]
        assert found["totalCount"] > 0
        assert all("Weld" in node["name"] for node in found["nodes"])
        assert [(report["state"], report["source"]["key"]) for report in found["sources"]] == [("FRESH", REGISTRY)]
        held = graph.inbox.drained()
        again = (await graph.data(SEARCH, search="welding", after=found["pageInfo"]["endCursor"]))["credentials"]
        assert {node["ctid"] for node in again["nodes"]}.isdisjoint(node["ctid"] for node in found["nodes"])
        assert graph.inbox.drained() == held  # behind a cursor nobody is asked


@pytest.mark.parametrize(
    ("seconds", "wait", "code"), [(0.0, 5000, "SOURCE_UNAVAILABLE"), (30.0, 200, "SOURCE_TIMEOUT")]
)
async def test_a_source_that_is_down_fails_no_query(
    demo_store: Store, tmp_path: Path, seconds: float, wait: int, code: str
) -> None:
    client = Client(transport=Silent(seconds))
    graph = Graph(demo_store, registry(), client, tmp_path)
    fresh: dict[str, Any] = {"maxAgeSeconds": 0, "waitMs": wait}
    found = (await graph.data(SEARCH, search="welding", fresh=fresh))["credentials"]
    assert found["totalCount"] > 0
    [report] = found["sources"]
    assert report["code"] == code
    assert report["state"] in ("FAILED", "TIMED_OUT")
    assert report["ageSeconds"] is not None  # how old the part of the store is that was used
    graph.inbox.close()
    await client.aclose()


async def test_the_wait_stays_within_the_operation(demo_store: Store, tmp_path: Path) -> None:
    client = Client(transport=Silent(30.0))
    graph = Graph(demo_store, registry(), client, tmp_path)
    result = await graph.run(SEARCH, seconds=0.4, search="weld", fresh={"maxAgeSeconds": 0, "waitMs": 60000})
    assert result.data["credentials"]["totalCount"] > 0
    assert graph.last is not None
    assert graph.last.remaining() > 0
    graph.inbox.close()
    await client.aclose()


async def test_a_fresh_source_is_not_asked(demo_store: Store, tmp_path: Path) -> None:
    transport = Silent(0.0)
    client = Client(transport=transport)
    graph = Graph(demo_store, registry(), client, tmp_path)
    found = (await graph.data(SEARCH, search="welding"))["credentials"]
    assert [report["state"] for report in found["sources"]] == ["FRESH"]
    assert transport.calls == 0
    graph.inbox.close()
    await client.aclose()


@pytest.mark.parametrize(
    ("fresh", "message"),
    [
        ({"waitMs": -1}, "freshness.waitMs: expected 0 or more, got -1."),
        ({"maxAgeSeconds": -5}, "freshness.maxAgeSeconds: expected 0 or more, got -5."),
    ],
)
async def test_freshness_that_makes_no_sense(graph: Graph, fresh: dict[str, int], message: str) -> None:
    assert await graph.refusal(SEARCH, search="x", fresh=fresh) == message


async def test_only_the_sources_of_a_filter_count(graph: Graph) -> None:
    query = """{ credentials(search: "welding", filter: { sources: ["credential-registry"] }) {
      sources { source { key } } } }"""
    found = (await graph.data(query))["credentials"]["sources"]
    assert [report["source"]["key"] for report in found] == [REGISTRY]
