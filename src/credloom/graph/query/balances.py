"""What employers ask for beside what credentials bring."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec
import strawberry

from credloom.errors import BadUserInput
from credloom.graph import filter_values as values
from credloom.graph.context import Context
from credloom.graph.filters import credential_criteria, learning_criteria
from credloom.graph.inputs import StatisticsFilter, is_given
from credloom.graph.paging import count_of
from credloom.graph.search import Cut, query_of
from credloom.match.supply import Balance, supply_and_demand
from credloom.resolve import resolver
from credloom.store.ports import Filter, Range, SearchQuery, Snapshot

# ruff: noqa: A002 - the arguments have the contract's names

EMPLOYERS = (Filter("kind", ("POSTING",)), Filter("type", ("Job",)))
"""Either makes a job one of an employer; occupations and roles that somebody describes are no demand."""


async def supply_demand(
    roots: Sequence[Any],
    context: Context,
    *,
    filter: StatisticsFilter | None = None,
    frameworks: list[strawberry.ID] | None = None,
    first: int | None = 50,
) -> list[list[Balance]]:
    """The competencies with the largest gaps between demand and supply."""
    size = count_of(first, 50)

    def find() -> list[Balance]:
        snapshot = context.snapshot
        chosen = values.ids(frameworks or (), snapshot, "frameworks")
        limits = _jobs(filter, snapshot)
        jobs = [msgspec.structs.replace(limits, filters=(*limits.filters, one)) for one in EMPLOYERS]
        credentials = _credentials(filter, snapshot, context.sources)
        programs = _programs(filter, snapshot, context.sources)
        found = supply_and_demand(snapshot, resolver(snapshot), jobs, credentials, chosen, _least(filter), programs)
        return found[:size]

    return [await asyncio.to_thread(find)] * len(roots)


def _jobs(given: StatisticsFilter | None, snapshot: Snapshot) -> SearchQuery:
    filters: tuple[Filter, ...] = ()
    ranges: dict[str, Range] = {}
    if given and given.regions:
        filters = (Filter("region", values.regions(given.regions, values.Stored(snapshot, "Job"), "filter.regions")),)
    since, until = (_day(given.from_), _day(given.to, end=True)) if given else (None, None)
    if since is not None and until is not None and since > until:
        raise BadUserInput("filter.to: this day is before `from`.")
    if since is not None or until is not None:
        ranges = {"posted": Range(since, until)}
    return SearchQuery(kind="Job", filters=filters, ranges=ranges, sort="posted_desc")


def _day(given: date | None, *, end: bool = False) -> float | None:
    if not is_given(given) or given is None:
        return None
    return datetime.combine(given, time.max if end else time.min, UTC).timestamp()


def _credentials(given: StatisticsFilter | None, snapshot: Snapshot, sources: Mapping[str, object]) -> SearchQuery:
    criteria = credential_criteria(given.credential if given else None, snapshot, sources, "filter.credential")
    query = query_of("Credential", None, criteria, Cut(0))
    if given and given.regions:
        regions = values.regions(given.regions, values.Stored(snapshot, "Credential"), "filter.regions")
        query = msgspec.structs.replace(query, filters=(*query.filters, Filter("region", regions)))
    return query


def _programs(given: StatisticsFilter | None, snapshot: Snapshot, sources: Mapping[str, object]) -> SearchQuery | None:
    """The learning opportunities of which one has to lead to a credential; None where any credential counts."""
    if not given or not is_given(given.learning_opportunity) or given.learning_opportunity is None:
        return None
    criteria = learning_criteria(given.learning_opportunity, snapshot, sources, "filter.learningOpportunity")
    return query_of("LearningOpportunity", None, criteria, Cut(0))


def _least(given: StatisticsFilter | None) -> int:
    if not given or not is_given(given.min_cell_size) or given.min_cell_size is None:
        return 1
    if given.min_cell_size < 0:
        raise BadUserInput(f"filter.minCellSize: expected 0 or more, got {given.min_cell_size}.")
    return max(1, given.min_cell_size)
