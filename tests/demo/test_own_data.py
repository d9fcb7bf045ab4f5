"""The user's own files instead of the bundled ones."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from credloom.demo import own_data
from credloom.demo.file_server import app
from credloom.errors import UsageError
from credloom.sources.catalogue import manifests

CTID = "ce-11111111-2222-4333-8444-555555555555"
GRAPH: dict[str, Any] = {
    "@context": "https://credreg.net/ctdl/schema/context/json",
    "@graph": [{"@id": f"https://example.org/resources/{CTID}", "@type": "ceterms:Badge", "ceterms:ctid": CTID}],
}
CSV = (
    "Program Name,Provider,CIP Code,Tuition\nWelding I,Pine College,48.0508,1200\nWelding II,Pine College,48.0508,900\n"
)
POSTING = {"@context": "https://schema.org", "@type": "JobPosting", "title": "Welder", "datePosted": "2026-10-01"}
BASE = "http://127.0.0.1:9"


def _folder(place: Path) -> Path:
    (place / "more").mkdir()
    (place / "one.json").write_bytes(orjson.dumps(GRAPH))
    (place / "several.jsonld").write_bytes(orjson.dumps([GRAPH, {**GRAPH["@graph"][0], "@context": "x"}]))
    (place / "programs.csv").write_text(CSV)
    (place / "more" / "Programs (2).csv").write_text(CSV)
    (place / "jobs.json").write_bytes(orjson.dumps([POSTING, POSTING]))
    (place / "broken.json").write_text("{")
    (place / "picture.bin").write_bytes(b"\x00\x01\x02")
    (place / ".hidden.csv").write_text(CSV)
    return place


def test_each_file_becomes_what_it_is(tmp_path: Path) -> None:
    found = own_data.read(_folder(tmp_path), BASE)
    assert [graph["@id"].rpartition("/")[2] for graph in found.payloads] == [CTID] * 3
    assert set(found.manifests) == {"programs", "more-programs-2", "jobs"}
    assert set(found.files) == {"programs.csv", "more/Programs (2).csv", "jobs.json"}
    assert set(found.refused) == {"broken.json", "picture.bin"}
    assert "broken.json:1" in found.refused["broken.json"]


def test_the_manifests_can_be_read_and_lead_to_the_files(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    found = own_data.read(_folder(data), BASE)
    for key, text in found.manifests.items():
        (tmp_path / "connectors" / key).mkdir(parents=True)
        (tmp_path / "connectors" / key / "manifest.toml").write_text(text)
    read = manifests([tmp_path / "connectors"])
    assert {key: manifest.fetch.reader for key, manifest in read.items()} == {
        "programs": "csv",
        "more-programs-2": "csv",
        "jobs": "jobs",
    }
    urls = [manifest.fetch.urls["main"] for manifest in read.values()]
    assert asyncio.run(_statuses(found, urls)) == [(200, 304)] * 3
    assert asyncio.run(_statuses(found, [f"{BASE}/files/one.json"])) == [(404, 404)]


async def _statuses(found: own_data.OwnData, urls: Sequence[str]) -> list[tuple[int, int]]:
    """The statuses of asking for each address, and of asking again with the tag that came."""
    seen = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app(found.files))) as client:
        for url in urls:
            answer = await client.get(url)
            again = await client.get(url, headers={"if-none-match": answer.headers.get("etag", "")})
            seen.append((answer.status_code, again.status_code))
    return seen


def test_a_folder_that_is_not_there_or_holds_nothing_of_use_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        own_data.read(tmp_path / "nowhere", BASE)
    with pytest.raises(UsageError, match="has no files"):
        own_data.read(tmp_path, BASE)
    (tmp_path / "bad.json").write_text("[1,")
    with pytest.raises(UsageError, match=r"bad\.json:1"):
        own_data.read(tmp_path, BASE)


@pytest.mark.parametrize("name", ["x.JSON", "ünï.csv", "-.csv"])
def test_odd_names_make_good_keys(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(CSV if name.endswith("csv") else '{"programs": [{"name": "A"}, {"name": "B"}]}')
    found = own_data.read(tmp_path, BASE)
    assert len(found.manifests) == 1
