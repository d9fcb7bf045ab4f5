"""The embedded store's snapshot: every read of one pinned epoch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from credloom.model.record import Provenance, Record, Refusal
from credloom.model.things import Thing
from credloom.store import (
    read_links,
    read_records,
    read_state,
    read_things,
    search,
    search_alike,
    search_facets,
    suggest,
)
from credloom.store.pack import Packer
from credloom.store.pins import Pin
from credloom.store.ports import (
    Change,
    Conflict,
    Direction,
    Filter,
    LinkPage,
    SearchPage,
    SearchQuery,
    SourceStatus,
    Suggestion,
)
from credloom.store.read_records import Read
from credloom.store.read_things import ThingCache

T = TypeVar("T")


class EmbeddedSnapshot:
    """See `ports.Snapshot`. Several threads may read from one."""

    def __init__(self, pin: Pin, packer: Packer, cache: ThingCache, folder: Path) -> None:
        self._pin, self._packer, self._cache, self._folder = pin, packer, cache, folder

    @property
    def epoch(self) -> int:
        """The number of the pinned epoch."""
        return self._pin.epoch

    @property
    def folder(self) -> Path:
        """See `ports.Snapshot.folder`."""
        return self._folder

    def get_many(self, keys: Sequence[str]) -> list[Thing | None]:
        """See `ports.Snapshot.get_many`."""
        return read_things.things(self._pin, self._cache, keys)

    def entities(self, keys: Sequence[str]) -> list[str | None]:
        """See `ports.Snapshot.entities`."""
        return read_things.shown_keys(self._pin, keys)

    def links(
        self,
        keys: Sequence[str],
        relations: Sequence[str],
        direction: Direction,
        *,
        kinds: Sequence[str] | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> list[LinkPage]:
        """See `ports.Snapshot.links`."""
        return read_links.links(self._pin, self._cache, keys, relations, direction, kinds, first, after)

    def search(self, query: SearchQuery) -> SearchPage:
        """See `ports.Snapshot.search`."""
        page, text = search.Search(self._pin, query).find()
        if not query.highlight or text is None:
            return page
        fragments = search.highlights(self._pin, text, self.get_many([hit.key for hit in page.hits]))
        hits = tuple(
            msgspec.structs.replace(hit, highlights=found) for hit, found in zip(page.hits, fragments, strict=True)
        )
        return msgspec.structs.replace(page, hits=hits)

    def alike(self, texts: Sequence[str], query: SearchQuery) -> list[list[str]]:
        """See `ports.Snapshot.alike`."""
        return search_alike.alike(self._pin, texts, query)

    def suggest(self, text: str, kinds: Sequence[str] | None, first: int) -> list[Suggestion]:
        """See `ports.Snapshot.suggest`."""
        return suggest.suggest(self._pin, self._cache, text, kinds, first)

    def aggregate(self, kind: str, by: Sequence[str], filters: Sequence[Filter]) -> list[tuple[tuple[str, ...], int]]:
        """See `ports.Snapshot.aggregate`."""
        return search_facets.aggregate(self._pin, kind, by, filters)

    def records(self, keys: Sequence[str]) -> list[list[Record]]:
        """See `ports.Snapshot.records`."""
        return self._of_records(keys, lambda read: [one.record for one in read])

    def provenance(self, keys: Sequence[str]) -> list[list[Provenance]]:
        """See `ports.Snapshot.provenance`."""
        found = read_records.read_records(self._pin, self._packer, keys, nodes=False)
        return [[read_records.provenance_of(one.record) for one in read] for read in found]

    def conflicts(self, keys: Sequence[str]) -> list[list[Conflict]]:
        """See `ports.Snapshot.conflicts`."""
        return self._of_records(keys, read_records.conflicts_of)

    def field_provenance(
        self, keys: Sequence[str], fields: Sequence[str] | None = None
    ) -> list[dict[str, list[Provenance]]]:
        """See `ports.Snapshot.field_provenance`."""
        return self._of_records(keys, lambda read: read_records.tellers_of(read, fields))

    def published(self, keys: Sequence[str]) -> list[dict[str, Any] | None]:
        """See `ports.Snapshot.published`."""
        return self._of_records(keys, read_records.published_of)

    def _of_records(self, keys: Sequence[str], make: Callable[[list[Read]], T]) -> list[T]:
        return [make(read) for read in read_records.read_records(self._pin, self._packer, keys)]

    def original(self, source: str, ref: str) -> bytes | None:
        """See `ports.Snapshot.original`."""
        row = self._pin.db.execute(
            "SELECT d.body FROM document d JOIN source s ON s.id = d.source WHERE s.key = ? AND d.ref = ?",
            (source, ref),
        ).fetchone()
        return None if row is None else self._packer.unpack(row[0])

    def digests(self, source: str, refs: Sequence[str]) -> list[bytes | None]:
        """See `ports.Snapshot.digests`."""
        return read_state.digests(self._pin, source, refs)

    def changes(
        self, after: str | None, first: int, sources: Sequence[str] | None, kinds: Sequence[str] | None
    ) -> list[Change]:
        """See `ports.Snapshot.changes`."""
        return read_state.changes(self._pin, after, first, sources, kinds)

    def sources(self) -> dict[str, SourceStatus]:
        """See `ports.Snapshot.sources`."""
        return read_state.statuses(self._pin)

    def refusals(self, source: str, first: int = 100) -> list[Refusal]:
        """See `ports.Snapshot.refusals`."""
        return read_state.refusals(self._pin, source, first)
