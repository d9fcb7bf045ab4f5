"""What employers ask for beside what credentials bring, over the demonstration."""

from __future__ import annotations

from typing import Any

import pytest

from credloom.demo.world import ctid
from credloom.model.identity import global_id
from credloom.model.things import Job
from credloom.store.ports import Filter, SearchQuery, Store
from tests.graph.query.world import Graph

pytestmark = pytest.mark.asyncio

ASKED = """query($filter: StatisticsFilter, $frameworks: [ID!], $first: Int = 25) {
  supplyAndDemand(filter: $filter, frameworks: $frameworks, first: $first) {
    competency { id text framework { ctid } } demand supply gap } }"""


async def balances(graph: Graph, **more: Any) -> list[dict[str, Any]]:
    return list((await graph.data(ASKED, **more))["supplyAndDemand"])


async def test_gaps_come_in_order_and_follow_from_the_counts(graph: Graph, demo_store: Store) -> None:
    found = await balances(graph, first=100)
    assert found
    assert [one["gap"] for one in found] == sorted((one["gap"] for one in found), reverse=True)
    snapshot = demo_store.snapshot()
    jobs = _asking(demo_store)
    [(_, credentials)] = snapshot.aggregate("Credential", (), ())
    for one in found:
        assert one["demand"] >= 1
        assert one["gap"] == pytest.approx(one["demand"] / jobs - one["supply"] / credentials, abs=1e-5)
    assert len({one["competency"]["id"] for one in found}) == len(found)


def _asking(store: Store) -> int:
    hits = store.snapshot().search(SearchQuery(kind="Job", filters=(Filter("kind", ("POSTING",)),), first=10_000)).hits
    more = store.snapshot().search(SearchQuery(kind="Job", filters=(Filter("type", ("Job",)),), first=10_000)).hits
    things = store.snapshot().get_many(list({hit.key for hit in (*hits, *more)}))
    assert all(isinstance(thing, Job) for thing in things)
    return len(things)


async def test_one_framework_counts_what_corresponds_to_it(graph: Graph) -> None:
    framework = ctid("welding", "framework")
    found = await balances(graph, frameworks=[global_id(framework)])
    assert found
    assert {one["competency"]["framework"]["ctid"] for one in found} == {framework}
    assert any(one["supply"] for one in found)


async def test_limits(graph: Graph) -> None:
    every = await balances(graph, first=100)
    assert await balances(graph, first=2) == every[:2]
    assert await balances(graph, first=0) == []
    most = max(one["demand"] for one in every)
    kept = await balances(graph, filter={"minCellSize": most}, first=100)
    assert {one["demand"] for one in kept} == {most}
    badges = await balances(graph, filter={"credential": {"families": ["BADGE"]}}, first=100)
    by_id = {one["competency"]["id"]: one["supply"] for one in every}
    assert any(one["supply"] < by_id.get(one["competency"]["id"], 0) for one in badges)
    assert all(one["supply"] <= by_id.get(one["competency"]["id"], one["supply"]) for one in badges)
    assert await balances(graph, filter={"to": "1999-01-01"}) == []
    assert len(await balances(graph, filter={"regions": ["CO"]}, first=100)) <= len(every)


async def test_supply_of_what_some_learning_leads_to(graph: Graph) -> None:
    every = {one["competency"]["id"]: one["supply"] for one in await balances(graph, first=100)}
    taught = {
        one["competency"]["id"]: one["supply"]
        for one in await balances(graph, filter={"learningOpportunity": {}}, first=100)
    }
    shared = taught.keys() & every.keys()
    assert all(taught[key] <= every[key] for key in shared)
    assert 0 < sum(taught[key] for key in shared) < sum(every[key] for key in shared)
    courses = await balances(graph, filter={"learningOpportunity": {"types": ["Course"]}}, first=100)
    assert all(one["supply"] <= taught.get(one["competency"]["id"], one["supply"]) for one in courses)


@pytest.mark.parametrize(
    ("filter_", "message"),
    [
        ({"minCellSize": -1}, "filter.minCellSize: expected 0 or more, got -1."),
        ({"from": "2026-02-01", "to": "2026-01-01"}, "filter.to: this day is before `from`."),
        ({"learningOpportunity": {"types": ["ceterms:Nonsense"]}}, "filter.learningOpportunity.types"),
        ({"regions": ["Atlantis"]}, "filter.regions: 'Atlantis'"),
    ],
)
async def test_what_makes_no_sense(graph: Graph, filter_: dict[str, Any], message: str) -> None:
    assert (await graph.refusal(ASKED, filter=filter_)).startswith(message)
