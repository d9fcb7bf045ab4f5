"""Refresh, then answer: a search of the store behind whatever live sources can add within the caller's wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import msgspec

from credloom.errors import BadUserInput
from credloom.graph.context import Context
from credloom.graph.filters import Criteria
from credloom.graph.inputs import Freshness, is_given
from credloom.graph.paging import Page, count_of, search_page
from credloom.refresh.ports import Outcome, Report
from credloom.store.ports import SearchQuery, Snapshot

WAIT = 1.5
"""Seconds that live sources get where the caller says nothing: the contract's default of `waitMs`."""
SHARE_FOR_SOURCES = 0.8
"""Of the operation's time that is left: the rest is for answering."""
MOST_CHARACTERS = 1_000
"""Of `search`: more words find nothing more, and each costs time."""

OURS = "urn:credloom:"
"""Keys that no source knows: they are made here."""

Narrowing = Callable[[Snapshot], Criteria]


class Cut(msgspec.Struct, frozen=True):
    """Which page of a list: `size` items behind (or, backwards, before) a cursor."""

    size: int
    cursor: str | None = None
    backwards: bool = False


def cut(
    first: int | None, after: str | None, last: int | None = None, before: str | None = None, *, default: int = 20
) -> Cut:
    """The page that Relay's arguments mean: from the front by `first` and `after`, or from the back."""
    if is_given(last) or is_given(before):
        if is_given(first) or is_given(after):
            raise BadUserInput("Give `first` and `after`, or `last` and `before`, not both pairs.")
        return Cut(count_of(last if is_given(last) else None, default, argument="last"), before or None, True)
    return Cut(count_of(first if is_given(first) else None, default), after or None)


def waiting(context: Context, freshness: Freshness | None) -> tuple[float | None, float]:
    """(age in seconds that is fresh enough, seconds to wait for sources); None for the sources' own intervals."""
    age, wait_ms = None, None
    if freshness:
        age = freshness.max_age_seconds if is_given(freshness.max_age_seconds) else None
        wait_ms = freshness.wait_ms if is_given(freshness.wait_ms) else None
    for name, value in (("maxAgeSeconds", age), ("waitMs", wait_ms)):
        if value is not None and value < 0:
            raise BadUserInput(f"freshness.{name}: expected 0 or more, got {value}.")
    wait = WAIT if wait_ms is None else wait_ms / 1000
    return None if age is None else float(age), min(wait, context.remaining() * SHARE_FOR_SOURCES)


def words(search: str | None, argument: str = "search") -> str | None:
    """The words of a search; None where there are none."""
    text = " ".join((search or "").split())
    if len(text) > MOST_CHARACTERS:
        raise BadUserInput(f"{argument}: {len(text)} characters are too many. Expected at most {MOST_CHARACTERS}.")
    return text or None


async def searched(
    context: Context,
    kind: str,
    text: str | None,
    narrowing: Narrowing,
    page: Cut,
    *,
    sort: str = "relevance",
    freshness: Freshness | None = None,
    sources: Sequence[str] | None = None,
    reports: Sequence[Report] | None = None,
) -> Page:
    """One page of things of a kind. `sources` limits which sources are asked and reported; with `reports`, they have
    been asked already."""
    asked = words(text)
    if reports is None:
        outcome = await _refreshed(context, kind, asked if page.cursor is None else None, freshness, sources)
        reports = outcome.reports
    told = tuple(reports)
    snapshot = context.snapshot

    def answer() -> Page:
        query = query_of(kind, asked, narrowing(snapshot), page, sort)
        try:
            return search_page(snapshot.search(query), query, told)
        except BadUserInput as error:  # the cursor: everything else in the query was made here
            raise BadUserInput(f"{'before' if page.backwards else 'after'}: {error}") from None

    return await asyncio.to_thread(answer)


async def _refreshed(
    context: Context, kind: str, text: str | None, freshness: Freshness | None, sources: Sequence[str] | None
) -> Outcome:
    """Ask who can be asked. Behind a cursor nobody is: a page belongs to the list that it continues."""
    age, wait = waiting(context, freshness)
    outcome = await context.freshener.search(kind, text, max_age=age, wait=wait, sources=sources or None)
    context.reports.extend(outcome.reports)
    if outcome.changed:
        await context.renewed()
    return outcome


async def looked_up(context: Context, keys: Sequence[str]) -> None:
    """Ask live sources for keys that the store does not know, where there are any."""
    wanted = list(dict.fromkeys(keys))
    known = context.snapshot.get_many(wanted)
    missing = [
        key
        for key, thing in zip(wanted, known, strict=True)
        if (thing is None or not thing.known) and not key.startswith(OURS)
    ]
    if not missing:
        return
    _, wait = waiting(context, None)
    outcome = await context.freshener.lookup(missing, wait=wait)
    context.reports.extend(outcome.reports)
    if outcome.changed:
        await context.renewed()


def query_of(kind: str, text: str | None, criteria: Criteria, page: Cut, sort: str = "relevance") -> SearchQuery:
    """The store's query of a search."""
    return SearchQuery(
        kind=kind,
        text=text,
        filters=tuple(criteria.filters),
        ranges=criteria.ranges,
        near=criteria.near,
        sort=sort,
        first=page.size,
        after=page.cursor,
        backwards=page.backwards,
        highlight=text is not None,
        partial=True,
    )
