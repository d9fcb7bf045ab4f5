"""Credentials that fit jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from decimal import Decimal

from credloom.errors import BadUserInput
from credloom.graph.context import Context
from credloom.graph.fields.costs import cost_totals
from credloom.graph.filters import credential_criteria
from credloom.graph.inputs import CredentialFilter, MatchOptions
from credloom.graph.loading import many
from credloom.graph.paging import count_of
from credloom.graph.search import Cut, query_of
from credloom.graph.sources import standing
from credloom.match.asked import of_job
from credloom.match.matching import match
from credloom.match.ports import CredentialCombination, JobMatch, Options
from credloom.match.work import of_job as work_of
from credloom.model.things import Credential, Job
from credloom.model.totals import CostSum
from credloom.refresh.ports import Report
from credloom.resolve import resolver
from credloom.store.ports import SearchQuery, Snapshot

MOST_COMBINED = 10


def options_of(given: MatchOptions | None) -> Options:
    """A caller's options, checked."""
    if not given:
        return Options()
    if not 0 <= given.min_probability <= 1:
        raise BadUserInput(f"options.minProbability: expected a number from 0 to 1, got {given.min_probability:g}.")
    if not 1 <= given.max_combination <= MOST_COMBINED:
        raise BadUserInput(f"options.maxCombination: expected 1 to {MOST_COMBINED}, got {given.max_combination}.")
    return Options(
        given.min_probability,
        tuple(str(kind) for kind in given.kinds),
        tuple(str(basis) for basis in given.bases or ()),
        given.max_combination,
    )


def within(given: CredentialFilter | None, snapshot: Snapshot, context: Context) -> SearchQuery | None:
    """The credentials that a filter lets through, as a search; None where all count."""
    if not given:
        return None
    return query_of("Credential", None, credential_criteria(given, snapshot, context.sources), Cut(0))


async def matches(
    parents: Sequence[Job],
    context: Context,
    *,
    filter: CredentialFilter | None = None,  # noqa: A002 - the argument's name in GraphQL
    options: MatchOptions | None = None,
    first: int | None = 10,
) -> list[JobMatch]:
    """The credentials that cover most of what each job asks for."""
    size, chosen, snapshot = count_of(first, 10), options_of(options), context.snapshot

    def answer() -> list[JobMatch]:
        limits = within(filter, snapshot, context)
        found = resolver(snapshot)
        return [
            match(snapshot, found, of_job(job), work=work_of(job), within=limits, options=chosen, first=size)
            for job in parents
        ]

    return await asyncio.to_thread(answer)


def match_reports(parents: Sequence[JobMatch], context: Context) -> list[tuple[Report, ...]]:
    """How the sources stand whose records a match rests on."""
    return [standing(context, parent.sources) for parent in parents]


def combined_costs(parents: Sequence[CredentialCombination], context: Context) -> list[CostSum]:
    """What the credentials of each combination cost together."""
    groups = many(context, [parent.credentials for parent in parents], Credential)
    every = list({thing.key: thing for group in groups for thing in group}.values())
    totals = dict(zip((thing.key for thing in every), cost_totals(every, context), strict=True))
    return [_sum([totals[thing.key] for thing in group]) for group in groups]


def _sum(totals: Sequence[CostSum]) -> CostSum:
    missing = tuple(dict.fromkeys(name for total in totals for name in total.missing))
    known = [total for total in totals if total.amount is not None]
    currencies = {total.currency for total in known}
    if len(currencies) != 1:
        return CostSum(missing=missing or tuple(sorted(currencies)))
    amount = sum((Decimal(total.amount or 0) for total in known), Decimal(0))
    complete = len(known) == len(totals) and all(total.complete for total in totals)
    return CostSum(f"{amount.normalize():f}", currencies.pop(), complete, missing)
