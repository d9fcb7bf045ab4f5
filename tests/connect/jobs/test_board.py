"""The demonstration's job board through the real reader, normalised and shaped."""

from __future__ import annotations

from collections import Counter
from datetime import date

import httpx
import pytest

from credloom.connect.client import Client
from credloom.connect.jobs import JobsReader
from credloom.connect.reader import Harvest
from credloom.demo import jobs_server
from credloom.demo.world import world
from credloom.model.things import Job
from credloom.normalise import normalise
from credloom.normalise.shape import thing_of
from credloom.sources.manifest import Source
from tests.connect.jobs.sites import HOST, InProcess, refs, source_of


async def read(source: Source, checkpoint: bytes | None = None) -> list[Harvest]:
    client = Client(transport=InProcess(jobs_server.app(world(), date(2026, 8, 1))))
    try:
        return [portion async for portion in JobsReader(source, client).harvest(checkpoint, full=False)]
    finally:
        await client.aclose()


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/sitemap.xml", "/feed.json", ""])
async def test_all_openings_are_read_once_and_only_once(path: str) -> None:
    source = source_of(HOST + path)
    portions = await read(source)
    assert len(set(refs(portions))) == len(refs(portions)) == 60
    assert portions[-1].complete
    again = await read(source, portions[-1].checkpoint)
    assert not refs(again)


@pytest.mark.asyncio
async def test_openings_become_rich_jobs() -> None:
    source = source_of(f"{HOST}/sitemap.xml")
    documents = [document for portion in await read(source) for document in portion.documents]
    made = normalise(source, documents)
    assert not made.refusals
    jobs = [thing for record in made.records if isinstance(thing := thing_of(record.node, key=record.key), Job)]
    assert len(jobs) == 60
    assert sum(record.type == "ceterms:Organization" for record in made.records) == len(world().employers)
    for job in jobs:
        kinds = Counter((item.kind, item.necessity) for item in job.requirements)
        assert job.employer is not None
        assert job.pay[0].minimum is not None
        assert job.places[0].region in ("CO", "NC", "NY")
        assert job.occupations[0].scheme == "SOC"
        assert kinds["COMPETENCY", "REQUIRED"] == 4
        assert kinds["COMPETENCY", "PREFERRED"] == 2
        assert sum(count for (kind, _), count in kinds.items() if kind == "EDUCATION") == 1
        assert not any("401" in item.text or "equal opportunity" in item.text for item in job.requirements)
    assert sum(len(job.competencies) == 4 for job in jobs) == 20, "a third names competencies of the Registry"


@pytest.mark.asyncio
async def test_the_board_refuses_what_it_does_not_have() -> None:
    transport = httpx.ASGITransport(jobs_server.app(world()))
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as web:
        for path, status in (("/jobs/none", 404), ("/sitemap-XX.xml", 404), ("/feed.json?page=0", 400)):
            assert (await web.get(path)).status_code == status
        page = (await web.get("/feed.json?page=3")).json()
        assert (len(page["items"]), page["next"]) == (10, None)
