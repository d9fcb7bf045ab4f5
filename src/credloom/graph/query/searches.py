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
from credloom.graph.listing import listed_or_searched
from credloom.graph.paging import Page
from credloom.graph.search import cut, searched
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

    page = await listed_or_searched(
        context,
        "Credential",
        search,
        filter,
        narrowing,
        cut(first, after, last, before),
        sort=sort.lower(),
        freshness=freshness,
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

    page = await listed_or_searched(
        context, "LearningOpportunity", search, filter, narrowing, cut(first, after), freshness=freshness
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

    page = await listed_or_searched(
        context, "Organization", search, filter, narrowing, cut(first, after), freshness=freshness
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

    page = await listed_or_searched(
        context, "Competency", search, filter, narrowing, cut(first, after), freshness=freshness
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

    page = await listed_or_searched(context, "Job", search, filter, narrowing, cut(first, after), freshness=freshness)
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


def _any(_: Snapshot) -> Criteria:
    return Criteria()
