"""What employers ask: which competencies are meant, which credentials fit a job, and which jobs fit a credential."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import strawberry

from credloom.errors import BadUserInput, NotFound
from credloom.graph import filters
from credloom.graph.context import Context
from credloom.graph.fields.matches import options_of, within
from credloom.graph.inputs import CompetencyFilter, CredentialFilter, JobFilter, JobInput, MatchOptions
from credloom.graph.paging import Edge, Page, count_of, list_page
from credloom.graph.query import postings
from credloom.graph.search import Cut, looked_up, query_of
from credloom.match import jobs_for, match
from credloom.match.ports import JobHit, JobMatch
from credloom.model.identity import key_from_global_id
from credloom.model.things import Credential
from credloom.resolve import resolver
from credloom.resolve.ports import Resolution, Scope

# ruff: noqa: A002 - the arguments have the contract's names

MOST_TEXTS = 100
MOST_CHARACTERS = 10_000


async def resolve_competencies(
    roots: Sequence[Any],
    context: Context,
    *,
    texts: list[str],
    filter: CompetencyFilter | None = None,
    min_probability: float | None = 0.5,
    first: int | None = 5,
) -> list[list[Resolution]]:
    """What each text means, in the order asked."""
    size, chance = count_of(first, 5), _chance(min_probability, "minProbability")
    if len(texts) > MOST_TEXTS:
        raise BadUserInput(f"texts: {len(texts)} are too many. At most {MOST_TEXTS} are allowed.")
    for place, text in enumerate(texts):
        if len(text) > MOST_CHARACTERS:
            raise BadUserInput(f"texts[{place}]: {len(text)} characters are too many, at most {MOST_CHARACTERS}.")

    def find() -> list[Resolution]:
        criteria = filters.competency_criteria(filter, context.snapshot, context.sources)
        named = {one.field: one.values for one in criteria.filters}
        scope = Scope(named.get("framework", ()), named.get("source", ()), named.get("category", ()))
        return resolver(context.snapshot).resolve_texts(texts, scope, min_probability=chance, first=size)

    return [await asyncio.to_thread(find)] * len(roots)


async def match_credentials(
    roots: Sequence[Any],
    context: Context,
    *,
    job: JobInput,
    filter: CredentialFilter | None = None,
    options: MatchOptions | None = None,
    first: int | None = 10,
) -> list[JobMatch]:
    """The credentials that fit a job."""
    size, chosen = count_of(first, 10), options_of(options)
    if key := postings.key_of_job(job):
        await looked_up(context, [key])

    def find() -> JobMatch:
        snapshot = context.snapshot
        limits = within(filter, snapshot, context)
        asked = postings.asked(job, snapshot)
        work = postings.work(job, snapshot)
        return match(snapshot, resolver(snapshot), asked, work=work, within=limits, options=chosen, first=size)

    return [await asyncio.to_thread(find)] * len(roots)


async def jobs_for_credential(
    roots: Sequence[Any],
    context: Context,
    *,
    credential: strawberry.ID,
    filter: JobFilter | None = None,
    first: int | None = 20,
    after: str | None = None,
) -> list[Page]:
    """The jobs that a credential helps toward, best covered first."""
    size = count_of(first)
    key = key_from_global_id(credential)
    if key is None:
        raise BadUserInput(
            f"credential: {credential[:80]!r} is no id. Expected an id from an earlier answer, a CTID or an address."
        )
    await looked_up(context, [key])

    def find() -> Page:
        snapshot = context.snapshot
        found = snapshot.get_many([key])[0]
        if not isinstance(found, Credential):
            raise NotFound(f"credential: no source holds a credential {credential[:80]!r}.")
        limits = query_of("Job", None, filters.job_criteria(filter, snapshot, context.sources), Cut(0))
        hits = jobs_for(snapshot, resolver(snapshot), found, limits)
        return list_page([((-hit.score,), hit) for hit in hits], size, after, key=_key, edge=_edge, asked=found.sources)

    return [await asyncio.to_thread(find)] * len(roots)


def _key(hit: JobHit) -> str:
    return hit.job.key


def _edge(cursor: str, hit: JobHit) -> Edge:
    return Edge(cursor, hit.job, hit.score)


def _chance(given: float | None, at: str) -> float:
    chance = 0.5 if given is None else given
    if not 0 <= chance <= 1:
        raise BadUserInput(f"{at}: expected a number from 0 to 1, got {chance:g}.")
    return chance
