"""Searches: one batch function a kind, all the same way. Live sources first, then one search of the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from credloom.graph import filters
from credloom.graph.context import Context
from credloom.graph.enums import CredentialSort
from credloom.graph.filter_values import Stored, concepts
from credloom.graph.filters import Criteria
from credloom.graph.inputs import (
    CompetencyFilter,
    CredentialFilter,
    Freshness,
    JobFilter,
    LearningOpportunityFilter,
    OrganizationFilter,
)
from credloom.graph.listing import is_listed, listed, only_source
from credloom.graph.paging import Page
from credloom.graph.search import Cut, cut, searched, words
from credloom.store.ports import Snapshot

# ruff: noqa: A002 - the arguments have the contract's names


async def credentials(
    roots: Sequence[Any],
    context: Context,
    *,
    search: str | None = None,
    filter: CredentialFilter | None = None,
    sort: CredentialSort = CredentialSort.RELEVANCE,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    freshness: Freshness | None = None,
) -> list[Page]:
    """Credentials by words and filter."""

    def narrowing(snapshot: Snapshot) -> Criteria:
        return filters.credential_criteria(filter, snapshot, context.sources)

    if sort is CredentialSort.RELEVANCE and (
        found := await _live(context, "Credential", search, filter, cut(first, after, last, before), freshness)
    ):
        return [found] * len(roots)
    page = await searched(
        context,
        "Credential",
        search,
        narrowing,
        cut(first, after, last, before),
        sort=sort.lower(),
        freshness=freshness,
        sources=filter.sources if filter else None,
    )
    return [page] * len(roots)


async def learning_opportunities(
    roots: Sequence[Any],
    context: Context,
    *,
    search: str | None = None,
    filter: LearningOpportunityFilter | None = None,
    first: int | None = 20,
    after: str | None = None,
    freshness: Freshness | None = None,
) -> list[Page]:
    """Courses, programs and other learning opportunities; around a point and without words, the nearest first."""

    def narrowing(snapshot: Snapshot) -> Criteria:
        return filters.learning_criteria(filter, snapshot, context.sources)

    if found := await _live(context, "LearningOpportunity", search, filter, cut(first, after), freshness):
        return [found] * len(roots)
    only = filter.sources if filter else None
    page = await searched(
        context, "LearningOpportunity", search, narrowing, cut(first, after), freshness=freshness, sources=only
    )
    return [page] * len(roots)


async def organizations(
    roots: Sequence[Any],
    context: Context,
    *,
    search: str | None = None,
    filter: OrganizationFilter | None = None,
    first: int | None = 20,
    after: str | None = None,
    freshness: Freshness | None = None,
) -> list[Page]:
    """Organizations by words and filter."""

    def narrowing(snapshot: Snapshot) -> Criteria:
        return filters.organization_criteria(filter, snapshot, context.sources)

    if found := await _live(context, "Organization", search, filter, cut(first, after), freshness):
        return [found] * len(roots)
    only = filter.sources if filter else None
    page = await searched(
        context, "Organization", search, narrowing, cut(first, after), freshness=freshness, sources=only
    )
    return [page] * len(roots)


async def competencies(
    roots: Sequence[Any],
    context: Context,
    *,
    search: str | None = None,
    filter: CompetencyFilter | None = None,
    first: int | None = 20,
    after: str | None = None,
    freshness: Freshness | None = None,
) -> list[Page]:
    """Competencies by words and filter."""

    def narrowing(snapshot: Snapshot) -> Criteria:
        return filters.competency_criteria(filter, snapshot, context.sources)

    if found := await _live(context, "Competency", search, filter, cut(first, after), freshness):
        return [found] * len(roots)
    only = filter.sources if filter else None
    page = await searched(
        context, "Competency", search, narrowing, cut(first, after), freshness=freshness, sources=only
    )
    return [page] * len(roots)


async def jobs(
    roots: Sequence[Any],
    context: Context,
    *,
    search: str | None = None,
    filter: JobFilter | None = None,
    first: int | None = 20,
    after: str | None = None,
    freshness: Freshness | None = None,
) -> list[Page]:
    """Jobs by words and filter."""

    def narrowing(snapshot: Snapshot) -> Criteria:
        return filters.job_criteria(filter, snapshot, context.sources)

    if found := await _live(context, "Job", search, filter, cut(first, after), freshness):
        return [found] * len(roots)
    only = filter.sources if filter else None
    page = await searched(context, "Job", search, narrowing, cut(first, after), freshness=freshness, sources=only)
    return [page] * len(roots)


async def frameworks(
    roots: Sequence[Any],
    context: Context,
    *,
    search: str | None = None,
    first: int | None = 20,
    after: str | None = None,
) -> list[Page]:
    """Competency frameworks by words."""
    return [await searched(context, "Framework", search, _any, cut(first, after))] * len(roots)


async def pathways(
    roots: Sequence[Any],
    context: Context,
    *,
    search: str | None = None,
    first: int | None = 20,
    after: str | None = None,
) -> list[Page]:
    """Pathways by words."""
    return [await searched(context, "Pathway", search, _any, cut(first, after))] * len(roots)


async def collections(
    roots: Sequence[Any],
    context: Context,
    *,
    search: str | None = None,
    categories: list[str] | None = None,
    first: int | None = 20,
    after: str | None = None,
) -> list[Page]:
    """Published lists by words and category."""

    def narrowing(snapshot: Snapshot) -> Criteria:
        criteria = Criteria()
        stored = Stored(snapshot, "Collection")
        criteria.add("category", concepts(categories or (), stored, "category", ("CollectionCategory",), "categories"))
        return criteria

    return [await searched(context, "Collection", search, narrowing, cut(first, after))] * len(roots)


async def _live(
    context: Context, kind: str, search: str | None, filter: Any, page: Cut, freshness: Freshness | None
) -> Page | None:
    """The page of a live source's own listing, where the list is one and the source has something to say."""
    source = only_source(filter)
    if source is None or not is_listed(context, kind, source, words(search), page):
        return None
    return await listed(context, kind, source, page, freshness)


def _any(_: Snapshot) -> Criteria:
    return Criteria()
