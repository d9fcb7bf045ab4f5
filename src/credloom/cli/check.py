"""`credloom sources check`: asks each source for its first portion and shows what a manifest makes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec

from credloom.cli.output import Output
from credloom.connect.client import Client
from credloom.connect.reader import Harvest
from credloom.connect.readers import reader_for
from credloom.errors import CredloomError, SourceTimeout
from credloom.model.record import Record, Refusal
from credloom.normalise import normalise
from credloom.settings import Settings
from credloom.sources.manifest import Source

SHOWN_RECORDS = 3
SHOWN_REFUSALS = 5
SECONDS = 60.0
"""How long one source may take for its first portion."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What one source's first portion became. `problem` says why there is none."""

    source: str
    documents: int = 0
    total: int | None = None
    records: Sequence[Record] = ()
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
    return Checked(
        source=source.key,
        documents=len(first.documents),
        total=first.total,
        records=made.records,
        refusals=refusals,
        problem=problem,
    )


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
    told: dict[str, object] = msgspec.to_builtins(result)
    return {
        **told,
        "record_count": len(result.records),
        "records": msgspec.to_builtins(result.records[:SHOWN_RECORDS]),
        "refusal_count": len(result.refusals),
    }


def _lines(result: Checked) -> str:
    if result.problem and not result.documents and not result.refusals:
        return f"{result.source}: {result.problem}"
    of = f" of {result.total:,}" if result.total else ""
    ended = f"; {result.problem}" if result.problem else ""
    counts = f"{len(result.records):,} records, {len(result.refusals):,} refusals"
    lines = [f"{result.source}: {result.documents:,}{of} documents became {counts}{ended}"]
    for record in result.records[:SHOWN_RECORDS]:
        lines.append(f"  {record.type}  {record.key}")
        lines += [f"      {term}: {_short(value)}" for term, value in record.node.items() if not term.startswith("@")]
    for refusal in result.refusals[:SHOWN_REFUSALS]:
        field = f" ({refusal.field})" if refusal.field else ""
        lines.append(f"  refused {refusal.place}{field}: {refusal.reason}")
    return "\n".join(lines)


def _short(value: object) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 100 else f"{text[:99]}…"
