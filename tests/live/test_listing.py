"""A live source's own listing: its order, total and cursors, rows by id, changes at once, and when it fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from credloom import clock
from credloom.execute.ports import Operation
from tests.live.catalog import CTID, Served

pytestmark = pytest.mark.asyncio

LIST = """query($first: Int = 3, $after: String, $age: Int = 0) {
  learningOpportunities(filter: {sources: ["live"]}, first: $first, after: $after, freshness: {maxAgeSeconds: $age}) {
    totalCount totalIsExact pageInfo { hasNextPage hasPreviousPage endCursor } sources { state code }
    edges { cursor node { name } }
    %s } }"""
WRONG = ("WyJvdGhlciIsMSwwXQ", "WyJsaXZlIiwieCIsMF0", "WyJsaXZlIiwtMSwwXQ")
"""Of another source, of a page that is no number, of a page below the first."""
NESTED = "nodes { name provider { name } competencies { nodes { text } } }"


@pytest_asyncio.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    found = Served()
    await found.start(tmp_path)
    yield found
    await found.end()


async def page(served: Served, nested: str = "", **variables: Any) -> dict[str, Any]:
    answer = await served.ask(LIST % nested, variables)
    assert "errors" not in answer, answer
    found: dict[str, Any] = answer["data"]["learningOpportunities"]
    return found


def names(found: dict[str, Any]) -> list[str]:
    return [edge["node"]["name"] for edge in found["edges"]]


@pytest.mark.parametrize("by", ["page", "offset", "cursor"])
@pytest.mark.parametrize("first", [1, 2, 3, 4, 8, 100])
async def test_all_pages_together_are_the_listing_in_its_order(tmp_path: Path, by: str, first: int) -> None:
    served = Served()
    await served.start(tmp_path, by)
    seen: list[str] = []
    after, more = None, True
    while more:
        found = await page(served, first=first, after=after)
        assert found["pageInfo"]["hasPreviousPage"] == bool(seen)
        assert found["totalCount"] == 8
        assert len(found["edges"]) == min(first, 8 - len(seen))
        seen += names(found)
        after, more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
    assert seen == [f"Program {n}" for n in range(8)]
    await served.end()


async def test_every_cursor_continues_behind_its_item(served: Served) -> None:
    edges = (await page(served, first=8))["edges"]
    for place, edge in enumerate(edges[:-1]):
        assert names(await page(served, first=1, after=edge["cursor"])) == [edges[place + 1]["node"]["name"]]


async def test_a_page_is_one_call_and_what_it_refers_to_one_a_field(served: Served) -> None:
    for _ in range(2):
        served.catalog.asked.clear()
        found = await page(served, NESTED)
        assert served.catalog.asked == {"page": 1, "search": 3}  # two colleges; three skills, two a request
        assert found["nodes"][2] == {
            "name": "Program 2",
            "provider": {"name": "College 0"},
            "competencies": {"nodes": [{"text": "Skill 2"}]},
        }


async def test_changes_are_seen_at_once_and_unchanged_records_are_not_written_again(served: Served) -> None:
    await page(served, NESTED)
    epoch = served.store.epoch()
    await page(served, NESTED)
    assert served.store.epoch() == epoch
    served.catalog.programs[1]["name"] = "Renamed"
    served.catalog.resources[CTID.format(12)]["name"] = "Another skill"
    found = await page(served, NESTED)
    assert served.store.epoch() > epoch
    assert names(found) == ["Program 0", "Renamed", "Program 2"]
    assert found["nodes"][2]["competencies"]["nodes"] == [{"text": "Another skill"}]
    served.catalog.programs[1]["name"] = "Program 1"  # as it was seen before
    assert names(await page(served)) == ["Program 0", "Program 1", "Program 2"]


async def test_within_the_age_that_is_allowed_nobody_is_asked(served: Served) -> None:
    await page(served, NESTED, age=600)
    served.catalog.asked.clear()
    served.catalog.programs[0]["name"] = "Renamed"
    assert names(await page(served, NESTED, age=600))[0] == "Program 0"
    assert served.catalog.asked == {}
    assert names(await page(served))[0] == "Renamed"


async def test_a_source_that_fails_leaves_what_it_said_last(served: Served) -> None:
    before = await page(served, NESTED)
    served.catalog.down = True
    found = await page(served, NESTED)
    assert found["nodes"] == before["nodes"]
    assert found["sources"] == [{"state": "FAILED", "code": "SOURCE_UNAVAILABLE"}]


async def test_a_source_that_fails_at_first_leaves_the_store(served: Served) -> None:
    served.catalog.down = True
    found = await page(served)
    assert found["edges"] == []
    assert found["sources"][0]["state"] == "FAILED"


async def test_drafts_are_left_out_and_the_total_is_not_exact_then(served: Served) -> None:
    served.catalog.programs[1]["status"] = "draft"
    found = await page(served)
    assert names(found) == ["Program 0", "Program 2", "Program 3"]


async def test_a_row_that_cannot_be_used_does_not_stop_the_others(served: Served) -> None:
    served.catalog.programs[1] |= {"name": None}
    served.catalog.programs[2] |= {"id": None}
    found = await page(served, first=2)
    assert names(found) == ["Program 0"]  # the one without a name was on the page
    assert not found["totalIsExact"]
    assert names(await page(served, first=2, after=found["pageInfo"]["endCursor"])) == ["Program 3", "Program 4"]


@pytest.mark.parametrize("cursor", ["x", "live.", *(f"live.{word}" for word in WRONG)])
async def test_a_cursor_of_something_else_is_refused(served: Served, cursor: str) -> None:
    answer = await served.ask(LIST % "", {"after": cursor})
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"].startswith("after: expected a cursor")


async def test_a_page_behind_the_end_is_empty(served: Served) -> None:
    found = await page(served, after="live.WyJsaXZlIiw5LDBd")  # page 9
    assert (found["edges"], found["pageInfo"]["hasNextPage"]) == ([], False)


async def test_other_filters_and_words_search_the_store(served: Served) -> None:
    await page(served, first=8)
    served.catalog.asked.clear()
    query = 'query { learningOpportunities(search: "program 3", filter: {sources: ["live"]}) { nodes { name } } }'
    assert "Program 3" in str(await served.ask(query))
    assert served.catalog.asked == {}


async def test_a_record_that_the_store_does_not_know_is_asked_for_by_its_id(served: Served) -> None:
    query = "query($ctid: String) { record(by: {ctid: $ctid}) { name } }"
    assert (await served.ask(query, {"ctid": CTID.format(1)}))["data"] == {"record": {"name": "College 1"}}
    assert (await served.ask(query, {"ctid": CTID.format(77)}))["data"] == {"record": None}


async def test_answers_that_ask_each_time_are_never_kept(served: Served) -> None:
    async def fresh_for(age: int) -> float:
        operation = Operation(query=LIST % "", variables={"age": age})
        deadline = clock.monotonic() + 10
        return (await served.gateway.engine.execute(operation, request_id="id-1", deadline=deadline)).fresh_for

    await page(served)
    assert await fresh_for(0) == 0.0
    assert 0 < await fresh_for(600) <= 600
    served.catalog.down = True
    assert await fresh_for(1) <= 1.0


async def test_a_row_is_asked_for_by_the_sources_own_id(served: Served) -> None:
    from credloom.model.identity import local_key

    reader = served.gateway._ready().live._readers["live"]
    keys = [local_key("live", "place", name) for name in ("a b", "gone")] + [local_key("other", "place", "a b")]
    found = await reader.lookup(keys)
    assert [document.data["row"]["name"] for document in found.documents] == ["Place a b"]
    assert served.catalog.asked == {"place": 2}
