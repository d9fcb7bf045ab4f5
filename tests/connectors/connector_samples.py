"""Every connector folder with a sample: how it is read, and how `expected.jsonld` is written anew.

python tests/connectors/connector_samples.py [KEY …]
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import orjson

from credloom.connect.reader import Harvest
from credloom.connect.readers import reader_for
from credloom.model.record import Record, Refusal
from credloom.normalise import normalise
from credloom.sources.catalogue import manifests
from credloom.sources.manifest import Manifest, Source

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "connectors", Path(__file__).parent / "extra")
CONTEXT = "https://credreg.net/ctdl/schema/context/json"


class NoNetwork:
    """A client that no test of files may use."""

    async def get(self, url: str, **_: object) -> Any:
        """Fails: nothing but files is read here."""
        raise AssertionError(f"{url} was asked for")


NO_NETWORK: Any = NoNetwork()


def connectors() -> dict[str, Manifest]:
    """Manifests of all folders."""
    return manifests(folder for folder in FOLDERS if folder.is_dir())


def sample_of(manifest: Manifest) -> Path | None:
    """The sample beside a manifest: a file, or the folder `sample.d`."""
    return next(iter(sorted(manifest.folder.glob("sample.*"))), None)


def source_at(manifest: Manifest, place: Path) -> Source:
    """The source with a file or folder as its address."""
    return Source(manifest=manifest, urls={name: place.as_uri() for name in manifest.fetch.urls or ("main",)})


def harvests(source: Source, checkpoint: bytes | None = None, client: Any = NO_NETWORK) -> list[Harvest]:
    """Everything that a refresh of a source reads."""

    async def read() -> list[Harvest]:
        reader = reader_for(source, client)
        return [portion async for portion in reader.harvest(checkpoint, full=checkpoint is None)]

    return asyncio.run(read())


def made(source: Source, checkpoint: bytes | None = None) -> tuple[dict[str, Record], list[Refusal]]:
    """Records by id, and refusals, of a refresh of a source."""
    records: dict[str, Record] = {}
    refusals: list[Refusal] = []
    for portion in harvests(source, checkpoint):
        result = normalise(source, portion.documents)
        refusals.extend((*portion.refusals, *result.refusals))
        records.update({record.record_id: record for record in result.records})
    return records, refusals


def document(records: dict[str, Record]) -> dict[str, Any]:
    """Records as one JSON-LD document, in the order of their keys."""
    graph = [{**records[key].node, "@id": records[key].node.get("@id", key)} for key in sorted(records)]
    return {"@context": CONTEXT, "@graph": [dict(sorted(node.items())) for node in graph]}


def main(keys: list[str]) -> None:
    """Write `expected.jsonld` of connectors from their samples."""
    for key, manifest in connectors().items():
        place = sample_of(manifest)
        if place is not None and (not keys or key in keys):
            records, _ = made(source_at(manifest, place))
            body = orjson.dumps(document(records), option=orjson.OPT_INDENT_2)
            (manifest.folder / "expected.jsonld").write_bytes(body + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
