"""What employers ask for beside what credentials bring, competency by competency, over everything stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from credloom.match.holdings import holders, requiring
from credloom.model.base import Value
from credloom.model.parts import Ref
from credloom.model.things import Job
from credloom.resolve.ports import Resolver, Scope
from credloom.store.ports import Filter, SearchQuery, Snapshot

MOST_JOBS = 50_000
"""The newest ones count where there are more."""
MOST_TEXTS = 2_000
"""Of the requirements that name no competency, so many of the commonest are looked up."""
MOST_COMPETENCIES = 1_000
"""So many of those that are asked for most are compared with what credentials bring."""
SURE = 0.8
"""A text counts for a competency, and two competencies as one, from this chance on."""
_PAGE = 10_000
_SAME = ("EXACT", "CLOSE")


class Balance(Value, frozen=True):
    """`demand` is how many jobs ask for a competency, `supply` how many credentials bring it.

    `gap` is the share of jobs that ask for it less the share of credentials that bring it: from 1 (all ask, none
    brings it) to -1.
    """

    competency: Ref
    demand: int
    supply: int
    gap: float


def supply_and_demand(
    snapshot: Snapshot,
    resolver: Resolver,
    jobs: Sequence[SearchQuery],
    credentials: SearchQuery,
    frameworks: Sequence[str] = (),
    least: int = 1,
    programs: SearchQuery | None = None,
) -> list[Balance]:
    """Every competency that some of the jobs ask for, the largest gaps first.

    `jobs` are searches whose findings count together, `credentials` limits the supply; with `frameworks` each
    competency is counted as the one of theirs that it corresponds to. Less demand than `least` is left out. With
    `programs` only credentials count that one of those learning opportunities ends in or that require one.
    """
    asking = keys_of(snapshot, jobs, MOST_JOBS)
    demand = _demand(snapshot, resolver, asking, frameworks)
    limited = programs or credentials.filters or credentials.ranges or credentials.near
    offering = frozenset(keys_of(snapshot, [credentials], MOST_JOBS))
    if programs is not None:
        offering &= _led_to(snapshot, programs)
    chosen = [key for key, count in demand.most_common(MOST_COMPETENCIES) if count >= least]
    supply = _supply(snapshot, resolver, chosen, offering if limited else None)
    found = [
        Balance(
            competency=Ref(key, "Competency"),
            demand=demand[key],
            supply=supply[key],
            gap=round(demand[key] / max(len(asking), 1) - supply[key] / max(len(offering), 1), 6),
        )
        for key in chosen
    ]
    return sorted(found, key=lambda one: (-one.gap, -one.demand, one.competency.key))


def keys_of(snapshot: Snapshot, queries: Iterable[SearchQuery], most: int) -> list[str]:
    """Keys of everything that some searches find, each once."""
    found: dict[str, None] = {}
    for query in queries:
        page = snapshot.search(query := msgspec.structs.replace(query, first=_PAGE, count=False))
        while page.hits and len(found) < most:
            found |= dict.fromkeys(hit.key for hit in page.hits)
            if not page.has_next:
                break
            page = snapshot.search(msgspec.structs.replace(query, after=page.hits[-1].cursor))
    return list(found)[:most]


def _demand(snapshot: Snapshot, resolver: Resolver, keys: Sequence[str], frameworks: Sequence[str]) -> Counter[str]:
    """How many jobs ask for each competency; what a job says twice counts once."""
    jobs = [job for job in (snapshot.get_many(keys) if keys else ()) if isinstance(job, Job)]
    texts = _meant(resolver, jobs)
    asked = [
        {
            key
            for item in job.requirements
            if item.kind == "COMPETENCY"
            if (key := item.competency.key if item.competency else texts.get(item.text))
        }
        for job in jobs
    ]
    if frameworks:
        inside = _within(snapshot, resolver, sorted(set().union(*asked)), frameworks)
        asked = [{inside[key] for key in many if key in inside} for many in asked]
    return Counter(key for many in asked for key in many)


def _meant(resolver: Resolver, jobs: Iterable[Job]) -> dict[str, str]:
    """The competency that each text of requirements means, where that is sure enough."""
    counts = Counter(
        item.text for job in jobs for item in job.requirements if item.kind == "COMPETENCY" and item.competency is None
    )
    texts = [text for text, _ in counts.most_common(MOST_TEXTS)]
    found = resolver.resolve_texts(texts, Scope(), min_probability=SURE, first=1) if texts else []
    return {one.text: one.candidates[0].competency.key for one in found if one.candidates}


def _within(
    snapshot: Snapshot, resolver: Resolver, keys: Sequence[str], frameworks: Sequence[str]
) -> Mapping[str, str]:
    """The competency of some frameworks that each one is or corresponds to."""
    query = SearchQuery(kind="Competency", filters=(Filter("framework", tuple(frameworks)),))
    members = frozenset(keys_of(snapshot, [query], MOST_JOBS))
    others = [key for key in keys if key not in members]
    linked = resolver.alignments(others, kinds=_SAME, min_probability=SURE) if others else []
    found = {key: key for key in keys if key in members}
    for key, links in zip(others, linked, strict=True):
        for link in links:
            if link.object is not None and link.object.key in members:
                found.setdefault(key, link.object.key)
    return found


def _led_to(snapshot: Snapshot, programs: SearchQuery) -> frozenset[str]:
    """The credentials that some learning opportunities lead to."""
    keys = keys_of(snapshot, [programs], MOST_JOBS)
    return frozenset(key for many in requiring(snapshot, keys) for key in many)


def _supply(
    snapshot: Snapshot, resolver: Resolver, keys: Sequence[str], allowed: frozenset[str] | None
) -> dict[str, int]:
    """How many credentials bring each competency or one that corresponds to it; all of them, or the allowed ones."""
    if not keys:
        return {}
    linked = resolver.alignments(keys, kinds=_SAME, min_probability=SURE)
    groups = [
        [key, *(link.object.key for link in links if link.object)] for key, links in zip(keys, linked, strict=True)
    ]
    every = sorted({key for group in groups for key in group})
    held = holders(snapshot, every)
    return {
        key: sum(
            1
            for one in {name for other in group for name in held[other].credentials}
            if allowed is None or one in allowed
        )
        for key, group in zip(keys, groups, strict=True)
    }
