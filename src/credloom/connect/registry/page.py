"""One page of a listing, read in smaller ones where it cannot be read at once.

A page may be too large, too slow or broken by one row of it. It is then asked for in tenths, down to single rows; a row
that is unreadable even so is left out with its reason.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from credloom import clock
from credloom.connect.pages import Response
from credloom.connect.registry.envelopes import Row, Unread, rows
from credloom.connect.registry.problems import check, instead_of_list
from credloom.connect.registry.wire import Params, Wire, count, server_time
from credloom.errors import SourceBadData, SourceError, SourceTimeout

MOST_LOST_IN_A_ROW = 3
"""How many single rows may be unreadable, one after the other, before the source is taken for broken."""
_PARTS = 10
_TOO_MUCH = frozenset({500, 502, 504})
"""Statuses of a page that may be too much at once: the server's own errors, and the impatience of its proxy."""


class Page(msgspec.Struct, kw_only=True):
    """One page. `size` is how many rows a full one has and `total` how many there are, as the server says; `more` is
    what a `Link` header says of a further page. `whole` is False where a row was left out or may have been missed."""

    number: int
    rows: list[Row]
    at: datetime
    size: int | None = None
    total: int | None = None
    more: bool | None = None
    whole: bool = True


class Pages:
    """Pages of one listing by number."""

    def __init__(self, wire: Wire, url: str, params: Params) -> None:
        self._wire, self._url, self._params = wire, url, params
        self._lost = 0
        self.asked = wire.options.per_page

    async def fetch(self, number: int) -> Page:
        """A page. Raises `SourceError` where nothing of it can be read, or the source refuses to answer."""
        return await self._fetch(number, self.asked)

    async def _fetch(self, number: int, size: int) -> Page:
        try:
            response = await self._wire.ask(self._url, {**self._params, "page": str(number), "per_page": str(size)})
        except (SourceBadData, SourceTimeout) as problem:
            return await self._in_parts(number, size, problem)
        try:
            check(response, self._wire.source, self._url)
            found = rows(response.content)
        except SourceError as problem:
            if response.status_code not in _TOO_MUCH:
                raise
            return await self._in_parts(number, size, problem)
        except (msgspec.MsgspecError, RecursionError) as error:
            what = instead_of_list(response.content, error)
            text = f"{self._wire.source.key}: page {number} of the listing ({size} a page) is {what}."
            unread = SourceBadData(text, source=self._wire.source.key, detail=self._url)
            return await self._in_parts(number, size, unread)
        self._lost = 0
        return _page(number, found, response)

    async def _in_parts(self, number: int, size: int, problem: SourceError) -> Page:
        if size == 1:
            return self._left_out(number, problem)
        small = size // _PARTS if size % _PARTS == 0 else 1
        share = size // small
        parts: list[Page] = []
        for part in range((number - 1) * share + 1, number * share + 1):
            parts.append(await self._fetch(part, small))
            if not parts[-1].rows:
                break
        totals = {part.total for part in parts} - {None}
        return Page(
            number=number,
            rows=[row for part in parts for row in part.rows],
            at=parts[0].at,
            size=size,
            total=parts[-1].total,
            more=parts[-1].more,
            whole=len(totals) < 2 and all(part.whole for part in parts),
        )

    def _left_out(self, number: int, problem: SourceError) -> Page:
        self._lost += 1
        if self._lost >= MOST_LOST_IN_A_ROW:
            raise problem
        reason = f"Row {number} of the listing cannot be read: {problem}"
        return Page(number=number, rows=[Unread(reason)], at=clock.now(), size=1, whole=False)


def _page(number: int, found: list[Row], response: Response) -> Page:
    link = response.headers.get("link")
    return Page(
        number=number,
        rows=found,
        at=server_time(response),
        size=count(response, "x-per-page", "per-page"),
        total=count(response, "x-total", "total"),
        more=None if link is None else 'rel="next"' in link.replace("rel=next", 'rel="next"'),
    )
