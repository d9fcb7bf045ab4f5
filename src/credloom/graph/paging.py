"""Relay pages over lists: sorted, cut at a cursor that survives writes, counted exactly.

A cursor says the place and the key of an item. The next page starts behind the item with that key; where it is gone,
behind the place where it stood.
"""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from credloom.errors import BadUserInput
from credloom.model.base import Value
from credloom.model.parts import Ref
from credloom.refresh.ports import Report
from credloom.store.ports import CountFacets, SearchPage, SearchQuery

MOST = 100
"""What `first` may be at most."""
Place = tuple[Any, ...]
I = TypeVar("I")  # noqa: E741 - an item


class PageInfo(Value, frozen=True):
    """Where a page stands in its list."""

    has_next_page: bool = False
    has_previous_page: bool = False
    start_cursor: str | None = None
    end_cursor: str | None = None


class Edge(Value, frozen=True):
    """One entry: what it leads to is loaded when it is asked for."""

    cursor: str
    ref: Ref
    score: float | None = None
    highlights: tuple[str, ...] = ()
    distance_miles: float | None = None


class Page(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One page. `reports` tell how sources took part; `asked` are the sources of a list that was not searched for.

    `query` is the search behind it and `counting` its facets; `keys` are all things of a list that no search made.
    """

    edges: tuple[Any, ...] = ()
    page_info: PageInfo = PageInfo()
    total_count: int = 0
    total_is_exact: bool = True
    reports: tuple[Report, ...] | None = None
    asked: tuple[str, ...] = ()
    query: SearchQuery | None = None
    counting: CountFacets | None = None
    keys: tuple[str, ...] = ()


def count_of(first: int | None, default: int = 20, *, argument: str = "first", most: int = MOST) -> int:
    """A number of items that a caller asked for. Raises `BadUserInput` that names argument and limit."""
    if first is None:
        return default
    if not 0 <= first <= most:
        raise BadUserInput(f"{argument}: expected 0 to {most}, got {first}.")
    return first


def search_page(page: SearchPage, query: SearchQuery, reports: Sequence[Report] | None = None) -> Page:
    """The page of a search."""
    edges = tuple(Edge(hit.cursor, Ref(hit.key, query.kind), hit.score, hit.highlights, hit.miles) for hit in page.hits)
    return Page(
        edges=edges,
        page_info=_info(edges, page.has_previous, page.has_next),
        total_count=page.total,
        total_is_exact=page.exact,
        reports=None if reports is None else tuple(reports),
        query=query,
        counting=page.counting,
    )


def list_page(
    items: Iterable[tuple[Place, I]],
    first: int,
    after: str | None,
    *,
    key: Callable[[I], str],
    edge: Callable[[str, I], Any],
    asked: Iterable[str] = (),
) -> Page:
    """The page of a whole list of (place, item). `key` names an item, `edge` makes its entry from cursor and item."""
    ordered = sorted(((place, key(item), item) for place, item in items), key=lambda entry: entry[:2])
    start = 0 if after is None else _start([(list(place), name) for place, name, _ in ordered], after)
    cut = ordered[start : start + first]
    edges = tuple(edge(_cursor(place, name), item) for place, name, item in cut)
    return Page(
        edges=edges,
        page_info=_info(edges, start > 0, start + len(cut) < len(ordered)),
        total_count=len(ordered),
        asked=tuple(dict.fromkeys(asked)),
        keys=tuple(name for _, name, _ in ordered),
    )


def ordered_page(
    items: Sequence[I],
    first: int,
    after: str | None,
    *,
    key: Callable[[I], str],
    edge: Callable[[str, I], Any],
    asked: Iterable[str] = (),
) -> Page:
    """As `list_page`, for a whole list that is in its order already: the place of an item is its number."""
    keys = tuple(map(key, items))
    start = 0 if after is None else _start([([number], name) for number, name in enumerate(keys)], after)
    end = min(start + first, len(keys))
    edges = tuple(map(edge, map(_numbered, range(start, end), keys[start:end]), items[start:end]))
    return Page(
        edges=edges,
        page_info=_info(edges, start > 0, end < len(keys)),
        total_count=len(keys),
        asked=tuple(dict.fromkeys(asked)),
        keys=keys,
    )


def _info(edges: Sequence[Any], before: bool, behind: bool) -> PageInfo:
    if not edges:
        return PageInfo(behind, before)
    return PageInfo(behind, before, edges[0].cursor, edges[-1].cursor)


@lru_cache(maxsize=8_192)
def _numbered(number: int, name: str) -> str:
    """The cursor of an item of an ordered list: popular lists are asked for all the time."""
    return _cursor((number,), name)


def _cursor(place: Place, name: str) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode([list(place), name])).rstrip(b"=").decode()


def _start(entries: list[tuple[list[Any], str]], after: str) -> int:
    try:
        text = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4))
        place, name = msgspec.json.decode(text, type=tuple[list[Any], str])
        found = next((number for number, entry in enumerate(entries) if entry[1] == name), None)
        return bisect_right(entries, (place, name)) if found is None else found + 1
    except (binascii.Error, ValueError, msgspec.DecodeError, TypeError):
        raise BadUserInput(f"after: expected a cursor that an earlier page gave, got {after[:80]!r}.") from None
