"""Single things: by id, CTID or address, whichever source holds them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import strawberry

from credloom.errors import BadUserInput
from credloom.graph.context import Context
from credloom.graph.enums import SourceKind
from credloom.graph.fields import alignments
from credloom.graph.inputs import RecordRef
from credloom.graph.loading import is_record, is_shown
from credloom.graph.search import looked_up
from credloom.graph.sources import Source, source_in, source_of
from credloom.model.identity import ctid_of, key_from_global_id, key_of
from credloom.model.things import SHOWN, Credential, Thing
from credloom.normalise.implied import normal_name
from credloom.store.facts import page_name
from credloom.store.ports import Filter, SearchQuery, Snapshot

MOST_IDS = 100
MOST_COMPARED = 10


async def node(roots: Sequence[Any], context: Context, *, id: strawberry.ID) -> list[Any]:  # noqa: A002 (the contract's name)
    """Anything with an id; null where nothing has it."""
    found = _nodes(context, [_key(id, "id")])
    return found * len(roots)


async def nodes(roots: Sequence[Any], context: Context, *, ids: list[strawberry.ID]) -> list[Any]:
    """Anything with an id, in the order asked; what is no id is an error in its place alone."""
    _limited(ids, MOST_IDS, "ids")
    keys: list[str | BadUserInput] = []
    for place, value in enumerate(ids):
        try:
            keys.append(_key(value, f"ids[{place}]"))
        except BadUserInput as error:
            keys.append(error)
    found = iter(_nodes(context, [key for key in keys if isinstance(key, str)]))
    return [[key if isinstance(key, BadUserInput) else next(found) for key in keys]] * len(roots)


async def record(roots: Sequence[Any], context: Context, *, by: RecordRef) -> list[Thing | None]:
    """Any record; sources that can answer are asked where the store cannot."""
    return [await _one(context, by)] * len(roots)


async def credential(roots: Sequence[Any], context: Context, *, by: RecordRef) -> list[Credential | None]:
    """A credential; null for anything else."""
    found = await _one(context, by)
    return [found if isinstance(found, Credential) else None] * len(roots)


async def compared(
    roots: Sequence[Any], context: Context, *, ids: list[strawberry.ID]
) -> list[list[Credential | None]]:
    """Credentials side by side, in the order asked; null where one is unknown."""
    _limited(ids, MOST_COMPARED, "ids")
    keys = [_key(value, f"ids[{place}]") for place, value in enumerate(ids)]
    found = context.snapshot.get_many(keys)
    return [[thing if isinstance(thing, Credential) else None for thing in found]] * len(roots)


def sources(roots: Sequence[Any], context: Context, *, kinds: list[SourceKind] | None = None) -> list[list[Source]]:
    """The enabled sources in the order of their keys."""
    listed = (source_of(context, key) for key in sorted(context.sources))
    return [[source for source in listed if not kinds or source.kind in kinds]] * len(roots)


def _nodes(context: Context, keys: Sequence[str]) -> list[Any]:
    things = context.snapshot.get_many(keys)
    links = alignments.by_keys(context, keys)
    return [
        (thing if is_shown(thing) else None) or source_in(context, key) or link
        for key, thing, link in zip(keys, things, links, strict=True)
    ]


async def _one(context: Context, by: RecordRef) -> Thing | None:
    key = referred(by)
    if by.url and context.snapshot.get_many([key])[0] is None:
        found = await asyncio.to_thread(_with_page, context.snapshot, by.url)
        if found is not None:
            return found
    await looked_up(context, [key])
    found = context.snapshot.get_many([key])[0]
    return found if is_record(found) else None


def _with_page(snapshot: Snapshot, url: str) -> Thing | None:
    """The record whose page has an address: the only one, or the only credential; else it does not say which."""
    page = (Filter("exact_name", (normal_name(page_name(url)),)),)
    hits = {
        kind: snapshot.search(SearchQuery(kind=kind, filters=page, first=2, count=False)).hits
        for kind in SHOWN
        if kind != "PathwayComponent"
    }
    every = [hit for found in hits.values() for hit in found]
    only = every if len(every) == 1 else hits["Credential"]
    return snapshot.get_many([only[0].key])[0] if len(only) == 1 else None


def referred(by: RecordRef) -> str:
    """The key that a reference means. Raises `BadUserInput` where it is none."""
    if by.ctid:
        known = ctid_of(by.ctid)
        if known is None:
            raise BadUserInput(f"by.ctid: {by.ctid[:80]!r} is no CTID. Expected 'ce-' and a UUID.")
        return known
    if by.url:
        return key_of(by.url)
    return _key(by.id or "", "by.id")


def _key(value: str, at: str) -> str:
    key = key_from_global_id(value)
    if key is None:
        raise BadUserInput(
            f"{at}: {value[:80]!r} is no id. Expected an id from an earlier answer, a CTID or an address."
        )
    return key


def _limited(values: Sequence[str], most: int, at: str) -> None:
    if len(values) > most:
        raise BadUserInput(f"{at}: {len(values)} are too many. At most {most} are allowed.")
