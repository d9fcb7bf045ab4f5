"""Each kind of source in each kind of trouble, while refreshing and while a query asks: data stays, reports say so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from credloom import clock
from credloom.connect import retry
from credloom.connect.client import Client
from credloom.execute.ports import Operation
from credloom.gateway.gateway import Gateway
from credloom.refresh import run
from credloom.refresh.run import Result, refresh_source
from credloom.settings import Settings
from credloom.sources.manifest import Source
from credloom.store import open_store
from tests.faults.front import FAULTS, Trouble, fronts, impatient

ROOTS = {
    "credential-registry": "credentials",
    "colorado-etpl": "learningOpportunities",
    "north-carolina-catalog": "learningOpportunities",
    "new-york-suny": "credentials",
    "job-postings": "jobs",
    "onet": "jobs",
    "document": "credentials",
}
"""Source to the field that shows what it holds."""
TOTALS = ("credential-registry", "new-york-suny")
"""Sources that say how many they hold."""
WAIT_MS = 200
PATIENCE = 20.0
"""Seconds after which something hangs: far above every limit that is set here."""
QUERY = """
query Q($search: String) {
  found: %s(search: $search, filter: {sources: ["%s"]}, first: 3, freshness: {maxAgeSeconds: 0, waitMs: %d}) {
    totalCount nodes { id name } sources { state ageSeconds code source { key } }
  }
  unknown: record(by: {ctid: "ce-00000000-0000-4000-8000-000000000000"}) { id }
  sources { key state recordCount lastRefreshedAt problem }
}
"""


class Place:
    """A store that every source has filled, and the server that can be told to fail."""

    def __init__(self, folder: Path, trouble: Trouble, sources: dict[str, Source]) -> None:
        self.folder, self.trouble, self.sources = folder, trouble, sources

    def refresh(self, key: str) -> Result:
        """A whole refresh as the writer."""
        store = open_store(self.folder, write=True)
        hangs = self.trouble.fault in ("stalled", "dripping")
        source = impatient(self.sources[key], 0.2 if hangs else 10.0)

        async def read() -> Result:
            client = Client(allow_private=True, env={})
            try:
                async with asyncio.timeout(PATIENCE):
                    return await refresh_source(source, client, store, full=True)
            finally:
                await client.aclose()

        try:
            return asyncio.run(read())
        finally:
            store.close()

    def ask(self, key: str, search: str | None = None, cache: str = "memory") -> dict[str, Any]:
        """What a gateway of its own answers."""

        async def answer() -> dict[str, Any]:
            settings = Settings(data_dir=self.folder, allow_private_addresses=True, cache=cache)
            gateway = Gateway(settings, self.sources)
            await gateway.start()
            try:
                asked = Operation(query=QUERY % (ROOTS[key], key, WAIT_MS), variables={"search": search})
                async with asyncio.timeout(PATIENCE):
                    got = await gateway.engine.execute(asked, request_id="faults", deadline=clock.monotonic() + 5)
            finally:
                await gateway.stop()
            found: dict[str, Any] = orjson.loads(got.body)
            return found

        return asyncio.run(answer())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("faults")
    with fronts(folder) as (trouble, sources):
        made = Place(folder / "data", trouble, sources)
        for key in sources:
            result = made.refresh(key)
            assert result.problem is None, (key, result)
            assert result.progress.added > 0
        yield made


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch, place: Place) -> Iterator[None]:
    """Pauses between attempts are short, and nobody waits for a source that rests."""
    monkeypatch.setattr(retry, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(retry, "LONGEST_PAUSE", 0.05)
    monkeypatch.setattr(run, "PATIENCE_SECONDS", 0.5)
    yield
    place.trouble.fault = ""


def _source(answer: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in answer["data"]["sources"] if one["key"] == key)
    return found


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("key", ROOTS)
def test_a_refresh_from_a_source_in_trouble_loses_nothing_and_says_so(place: Place, key: str, fault: str) -> None:
    before = place.ask(key)
    place.trouble.fault = fault
    result = place.refresh(key)
    assert result.code in FAULTS[fault], result
    assert result.problem
    assert result.progress.removed == 0
    after = place.ask(key)
    assert after["data"]["found"]["totalCount"] == before["data"]["found"]["totalCount"] > 0
    assert after["data"]["found"]["nodes"] == before["data"]["found"]["nodes"]
    told = _source(after, key)
    assert (told["state"], told["recordCount"]) == ("STALE", _source(before, key)["recordCount"])
    assert told["problem"] == result.problem
    assert told["lastRefreshedAt"] == _source(before, key)["lastRefreshedAt"]
    report = next(one for one in after["data"]["found"]["sources"] if one["source"]["key"] == key)
    assert report["state"] != "FRESH"
    assert report["ageSeconds"] is not None
    assert report["code"]


@pytest.mark.parametrize("key", ROOTS)
def test_when_the_trouble_is_over_it_is_as_before(place: Place, key: str) -> None:
    place.trouble.fault = "broken"
    place.refresh(key)
    place.trouble.fault = ""
    result = place.refresh(key)
    assert result.problem is None
    assert (result.progress.added, result.progress.changed, result.progress.removed) == (0, 0, 0)
    told = _source(place.ask(key), key)
    assert (told["state"], told["problem"]) == ("FRESH", None)


@pytest.mark.parametrize("key", ROOTS)
def test_a_slow_source_is_read_all_the_same(place: Place, key: str) -> None:
    place.trouble.fault = "slow"
    result = place.refresh(key)
    assert result.problem is None
    assert (result.progress.added, result.progress.changed, result.progress.removed) == (0, 0, 0)


@pytest.mark.parametrize("key", TOTALS)
def test_a_total_that_is_a_lie_removes_nothing(place: Place, key: str) -> None:
    before = place.ask(key)
    place.trouble.fault = "lying"
    result = place.refresh(key)
    assert (result.progress.added, result.progress.changed, result.progress.removed) == (0, 0, 0)
    assert result.problem or result.progress.refused, "nobody is told that rows are missing"
    after = place.ask(key)
    assert after["data"]["found"]["totalCount"] == before["data"]["found"]["totalCount"]


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "empty"])
def test_a_query_that_asks_a_source_in_trouble_keeps_its_time(place: Place, fault: str) -> None:
    key = "credential-registry"
    place.trouble.fault = fault
    answer = place.ask(key, search="welding")
    assert "errors" not in answer, answer["errors"]
    assert answer["data"]["found"]["totalCount"] > 0
    assert len(answer["data"]["found"]["nodes"]) == 3
    assert answer["data"]["unknown"] is None
    report = next(one for one in answer["data"]["found"]["sources"] if one["source"]["key"] == key)
    assert report["state"] in ("TIMED_OUT", "FAILED", "RATE_LIMITED")
    assert report["code"].startswith("SOURCE_") or report["code"] == "NOT_FOUND"
    assert report["ageSeconds"] is not None
    repeated = [one for one in answer["extensions"]["sources"] if one["source"]["key"] == key]
    assert report["state"] in {one["state"] for one in repeated}


def test_a_cache_that_is_down_is_left_alone(place: Place) -> None:
    answer = place.ask("credential-registry", search="welding", cache="redis://127.0.0.1:9/0")
    assert "errors" not in answer
    assert answer["data"]["found"]["totalCount"] > 0
