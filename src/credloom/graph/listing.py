"""The listing of one live source, page by page, in its own order and with cursors that stand for places in it."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import msgspec

from credloom.errors import BadUserInput
from credloom.graph.context import Asked, Context
from credloom.graph.inputs import UNSET, Freshness
from credloom.graph.paging import Edge, Page, PageInfo
from credloom.graph.search import Cut, waiting
from credloom.model.parts import Ref
from credloom.refresh.ports import Mark

_PREFIX = "live."


def only_source(given: Any) -> str | None:
    """The one source that a filter names where it says nothing else."""
    if not given or not given.sources or len(given.sources) != 1:
        return None
    others = (value for name, value in vars(given).items() if name != "sources")
    return str(given.sources[0]) if all(value is UNSET or value is None for value in others) else None


def is_listed(context: Context, kind: str, source: str | None, text: str | None, page: Cut) -> bool:
    """Whether a list is a live source's own: of one source, without words, from the front."""
    if source is None or text or page.backwards:
        return False
    return context.freshener.lists(source, kind)


async def listed(context: Context, kind: str, source: str, page: Cut, freshness: Freshness | None) -> Page | None:
    """A page of a live source's listing; None where it failed and the store has to do."""
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
        return None
    context.asked = Asked(age, wait, set(found.keys))
    things = context.snapshot.get_many(found.keys)
    edges = tuple(
        Edge(_cursor(source, mark), Ref(key, kind))
        for key, mark, thing in zip(found.keys, found.marks, things, strict=True)
        if thing is not None and thing.known
    )
    first, last = (edges[0].cursor, edges[-1].cursor) if edges else (None, None)
    return Page(
        edges=edges,
        page_info=PageInfo(found.has_next, at is not None, first, last),
        total_count=len(edges) if found.total is None else found.total,
        total_is_exact=found.total is not None and found.exact,
        reports=found.outcome.reports,
    )


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
