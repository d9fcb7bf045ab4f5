"""The stand-ins of the state catalogs, read by the built-in manifests."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from credloom.connect.reader import Harvest
from credloom.connect.tables import TableReader
from credloom.demo.catalog_server import PATHS, app
from credloom.demo.registry_payloads import registry_payloads
from credloom.demo.world import world
from credloom.model.record import Record, Refusal
from credloom.normalise import normalise
from credloom.sources.catalogue import built_in, manifests
from credloom.sources.manifest import Source

BASE = "http://catalogs.example"
APP = app(world())


class InProcess:
    """A client over the application itself, which counts what it asked for."""

    def __init__(self) -> None:
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url=BASE)
        self.statuses: Counter[int] = Counter()

    async def get(
        self, url: str, *, source: Source, headers: Mapping[str, str], params: Mapping[str, str]
    ) -> httpx.Response:
        """One GET."""
        answer = await self._http.get(url, headers=dict(headers), params=dict(params))
        self.statuses[answer.status_code] += 1
        return answer

    async def post(
        self, url: str, *, source: Source, json: Any, params: Mapping[str, str], safe: bool
    ) -> httpx.Response:
        """One POST."""
        return await self._http.post(url, json=json, params=dict(params))


def _source(key: str) -> Source:
    return Source(manifest=manifests([built_in()])[key], urls={"main": BASE + PATHS[key]})


def _portions(source: Source, client: InProcess, checkpoint: bytes | None = None) -> list[Harvest]:
    async def read() -> list[Harvest]:
        return [portion async for portion in TableReader(source, client).harvest(checkpoint, full=False)]

    return asyncio.run(read())


def _made(key: str) -> tuple[dict[str, Record], list[Refusal]]:
    source = _source(key)
    records: dict[str, Record] = {}
    refusals: list[Refusal] = []
    for portion in _portions(source, InProcess()):
        found = normalise(source, portion.documents)
        refusals += [*portion.refusals, *found.refusals]
        records |= {record.record_id: record for record in found.records}
    return records, refusals


@pytest.mark.parametrize(
    ("key", "type_", "count"),
    [
        ("colorado-etpl", "ceterms:LearningProgram", 98),
        ("north-carolina-catalog", "ceterms:LearningProgram", 89),
        ("new-york-suny", "ceterms:MicroCredential", 52),
    ],
)
def test_everything_that_a_catalog_lists_becomes_a_record(key: str, type_: str, count: int) -> None:
    records, refusals = _made(key)
    assert sum(record.type == type_ for record in records.values()) == count
    assert not refusals


@pytest.mark.parametrize("key", PATHS)
def test_catalogs_are_read_again_only_where_they_changed(key: str) -> None:
    source, client = _source(key), InProcess()
    first = _portions(source, client)
    assert first[-1].complete
    again = _portions(source, client, first[-1].checkpoint)
    assert sum(len(portion.documents) for portion in again) == 0


@pytest.mark.parametrize(
    ("key", "scheme"),
    [
        ("colorado-etpl", "Colorado ETPL program ID"),
        ("north-carolina-catalog", "North Carolina ETPL program ID"),
        ("new-york-suny", "New York microcredential ID"),
    ],
)
def test_catalog_and_registry_share_ids_on_purpose_and_each_catalog_knows_more(key: str, scheme: str) -> None:
    published = {
        value["ceterms:identifierValueCode"]
        for payload in registry_payloads(world())
        for node in payload["@graph"]
        for value in node.get("ceterms:identifier", ())
        if value["ceterms:identifierTypeName"]["en-US"] == scheme
    }
    records, _ = _made(key)
    listed = {same.rpartition(":")[2] for record in records.values() for same in record.same}
    assert published
    assert published < listed


class Fewer(InProcess):
    """New York's catalog that counts more than it gives."""

    def __init__(self, most: object) -> None:
        super().__init__()
        self._most = most

    async def get(
        self, url: str, *, source: Source, headers: Mapping[str, str], params: Mapping[str, str]
    ) -> httpx.Response:
        """The page, its total replaced."""
        answer = await super().get(url, source=source, headers=headers, params=params)
        return httpx.Response(answer.status_code, json={**answer.json(), "total": self._most}, headers=answer.headers)


@pytest.mark.parametrize(("most", "complete"), [(52, True), (53, False), ("1000", False), (1, True), ("many", True)])
def test_a_listing_that_counts_more_than_it_gives_is_not_complete(most: object, complete: bool) -> None:
    portions = _portions(_source("new-york-suny"), Fewer(most))
    told = [refusal.reason for portion in portions for refusal in portion.refusals]
    assert portions[-1].complete is complete
    assert bool(told) is not complete
    assert sum(len(portion.documents) for portion in portions) == 52
