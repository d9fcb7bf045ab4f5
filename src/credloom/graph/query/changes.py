"""The change feed: what a mirror of the gateway reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from credloom.errors import BadUserInput, nearest
from credloom.graph.context import Context
from credloom.graph.filter_values import sources as checked_sources
from credloom.graph.loading import is_record
from credloom.graph.paging import PageInfo, count_of
from credloom.model import vocabulary
from credloom.model.base import Value
from credloom.model.identity import ctid_of
from credloom.model.things import SHOWN, Thing
from credloom.normalise.kinds import kind_of
from credloom.store.ports import Change


class RecordChange(Value, frozen=True):
    """One entry of the feed. `what` is a value of the contract's ChangeKind, `type` the kind of thing."""

    cursor: str
    what: str
    key: str
    type: str
    source: str
    at: datetime


class ChangeEdge(Value, frozen=True):
    """An entry with its place."""

    cursor: str
    node: RecordChange


class ChangePage(Value, frozen=True):
    """A page of the feed, oldest first."""

    edges: tuple[ChangeEdge, ...]
    page_info: PageInfo

    @property
    def nodes(self) -> list[RecordChange]:
        """The entries."""
        return [edge.node for edge in self.edges]


def changes(
    roots: Sequence[Any],
    context: Context,
    *,
    after: str | None = None,
    first: int | None = 100,
    sources: list[str] | None = None,
    types: list[str] | None = None,
) -> list[ChangePage]:
    """Every change since a cursor, removals included. `types` are kinds of thing; a class stands for its kind."""
    size = count_of(first, 100)
    only = checked_sources(sources or (), context.sources, context.snapshot, "sources")
    kinds = _kinds(types or ())
    found = context.snapshot.changes(after or None, size + 1, only or None, kinds or None)
    edges = tuple(ChangeEdge(change.cursor, _shown(change)) for change in found[:size])
    info = PageInfo(
        has_next_page=len(found) > size,
        has_previous_page=bool(after),
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else after or None,
    )
    return [ChangePage(edges, info)] * len(roots)


def ctids(parents: Sequence[RecordChange], _: Context) -> list[str | None]:
    """The CTID of each record that has one."""
    return [ctid_of(parent.key) for parent in parents]


def records(parents: Sequence[RecordChange], context: Context) -> list[Thing | None]:
    """The record of each change as it is now; null where it is gone."""
    found = context.snapshot.get_many([parent.key for parent in parents])
    return [thing if is_record(thing) else None for thing in found]


def _shown(change: Change) -> RecordChange:
    return RecordChange(change.cursor, change.what, change.key, change.kind, change.source, change.at)


def _kinds(types: Sequence[str]) -> tuple[str, ...]:
    known = {kind.lower(): kind for kind in SHOWN}
    found = []
    for given in types:
        named = vocabulary.class_named(given)
        kind = known.get(given.lower()) or (kind_of(named) if named else None)
        if kind is None:
            raise BadUserInput(f"types: {given!r} is no type that is known.{nearest(given, [*SHOWN, *_classes()])}")
        found.append(kind)
    return tuple(dict.fromkeys(found))


def _classes() -> list[str]:
    return [name.rpartition(":")[2] for name in vocabulary.classes()]
