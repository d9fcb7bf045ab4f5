"""All CTDL documents of the public data: what becomes of them, and how the list of refusals is written anew.

python tests/shared_data/loading.py FOLDER
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from credloom.connect.documents import DocumentReader
from credloom.model.record import Record, Refusal
from credloom.normalise import normalise
from credloom.sources.manifest import Source
from tests.normalise.make import source

FOLDERS = ("frameworks", "jobs/ctdl", "outcomes", "pathways", "registry", "transfer-values")
REFUSALS = Path(__file__).parent / "refusals.tsv"
CODES = (
    ("is not strict JSON", "NOT_STRICT"),
    ("is not one that is kept", "CONTEXT_NOT_KEPT"),
    ("so nothing names it", "UNNAMED"),
    ("has no @type", "UNTYPED"),
    ("xpected a JSON object", "NOT_AN_OBJECT"),
    ("cannot be read: line", "NOT_TURTLE"),
    ("is no term of CTDL", "UNKNOWN_TERM"),
)


def code_of(refusal: Refusal) -> str:
    """The reason as a code."""
    return next((code for words, code in CODES if words in refusal.reason), f"OTHER: {refusal.reason[:60]}")


def loaded(folder: Path) -> tuple[dict[str, Record], list[Refusal]]:
    """Records by id and refusals of the CTDL files of all folders; a refusal's place starts with the folder."""
    records: dict[str, Record] = {}
    refusals: list[Refusal] = []
    for name in FOLDERS:
        one = msgspec.structs.replace(source("ctdl"), urls={"main": (folder / name).as_uri()})
        found, refused = asyncio.run(_read(one))
        records.update(found)
        refusals += [msgspec.structs.replace(refusal, place=f"{name}/{refusal.place}") for refusal in refused]
    return records, refusals


async def _read(one: Source) -> tuple[dict[str, Record], list[Refusal]]:
    client: Any = None  # no client is needed to read files
    records: dict[str, Record] = {}
    refusals: list[Refusal] = []
    async for portion in DocumentReader(one, client).harvest(None, full=True):
        made = normalise(one, portion.documents)
        records.update({record.record_id: record for record in made.records})
        refusals += [*portion.refusals, *made.refusals]
    return records, refusals


def table(refusals: list[Refusal]) -> str:
    """What was refused: place and code; unknown terms of a file as their number."""
    unknown = Counter(r.place.partition("#")[0] for r in refusals if code_of(r) == "UNKNOWN_TERM")
    lines = [f"{r.place}\t{code_of(r)}" for r in refusals if code_of(r) != "UNKNOWN_TERM"]
    lines += [f"{place}\tUNKNOWN_TERM x {count}" for place, count in unknown.items()]
    return "".join(f"{line}\n" for line in sorted(lines))


if __name__ == "__main__":
    made_, refused_ = loaded(Path(sys.argv[1]))
    REFUSALS.write_text(table(refused_))
    print(sorted(Counter(record.type for record in made_.values()).items()))
