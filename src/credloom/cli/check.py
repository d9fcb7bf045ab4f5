"""`credloom sources check`: asks each source for its first portion and shows what a manifest makes of it."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from credloom.cli.output import Output, counted
from credloom.connect.client import Client
from credloom.connect.reader import Harvest
from credloom.connect.readers import reader_for
from credloom.errors import CredloomError, SourceTimeout
from credloom.model.identity import key_of, local_key
from credloom.model.record import Record, Refusal
from credloom.normalise import normalise
from credloom.normalise.implied import first_text
from credloom.settings import Settings
from credloom.sources.manifest import Source

SHOWN_RECORDS = 3
SHOWN_MENTIONED = 3
SHOWN_REFUSALS = 5
WIDE = 150
"""How much of one property is shown."""
SECONDS = 60.0
"""How long one source may take for its first portion."""

_NAMES = ("ceterms:name", "ceasn:name", "schema:title", "schema:name", "ceasn:competencyText")


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What one source's first portion became. `unit` is what one document of it is called, `told` are its first
    records, `mentioned` what the first of these mention. `problem` says why there is none."""

    source: str
    unit: str = "document"
    documents: int = 0
    total: int | None = None
    records: Sequence[Record] = ()
    told: Sequence[Record] = ()
    mentioned: Sequence[Record] = ()
    refusals: Sequence[Refusal] = ()
    code: str | None = None
    problem: str | None = None


def check(found: Settings, sources: Sequence[Source], output: Output) -> int:
    """Check some sources; exit code 1 where one cannot be asked, or where nothing of it can be used."""
    results = asyncio.run(_all(found, sources))
    output.show([_told(result) for result in results], "\n\n".join(_lines(result) for result in results))
    return 1 if any(result.problem for result in results) else 0


async def _all(found: Settings, sources: Sequence[Source]) -> list[Checked]:
    client = Client(allow_private=found.allow_private_addresses)
    try:
        return list(await asyncio.gather(*(_one(source, client) for source in sources)))
    finally:
        await client.aclose()


async def _one(source: Source, client: Client) -> Checked:
    try:
        async with asyncio.timeout(SECONDS):
            first = await _first(source, client)
    except TimeoutError:
        return Checked(source=source.key, code=SourceTimeout.code, problem=f"No answer within {SECONDS:g} s.")
    except CredloomError as error:
        return Checked(source=source.key, code=error.code, problem=str(error))
    made = await asyncio.to_thread(normalise, source, first.documents)
    refusals = (*first.refusals, *made.refusals)
    problem = None
    if not made.records:
        problem = "Nothing that it sent became a record." if first.documents or refusals else "It sent nothing."
    told, mentioned = _parted(source, made.records)
    return Checked(
        source=source.key,
        unit="row" if source.manifest.records else "document",
        documents=len(first.documents),
        total=first.total,
        records=made.records,
        told=told,
        mentioned=mentioned,
        refusals=refusals,
        problem=problem,
    )


def _parted(source: Source, records: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """What to look at: the records of the first row, or the first ones where a row is one; and the organizations and
    competencies that the first row's only mention."""
    own = {rule.name for rule in source.manifest.records}
    aside = tuple(local_key(source.key, kind, "") for kind in ("organization", "competency") if kind not in own)
    told = [record for record in records if not record.key.startswith(aside)]
    first = [record for record in told if record.original == told[0].original]
    links = msgspec.json.encode([record.node for record in first]).decode()
    told = first if len(first) > 1 else told
    return told, [record for record in records if record.key.startswith(aside) and f'"{record.key}"' in links]


async def _first(source: Source, client: Client) -> Harvest:
    """The first portion that holds anything."""
    portion = Harvest()
    harvest = reader_for(source, client).harvest(None, full=True)
    async for portion in harvest:
        if portion.documents or portion.refusals:
            break
    await harvest.aclose()  # type: ignore[attr-defined]  # every reader's is a generator
    return portion


def _told(result: Checked) -> dict[str, object]:
    return {
        "source": result.source,
        "documents": result.documents,
        "total": result.total,
        "record_count": len(result.records),
        "records": msgspec.to_builtins(_shown(result)),
        "refusal_count": len(result.refusals),
        "refusals": msgspec.to_builtins(result.refusals),
        "code": result.code,
        "problem": result.problem,
    }


def _shown(result: Checked) -> list[Record]:
    """The first records, then what they mention."""
    return [*result.told[:SHOWN_RECORDS], *result.mentioned[:SHOWN_MENTIONED]]


def _lines(result: Checked) -> str:
    if result.problem and not result.documents and not result.refusals:
        return f"{result.source}: {result.problem}"
    ended = f"; {result.problem}" if result.problem else ""
    counts = f"{counted(len(result.records), 'record')}, {counted(len(result.refusals), 'refusal')}"
    lines = [f"{result.source}: {_read(result)} became {counts}{ended}"]
    kinds = Counter(record.type for record in result.records).most_common()
    lines += [f"  {', '.join(f'{count:,} {kind}' for kind, count in kinds)}"] if len(kinds) > 1 else []
    names = {record.key: name for record in result.records if (name := _name(record))}
    for record in _shown(result):
        lines.append(f"  {record.type}  {record.key}")
        terms = (term for term in record.node if not term.startswith("@") and term != "ceterms:ctid")  # is in its key
        told = ((term, _plain(record.node[term], names)) for term in terms)
        lines += [f"      {term}: {_one_line(text)}" for term, text in told]
    for refusal in result.refusals[:SHOWN_REFUSALS]:
        field = f" ({refusal.field})" if refusal.field else ""
        lines.append(f"  refused {refusal.place}{field}: {refusal.reason}")
    return "\n".join(lines)


def _read(result: Checked) -> str:
    """How much was read: `10 rows`, `250 of 1,000 rows`."""
    if result.total is None or result.total <= result.documents:
        return counted(result.documents, result.unit)
    return f"{result.documents:,} of {counted(result.total, result.unit)}"


def _name(record: Record) -> str:
    """What a record is called."""
    return next((first for term in _NAMES if (first := first_text(record.node.get(term)))), "")


def _one_line(text: str) -> str:
    """A text on one line, not too long, without what would move a terminal's cursor."""
    line = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())
    return line if len(line) <= WIDE else f"{line[: WIDE - 1]}…"


def _plain(value: Any, names: Mapping[str, str]) -> str:
    """A value as a person reads it: texts without their language, parts with their names, references by a name."""
    if isinstance(value, list):
        return "; ".join(_plain(item, names) for item in value)
    if not isinstance(value, dict):
        text = str(value)
        name = names.get(text) or names.get(key_of(text))
        return f"→ {name}" if name else text
    if value.keys() & {"ceterms:targetNodeName", "ceterms:codedNotation"}:
        parts = (value.get("ceterms:codedNotation", ""), value.get("ceterms:targetNodeName", ""))
        return " ".join(_plain(part, names) for part in parts if part)
    if not any(":" in key or key.startswith("@") for key in value):
        return "; ".join(_plain(texts, names) for texts in value.values())
    inner = ((key.partition(":")[2], part) for key, part in value.items() if not key.startswith("@"))
    return ", ".join(f"{key} {_plain(part, names)}" for key, part in inner)
