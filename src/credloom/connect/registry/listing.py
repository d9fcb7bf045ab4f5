"""Everything the Registry holds, in portions, from where an earlier attempt stopped."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

import msgspec

from credloom import clock
from credloom.connect.reader import Harvest
from credloom.connect.registry import envelopes
from credloom.connect.registry.checkpoint import Checkpoint, Run
from credloom.connect.registry.envelopes import Row, Unread
from credloom.connect.registry.page import Page, Pages
from credloom.connect.registry.paging import Pager
from credloom.connect.registry.seen import Seen
from credloom.connect.registry.wire import Wire
from credloom.errors import SourceBadData
from credloom.model.record import Document, Refusal

PORTION = 500
"""Documents that are written at once, to the nearest page."""


class Listing:
    """`GET /envelopes`, page by page."""

    def __init__(self, wire: Wire, known: Checkpoint) -> None:
        self._wire, self._known = wire, known
        self._seen = Seen()
        self._documents: list[Document] = []
        self._refusals: list[Refusal] = []
        self._removed: list[str] = []
        self._started: datetime | None = None

    async def harvest(self, run: Run | None) -> AsyncIterator[Harvest]:
        """The portions. The last one is complete where no row was missed and something was found."""
        provisional = self._wire.options.provisional
        params = {"provisional": provisional} if provisional != "exclude" else {}
        pages = Pages(self._wire, f"{self._wire.community}/envelopes", params)
        if run is None:
            pager, before, self._started = Pager(pages), 0, None
        else:
            pager = Pager(pages, start=run.page, total=run.total, size=run.size)
            pager.whole, before, self._started = run.whole, run.seen, run.started
        async for page in pager.pages():
            self._started = self._started or page.at
            self._take(page)
            if len(self._documents) >= PORTION:
                yield self._portion(pager, self._under_way(pager, page, before))
        yield self._last(pager, before)

    def _take(self, page: Page) -> None:
        now = clock.now()
        for place, row in enumerate(page.rows, start=1):
            try:
                self._row(row, now)
            except SourceBadData as error:
                name = "" if isinstance(row, Unread) else row.ctid or row.envelope_id
                where = name or f"envelopes, page {page.number}, row {place}"
                self._refuse(where, str(error), ref=name or None)

    def _row(self, row: Row, now: datetime) -> None:
        if isinstance(row, Unread):
            self._seen.count += 1
            raise SourceBadData(row.reason)
        if not self._seen.is_news(row):
            return
        if row.deleted:
            self._removed.extend(name for name in (row.ctid or row.envelope_id,) if name)
            return
        self._documents.append(envelopes.document(row, self._wire.base, now))

    def _refuse(self, place: str, reason: str, ref: str | None = None) -> None:
        self._refusals.append(Refusal(source=self._wire.source.key, place=place, reason=reason, ref=ref))

    def _under_way(self, pager: Pager, page: Page, before: int) -> Checkpoint:
        run = Run(
            kind="all",
            started=self._started or page.at,
            page=page.number + 1,
            total=pager.total,
            size=pager.size,
            seen=before + self._seen.count,
            whole=pager.whole,
        )
        return msgspec.structs.replace(self._known, run=run)

    def _portion(self, pager: Pager, checkpoint: Checkpoint, *, finished: bool = False, whole: bool = False) -> Harvest:
        found = Harvest(
            documents=self._documents,
            refusals=self._refusals,
            removed=self._removed,
            checkpoint=checkpoint.encoded(),
            done=pager.reached,
            total=pager.total,
            finished=finished,
            complete=whole,
        )
        self._documents, self._refusals, self._removed = [], [], []
        return found

    def _last(self, pager: Pager, before: int) -> Harvest:
        count = before + self._seen.count
        whole = pager.whole and count > 0
        for problem in pager.problems:
            self._refuse("envelopes", problem)
        if count == 0:
            community, key = self._wire.options.community, self._wire.source.key
            text = f"{key}: the listing is empty: does the Registry have a community {community!r}?"
            raise SourceBadData(text, source=key)
        if whole and pager.total is not None and count < pager.total:
            self._refuse("envelopes", f"Only {count} different envelopes were listed of {pager.total}.")
            whole = False
        started = self._started or clock.now()
        listed = started if count else self._known.listed
        done = Checkpoint(mark=self._known.mark, since=started if count else self._known.since, listed=listed)
        return self._portion(pager, done, finished=True, whole=whole)
