"""The listing of one live source, page by page, in its own order and with cursors that stand for places in it."""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache
from typing import Any

import msgspec

from credloom.errors import BadUserInput
from credloom.graph.context import Asked, Context
from credloom.graph.inputs import UNSET, Freshness
from credloom.graph.paging import Edge, Page, PageInfo
from credloom.graph.search import Cut, Narrowing, searched, waiting, words
from credloom.model.parts import Ref
from credloom.refresh.ports import Mark, Report

_PREFIX = "live."


def only_source(given: Any) -> str | None:
    """The one source that a filter names where it says nothing else."""
    if not given or not given.sources or len(given.sources) != 1:
        return None
    others = (value for name, value in vars(given).items() if name != "sources")
    return str(given.sources[0]) if all(value is UNSET or value is None for value in others) else None


async def listed_or_searched(
    context: Context,
    kind: str,
    text: str | None,
    filter: Any,  # noqa: A002 - the argument's name in the contract
    narrowing: Narrowing,
    page: Cut,
    *,
    sort: str = "relevance",
    freshness: Freshness | None = None,
) -> Page:
    """A page of a live source's own listing where the list is one: of that source alone, without words, in no order
    of ours. Else, and where the source fails on its first page, a page of a search of the store."""
    source = only_source(filter)
    reports = None
    plain = not words(text) and sort == "relevance" and not page.backwards
    if source and plain and context.freshener.lists(source, kind):
        found = await _listed(context, kind, source, page, freshness)
        if isinstance(found, Page):
            return found
        reports = found
    only = filter.sources if filter else None
    return await searched(
        context, kind, text, narrowing, page, sort=sort, freshness=freshness, sources=only, reports=reports
    )


async def _listed(
    context: Context, kind: str, source: str, page: Cut, freshness: Freshness | None
) -> Page | tuple[Report, ...]:
    """A page of a live source's listing; only the reports where it failed and nothing is remembered."""
    at = None if page.cursor is None else _mark(source, page.cursor)
    age, wait = waiting(context, freshness)
    try:
        found = await context.freshener.page(source, kind, page.size, at, max_age=age, wait=wait)
    except BadUserInput as error:
        raise BadUserInput(f"after: {error}") from None
    context.reports.extend(found.outcome.reports)
    if found.outcome.changed:
        await context.renewed()
    if not found.found and at is None:
        return found.outcome.reports
    context.asked = Asked(age, wait, set(found.keys))
    things = context.snapshot.get_many(found.keys)
    cursors = [_cursor(source, mark) for mark in found.marks]
    edges = tuple(
        Edge(cursor, Ref(key, kind))
        for key, cursor, thing in zip(found.keys, cursors, things, strict=True)
        if thing is not None and thing.known  # the store refused some row, or has not got it yet
    )
    first, last = (cursors[0], cursors[-1]) if cursors else (None, None)
    return Page(
        edges=edges,
        page_info=PageInfo(found.has_next, at is not None, first, last),
        total_count=len(edges) if found.total is None else found.total,
        total_is_exact=found.total is not None and found.exact and len(edges) == len(cursors),
        reports=found.outcome.reports,
    )


@lru_cache(maxsize=8_192)
def _cursor(source: str, mark: Mark) -> str:
    return _PREFIX + base64.urlsafe_b64encode(msgspec.json.encode((source, *mark))).rstrip(b"=").decode()


def _mark(source: str, cursor: str) -> Mark:
    wrong = BadUserInput(f"after: expected a cursor that an earlier page of {source} gave, got {cursor[:80]!r}.")
    packed = cursor.removeprefix(_PREFIX)
    try:
        text = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        told, place, passed = msgspec.json.decode(text, type=tuple[str, int | str, int])
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise wrong from None
    if not cursor.startswith(_PREFIX) or told != source or passed < 0:
        raise wrong
    return place, passed
