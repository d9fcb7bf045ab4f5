"""Deletes: `/envelopes/events`, newest first, without payloads; the one place where the Registry tells of them."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, datetime

import msgspec

from credloom.connect.registry import graphs
from credloom.connect.registry.graphs import Fetched
from credloom.connect.registry.wire import Wire, count, rows_of
from credloom.errors import SourceNotFound, SourceRefused
from credloom.model.identity import ctid_of

MOST_PAGES = 10_000


class Event(msgspec.Struct):
    """One event. `event` is create, update or destroy."""

    envelope_ceterms_ctid: str | None = None
    event: str = ""
    created_at: str | None = None


async def deletes(wire: Wire, since: datetime, met: Container[str]) -> tuple[Fetched, list[str]]:
    """CTIDs that were deleted since a moment and are gone, and documents of those that are there again.

    `met` are CTIDs that are known to be there. A Registry without this route, or that keeps it to itself, tells of no
    deletes: then only the next full listing finds them.
    """
    try:
        told = await _told(wire, since)
    except (SourceNotFound, SourceRefused):
        return Fetched(), []
    asked = [ctid for ctid in told if ctid not in met]
    found = await graphs.by_ctid(wire, asked)
    kept = {refusal.ref for refusal in found.refusals}
    return found, [ctid for ctid in asked if ctid not in found.documents and ctid not in kept]


async def _told(wire: Wire, since: datetime) -> list[str]:
    """CTIDs of destroy events; `after` is inclusive, so that the overlap tells some again."""
    url = f"{wire.community}/envelopes/events"
    after = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    told: dict[str, None] = {}
    last: list[bytes] = []
    seen = 0
    for page in range(1, MOST_PAGES):
        params = {"after": after, "event": "destroy", "page": str(page), "per_page": str(wire.options.per_page)}
        response = await wire.get(url, params)
        rows, total = rows_of(response, wire.source, url), count(response, "x-total", "total")
        if not rows or rows == last:
            break
        last, seen = rows, seen + len(rows)
        told |= {ctid: None for row in rows if (ctid := _ctid(row))}
        if total is not None and seen >= total:
            break
    return list(told)


def _ctid(row: bytes) -> str | None:
    try:
        event = msgspec.json.decode(row, type=Event)
    except msgspec.MsgspecError:
        return None
    return ctid_of(event.envelope_ceterms_ctid or "") if event.event == "destroy" else None
