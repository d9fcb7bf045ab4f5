"""The reader of tables: files and endpoints of a manifest's `[[table]]`s, joined, as one document a row."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator, Sequence
from urllib.parse import urlsplit

import msgspec

from credloom import clock
from credloom.connect.live_rows import Asker, LiveRows, row_document
from credloom.connect.pages import Validator
from credloom.connect.reader import Found, Harvest, Place, SourcePage
from credloom.connect.tables_load import Listing, Loader, Located
from credloom.connect.tables_rows import Joins, missing_columns
from credloom.model.record import Document, Refusal
from credloom.sources.manifest import Source

PORTION = 250
"""Documents that are written at once."""


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where a listing stands: of which manifest and content, how many rows are written, whether it came to its end."""

    manifest: str = ""
    content: str = ""
    at: int = 0
    done: bool = False
    validators: dict[str, Validator] = {}


class TableReader:
    """Reads the tables of one source over HTTP or from files.

    While a query runs, single pages of a source in mode LIVE can be asked for, and rows of tables with `by_id`.
    """

    searchable = False

    def __init__(self, source: Source, client: Asker) -> None:
        self._source, self._client = source, client
        self._tables = {table.name: table for table in source.manifest.tables if table.listed}
        named = dict.fromkeys(record.table for record in source.manifest.records)
        self._main = [name for name in named if name in self._tables]
        self._live = {table.name: LiveRows(source, table, client) for table in source.manifest.tables}
        served = urlsplit(source.urls.get("main", "")).scheme != "file"
        self.live = served and any(table.by_id is not None for table in source.manifest.tables)

    @property
    def listings(self) -> tuple[str, ...]:
        """See `Listing.listings`."""
        live = self._source.manifest.source.mode == "LIVE"
        return tuple(name for name, rows in self._live.items() if rows.pages) if live else ()

    async def page(self, table: str, at: Place | None) -> SourcePage:
        """See `Listing.page`."""
        return await self._live[table].page(at)

    def askable(self, keys: Sequence[str]) -> list[str]:
        """See `Listing.askable`."""
        if not self.live:
            return []
        taken = [rows.taken(keys) for rows in self._live.values() if rows.table.by_id is not None]
        return taken[0] if len(taken) == 1 else list(dict.fromkeys(key for each in taken for key in each))

    async def harvest(self, checkpoint: bytes | None, *, full: bool) -> AsyncIterator[Harvest]:
        """All rows in portions; nothing at all where the source says, or its content shows, that it is unchanged."""
        known = _checkpoint(checkpoint, full=full)
        mark = manifest_mark(self._source)
        if known.manifest != mark:
            known = Checkpoint()
        loader = Loader(self._source, self._client)
        if known.done and await loader.unchanged(known.validators):
            yield Harvest(checkpoint=checkpoint, finished=True)
            return
        listings = {name: await loader.load(table) for name, table in self._tables.items()}
        content = _digest(listings)
        if known.done and known.content == content:
            again = msgspec.structs.replace(known, validators=loader.validators)
            yield Harvest(checkpoint=msgspec.json.encode(again), finished=True)
            return
        start = known.at if known.content == content and not known.done else 0
        state = Checkpoint(manifest=mark, content=content, at=start, validators=loader.validators)
        for portion in _Portions(self._source, self._main, listings, state).each():
            yield portion

    async def lookup(self, keys: Sequence[str]) -> Found:
        """The rows of these keys, from tables with `by_id`."""
        if not self.live:
            return Found()
        asked = [rows for rows in self._live.values() if rows.table.by_id is not None]
        found = await asyncio.gather(*(rows.by_id(keys) for rows in asked))
        return Found(
            documents=[document for one in found for document in one.documents],
            refusals=[refusal for one in found for refusal in one.refusals],
        )

    async def search(self, text: str, first: int) -> Found:
        """Nothing: a table is no service that can be searched."""
        del text, first
        return Found()


class _Portions:
    """Portions of documents from where a checkpoint stands, made one by one as they are taken."""

    def __init__(self, source: Source, main: list[str], listings: dict[str, Listing], state: Checkpoint) -> None:
        self._source, self._listings, self._state = source, listings, state
        self._tables = {table.name: table for table in source.manifest.tables}
        self._joins = {name: Joins(source.manifest, self._tables[name], listings) for name in main}
        self._rows = [(name, located) for name in main for located in listings[name].rows]
        self._now = clock.now()

    def each(self) -> Iterator[Harvest]:
        """The portions; one without documents where there are no rows."""
        for start in range(self._state.at, len(self._rows), PORTION) or [len(self._rows)]:
            yield self._portion(start)

    def _portion(self, start: int) -> Harvest:
        end = min(start + PORTION, len(self._rows))
        last = end == len(self._rows)
        state = msgspec.structs.replace(self._state, at=0 if last else end, done=last)
        return Harvest(
            documents=[self._document(name, located) for name, located in self._rows[start:end]],
            refusals=self._refusals() if start == 0 else (),
            checkpoint=msgspec.json.encode(state),
            done=end,
            total=len(self._rows),
            finished=last,
            complete=last and self._whole(),
        )

    def _whole(self) -> bool:
        """Whether what was not listed is gone: all tables have listings, and all that they count came."""
        tables = self._source.manifest.tables
        return all(table.listed for table in tables) and not any(one.missing for one in self._listings.values())

    def _document(self, name: str, located: Located) -> Document:
        table, row = self._tables[name], located.row
        joined, words = self._joins[name].of(row)
        return row_document(table, row, located.ref, located.place, located.url, self._now, joined, words)

    def _refusals(self) -> list[Refusal]:
        key = self._source.key
        found = [
            Refusal(source=key, place=place, reason=f"The row {reason}.")
            for listing in self._listings.values()
            for place, reason in listing.problems
        ]
        found += [
            Refusal(source=key, place=url, reason=f"The listing is not whole: {what}. Nothing is taken for gone.")
            for listing in self._listings.values()
            for url, what in listing.missing
        ]
        for name, listing in self._listings.items():
            for column, reason in missing_columns(self._source.manifest, name, listing):
                found.append(Refusal(source=key, place=name, reason=reason, field=column))
        return found


def _checkpoint(data: bytes | None, *, full: bool) -> Checkpoint:
    """The checkpoint, unless everything is to be read; one of another version counts as none."""
    if data is None:
        return Checkpoint()
    try:
        found = msgspec.json.decode(data, type=Checkpoint)
    except msgspec.MsgspecError:
        return Checkpoint()
    return Checkpoint() if full and found.done else found


def manifest_mark(source: Source) -> str:
    """A digest of what the manifest says, and of the addresses: another one means that all is read anew."""
    manifest = source.manifest
    what = (manifest.tables, manifest.lookups, manifest.records, source.urls, manifest.fetch.params)
    return hashlib.sha256(msgspec.json.encode(what)).hexdigest()[:32]


def _digest(listings: dict[str, Listing]) -> str:
    found = hashlib.sha256()
    for name, listing in listings.items():
        found.update(name.encode())
        found.update(listing.digest.encode())
    return found.hexdigest()[:32]
