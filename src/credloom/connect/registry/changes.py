"""What changed since a moment, and what is gone; or all that passes the options' filters, by the same way.

`/search` names the envelopes that changed, without their payloads, which it would repeat for every node; these are
fetched in bulk. Deletes are told by `/envelopes/events` alone; a CTID counts as gone when the Registry does not know it
any more, for it may have been published again, or another envelope may hold it too.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import msgspec

from credloom.connect.reader import Harvest
from credloom.connect.registry import envelopes, graphs
from credloom.connect.registry.checkpoint import Checkpoint, Run
from credloom.connect.registry.deletes import deletes
from credloom.connect.registry.envelopes import Envelope, Unread
from credloom.connect.registry.page import Page, Pages
from credloom.connect.registry.paging import Pager
from credloom.connect.registry.wire import Wire, server_time
from credloom.errors import SourceBadData
from credloom.model.record import Document, Refusal

PORTION = 500
"""Envelopes whose payloads are fetched and written at once."""


class SilentZero(SourceBadData):
    """The search found nothing although there is something: it did not understand what it was asked."""


class Changes:
    """One refresh by `/search`. Without a `since` in the checkpoint, everything that passes the filters is listed."""

    def __init__(self, wire: Wire, known: Checkpoint) -> None:
        self._wire, self._known = wire, known
        self._url = f"{wire.community}/search"
        self._since = known.since - timedelta(seconds=wire.options.overlap) if known.since else None
        self._newest: datetime | None = None
        self._wanted: dict[str, Envelope] = {}
        self._met: set[str] = set()
        self._refusals: list[Refusal] = []

    async def harvest(self, run: Run | None) -> AsyncIterator[Harvest]:
        """The portions. Raises `SilentZero` before the first where the answer cannot be trusted."""
        started = run.started if run is not None else await self._start()
        pages = Pages(self._wire, self._url, self._params(self._since, started))
        pager = Pager(pages)
        if run is not None:
            pager = Pager(pages, start=run.page, total=run.total, size=run.size)
            pager.whole = run.whole
        async for page in pager.pages():
            self._take(page)
            if len(self._wanted) >= PORTION:
                yield await self._portion(pager, self._under_way(pager, page, started))
        found = pager.reached + await self._rest(started)
        if run is None and not found:
            self._check_zero()
        for problem in pager.problems:
            self._refuse("search", problem)
        yield await self._last(pager, started)

    async def _start(self) -> datetime:
        """The server's clock, and when the newest envelope was changed."""
        params = {"sort_by": "updated_at", "metadata_only": "true", "page": "1", "per_page": "1"}
        response = await self._wire.get(self._url, {**self._wire.options.only, **params})
        try:
            newest = envelopes.rows(response.content)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise SilentZero(f"{self._wire.source.key}: the search gives no JSON list: {error}.") from error
        if newest and isinstance(newest[0], Envelope):
            self._newest = newest[0].modified_at
        elif not newest:
            raise SilentZero(f"{self._wire.source.key}: the search finds nothing at all.", source=self._wire.source.key)
        return server_time(response)

    async def _rest(self, started: datetime) -> int:
        """What was changed since the server's clock was read, in whole seconds; the next refresh reads it again."""
        if self._since is None or self._newest is None or self._newest <= started:
            return 0
        pager = Pager(Pages(self._wire, self._url, self._params(started, None)))
        async for page in pager.pages():
            self._take(page)
        return pager.reached

    def _check_zero(self) -> None:
        """Nothing changed is only believed where the newest envelope says so too."""
        if self._newest is not None and (self._since is None or self._newest > self._since):
            raise SilentZero(
                f"{self._wire.source.key}: the search by date finds nothing.", source=self._wire.source.key
            )

    def _params(self, since: datetime | None, until: datetime | None) -> dict[str, str]:
        """Fixed bounds, or the order of creation: only so do rows never come in before the page that is read."""
        options = self._wire.options
        params = {**options.only, "with_bnodes": "false", "metadata_only": "true"}
        if options.provisional != "exclude":
            params["provisional"] = options.provisional
        if since is None:
            return {**params, "sort_by": "created_at", "sort_order": "desc"}
        bounds = {"from": written(since), **({"until": written(until)} if until is not None else {})}
        return {**params, **bounds, "sort_by": "updated_at", "sort_order": "asc"}

    def _take(self, page: Page) -> None:
        for place, row in enumerate(page.rows, start=1):
            if isinstance(row, Unread):
                self._refuse(f"search, page {page.number}, row {place}", row.reason)
                continue
            name = row.ctid or row.envelope_id
            if name is None:
                self._refuse(f"search, page {page.number}, row {place}", "It has neither a CTID nor an envelope_id.")
                continue
            known = self._wanted.get(name)
            if known is None or (row.modified_at and known.modified_at and row.modified_at > known.modified_at):
                self._wanted[name] = row

    async def _documents(self) -> list[Document]:
        """The payloads of what is wanted, with the dates that the search told."""
        wanted, self._wanted = self._wanted, {}
        fetched = await graphs.by_ctid(self._wire, (row.ctid for row in wanted.values() if row.ctid))
        rest = [row.envelope_id for name, row in wanted.items() if name not in fetched.documents and row.envelope_id]
        alone = await graphs.by_envelope(self._wire, rest)
        self._refusals += [*fetched.refusals, *alone.refusals]
        self._met.update(wanted)
        dated = [_dated(document, wanted.get(ref)) for ref, document in fetched.documents.items()]
        return [*dated, *alone.documents.values()]

    async def _portion(self, pager: Pager, checkpoint: Checkpoint) -> Harvest:
        documents = await self._documents()
        refusals, self._refusals = self._refusals, []
        return Harvest(
            documents=documents,
            refusals=refusals,
            checkpoint=checkpoint.encoded(),
            done=pager.reached,
            total=pager.total,
        )

    def _under_way(self, pager: Pager, page: Page, started: datetime) -> Checkpoint:
        run = Run(
            kind="changes",
            started=started,
            page=page.number + 1,
            total=pager.total,
            size=pager.size,
            whole=pager.whole,
        )
        return msgspec.structs.replace(self._known, run=run)

    async def _last(self, pager: Pager, started: datetime) -> Harvest:
        everything = self._since is None
        listed = started if everything else self._known.listed
        portion = await self._portion(pager, Checkpoint(mark=self._known.mark, since=started, listed=listed))
        gone: list[str] = []
        if self._since is not None:
            found, gone = await deletes(self._wire, self._since, self._met)
            portion = msgspec.structs.replace(
                portion,
                documents=[*portion.documents, *found.documents.values()],
                refusals=[*portion.refusals, *found.refusals],
            )
        whole = everything and pager.whole and pager.reached > 0
        return msgspec.structs.replace(portion, removed=gone, finished=True, complete=whole)

    def _refuse(self, place: str, reason: str) -> None:
        self._refusals.append(Refusal(source=self._wire.source.key, place=place, reason=reason))


def written(moment: datetime) -> str:
    """A time as the Registry reads it: UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _dated(document: Document, row: Envelope | None) -> Document:
    return document if row is None else msgspec.structs.replace(document, modified_at=row.modified_at)
