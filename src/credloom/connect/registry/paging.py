"""Listings that move while they are read: page after page, without losing a row.

The Registry's pages are numbered, newest first, over a live table. A new row at the front pushes the others back: some
come twice. A deleted one pulls them forward: what crosses the edge of two pages would be missed. The total, which
every page says, tells: rows are only ever pulled over an edge when it falls between the two pages, and by no more
than it falls. Then the pages before the edge are read again. This holds over a pause of any length, so that a listing
can be resumed. Pages have to be asked for one after the other: only the next one is fetched while one is worked on.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from credloom.connect.registry.envelopes import Row
from credloom.connect.registry.page import Page, Pages

MOST_STEPS_BACK = 100
"""How often pages are read again before the totals are taken for invented."""
_FAR = 10**6


class Pager:
    """The pages of one listing from a page on. `total` and `size` are what the page before it said, if any.

    `whole` says that no row was missed so far, `problems` says why not, `reached` counts rows up to where it stands.
    """

    def __init__(self, source: Pages, *, start: int = 1, total: int | None = None, size: int = 0) -> None:
        self._source, self._start = source, start
        self._steps = 0
        self._last: tuple[int, list[Row]] = (0, [])
        self.total, self.size = total, size
        self.reached = (start - 1) * size
        self.whole = True
        self.problems: list[str] = []

    async def pages(self) -> AsyncIterator[Page]:
        """Page after page, in order; pages that have to be read again come again."""
        number = self._start
        ahead = asyncio.create_task(self._source.fetch(number))
        try:
            while True:
                page = await ahead
                if back := self._steps_back(page):
                    number = max(1, number - back)
                    ahead = asyncio.create_task(self._source.fetch(number))
                    continue
                last = await self._repeats(page) or self._is_last(page)
                if not last:
                    ahead = asyncio.create_task(self._source.fetch(number + 1))
                yield page
                if last:
                    return
                number += 1
        finally:
            ahead.cancel()
            await asyncio.gather(ahead, return_exceptions=True)

    def _steps_back(self, page: Page) -> int:
        """How many pages have to be read again because rows may have been pulled over the edge before this page."""
        before = self.total
        if page.total is not None:
            self.total = page.total
        fallen = 0 if before is None or page.total is None else before - page.total
        if fallen <= 0 or page.number == 1:
            return 0
        self._steps += 1
        if self._steps > MOST_STEPS_BACK:
            self._missing("The total falls again and again, so that rows may have been missed.")
            return 0
        return -(-fallen // (self.size or self._source.asked))

    async def _repeats(self, page: Page) -> bool:
        """Whether the server gives the same page whatever is asked for: then a page far behind the end is the same."""
        if not page.rows or self._last != (page.number - 1, page.rows):
            return False
        if (await self._source.fetch(_FAR)).rows != page.rows:
            return False
        self._missing(f"Page {page.number} repeats the page before it.")
        return True

    def _is_last(self, page: Page) -> bool:
        """Whether the listing ends with this page; notes where it ends too early."""
        self.whole = self.whole and page.whole
        self.size = page.size or max(self.size, len(page.rows))
        if not page.rows:
            if self.total is not None and self.reached < self.total:
                self._missing(f"The listing ends behind {self.reached} of {self.total} rows.")
            return True
        self._last = page.number, page.rows
        self.reached = (page.number - 1) * self.size + len(page.rows)
        if self.total is None:
            return page.more is False
        return self.reached >= self.total and len(page.rows) < self.size

    def _missing(self, problem: str) -> None:
        self.whole = False
        if problem not in self.problems:
            self.problems.append(problem)
