"""Payloads by CTID: in bulk where the Registry allows it, one by one where it does not, and a member's container."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

import msgspec

from credloom import clock
from credloom.connect.registry import envelopes
from credloom.connect.registry.envelopes import graph_document
from credloom.connect.registry.wire import Wire
from credloom.errors import SourceBadData, SourceNotFound
from credloom.model.record import Document, Refusal

T = TypeVar("T")

BULK = 50
"""CTIDs asked for at once: no limit is documented, and every payload may be megabytes large."""


class Fetched(msgspec.Struct):
    """What was found by CTID, and what could not be read."""

    documents: dict[str, Document] = {}
    refusals: list[Refusal] = []


async def by_ctid(wire: Wire, ctids: Iterable[str], *, members: bool = False) -> Fetched:
    """Documents whose main resource has one of these CTIDs; unknown ones are missing.

    With `members`, a CTID that is no main one is asked for alone: the answer is the container that holds it.
    """
    wanted = list(dict.fromkeys(ctids))
    fetched = Fetched()
    batches = [wanted[start : start + BULK] for start in range(0, len(wanted), BULK)]
    await _each(wire, batches, lambda batch: _bulk(wire, batch, fetched))
    if members:
        rest = [ctid for ctid in wanted if ctid not in fetched.documents]
        await _each(wire, rest, lambda ctid: _alone(wire, ctid, fetched))
    return fetched


async def by_envelope(wire: Wire, identifiers: Sequence[str]) -> Fetched:
    """Documents of envelopes by envelope id (or CTID), each asked for alone; what is gone is missing."""
    fetched = Fetched()
    await _each(wire, list(dict.fromkeys(identifiers)), lambda name: _envelope(wire, name, fetched))
    return fetched


async def _each(wire: Wire, items: Sequence[T], work: Callable[[T], Awaitable[None]]) -> None:
    """Work on all, no more at once than the source's manifest allows."""
    gate = asyncio.Semaphore(wire.source.manifest.fetch.concurrency)

    async def one(item: T) -> None:
        async with gate:
            await work(item)

    try:
        async with asyncio.TaskGroup() as group:
            for item in items:
                group.create_task(one(item))
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None


async def _bulk(wire: Wire, batch: Sequence[str], fetched: Fetched) -> None:
    try:
        bodies = await wire.payloads(batch)
    except SourceNotFound:  # an instance from before there were bulk look-ups
        for ctid in batch:
            await _alone(wire, ctid, fetched)
        return
    except SourceBadData as error:  # too large together
        if len(batch) == 1:
            fetched.refusals.append(_refusal(wire, batch[0], error))
            return
        half = len(batch) // 2
        await _bulk(wire, batch[:half], fetched)
        await _bulk(wire, batch[half:], fetched)
        return
    await _sorted_out(wire, bodies, fetched)


async def _sorted_out(wire: Wire, bodies: Sequence[bytes], fetched: Fetched) -> None:
    """Payloads to their CTIDs; one that comes twice is asked for by its envelope, which is the newest."""
    twice: set[str] = set()
    for body in bodies:
        try:
            document = graph_document(body, wire.base, clock.now())
        except SourceBadData as error:
            fetched.refusals.append(_refusal(wire, "graph/search", error))
            continue
        if document.ref in fetched.documents:
            twice.add(document.ref)
        fetched.documents[document.ref] = document
    for ctid in twice:
        await _envelope(wire, ctid, fetched)


async def _alone(wire: Wire, ctid: str, fetched: Fetched) -> None:
    try:
        document = graph_document(await wire.graph(ctid), wire.base, clock.now(), name=ctid)
    except SourceNotFound:
        return
    except SourceBadData as error:
        fetched.refusals.append(_refusal(wire, ctid, error))
        return
    fetched.documents.setdefault(document.ref, document)


async def _envelope(wire: Wire, name: str, fetched: Fetched) -> None:
    try:
        document = envelopes.document_of(await wire.envelope(name), wire.base, clock.now(), name=name)
    except SourceNotFound:
        return
    except SourceBadData as error:
        fetched.refusals.append(_refusal(wire, name, error))
        return
    known = fetched.documents.get(document.ref)
    if known is None or not _older(document, known):
        fetched.documents[document.ref] = document


def _older(document: Document, known: Document) -> bool:
    return bool(document.modified_at and known.modified_at and document.modified_at < known.modified_at)


def _refusal(wire: Wire, place: str, error: SourceBadData) -> Refusal:
    return Refusal(source=wire.source.key, place=place, reason=str(error), ref=place)
