"""O*NET Web Services version 2: listings, look-ups, searches, and what the service answers when it does not have it."""

from __future__ import annotations

import pytest

from credloom.connect.reader import Harvest
from credloom.errors import SourceBadData, SourceRefused, SourceUnavailable
from credloom.model.identity import identifier_key
from credloom.model.things import Job
from credloom.normalise import normalise
from credloom.normalise.shape import thing_of
from tests.connect.onet.services import BASE, OCCUPATIONS, Services, asking, source_of

WELDERS = identifier_key("O*NET-SOC", "51-4121.90")


async def whole(services: Services, checkpoint: bytes | None = None) -> list[Harvest]:
    async with asking(services) as reader:
        return [portion async for portion in reader.harvest(checkpoint, full=False)]


@pytest.mark.asyncio
async def test_all_occupations_are_read_page_by_page() -> None:
    portions = await whole(Services())
    codes = [document.data["code"] for portion in portions for document in portion.documents]
    assert codes == list(OCCUPATIONS)
    assert portions[-1].complete


@pytest.mark.asyncio
async def test_a_stopped_listing_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("credloom.connect.onet.reader.PORTION", 2)
    services = Services()
    first = (await whole(services))[0]
    rest = await whole(services, first.checkpoint)
    assert [document.data["code"] for portion in rest for document in portion.documents] == list(OCCUPATIONS)[2:]


@pytest.mark.asyncio
async def test_a_looked_up_occupation_is_whole() -> None:
    async with asking(Services()) as reader:
        assert reader.live
        found = await reader.lookup([WELDERS, "ce-not-onet", identifier_key("O*NET-SOC", "99-9999.00")])
    made = normalise(source_of({"main": BASE}), found.documents)
    assert not made.refusals
    (job,) = [thing for record in made.records if isinstance(thing := thing_of(record.node, key=record.key), Job)]
    assert job.key == WELDERS
    stated = {(item.text, item.necessity) for item in job.requirements}
    assert stated == {
        ("Reading Comprehension", "REQUIRED"),
        ("Troubleshooting", "MENTIONED"),
        ("Medicine and Dentistry", "MENTIONED"),
        ("LedgerLeaf", "PREFERRED"),
        ("BeamDraw", "MENTIONED"),
        ("Do the first thing.", "MENTIONED"),
        ("Do the second thing.", "MENTIONED"),
    }
    node = next(record.node for record in made.records if record.key == WELDERS)
    (reading, _) = node["ceasn:skillEmbodied"]
    assert (reading["ceterms:weight"], reading["schema:value"]) == ([0.75], [3.5])
    assert node["ceterms:alternateName"] == {"en-US": ["Trestle Welder (sample)"]}


@pytest.mark.asyncio
async def test_a_search_brings_what_matches() -> None:
    async with asking(Services()) as reader:
        found = await reader.search("nurse", 20)
        assert [document.data["code"] for document in found.documents] == ["29-1141.90"]
        assert not (await reader.search("nothing of the kind", 20)).documents
        assert not (await reader.search("  ", 20)).documents


@pytest.mark.asyncio
async def test_a_bad_key_is_refused() -> None:
    async with asking(Services(), "wrong") as reader:
        with pytest.raises(SourceRefused, match="refused the key"):
            await reader.lookup([WELDERS])


@pytest.mark.asyncio
async def test_without_a_key_nothing_is_asked() -> None:
    services = Services()
    async with asking(services, None) as reader:
        assert not reader.live
        assert not (await reader.lookup([WELDERS])).documents
        assert not (await reader.search("nurse", 5)).documents
    assert not services.asked


@pytest.mark.asyncio
async def test_trouble_of_the_service_is_told() -> None:
    services = Services()
    services.status["/online/occupations/51-4121.90/details/tasks"] = 500
    async with asking(services) as reader:
        with pytest.raises(SourceUnavailable):
            await reader.lookup([WELDERS])
    services.status = {"/online/search": 200}
    async with asking(services) as reader:
        with pytest.raises(SourceBadData, match="not JSON"):
            await reader.search("nurse", 5)


@pytest.mark.asyncio
async def test_a_next_page_on_another_host_is_refused() -> None:
    services = Services()
    services.elsewhere = True
    with pytest.raises(SourceBadData, match="another host"):
        await whole(services)
