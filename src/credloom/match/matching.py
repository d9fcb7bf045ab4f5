"""From a job's requirements to the credentials that cover them, with reasons and gaps. Reads in batches only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from credloom.match import pool
from credloom.match.asked import Asked
from credloom.match.combine import combinations
from credloom.match.combine import pool as combinable
from credloom.match.coverage import WORTH, Coverage, Way
from credloom.match.crossing import by_occupation, same_occupation
from credloom.match.holdings import MOST_HOLDERS, Holders, holders
from credloom.match.implied import by_names, by_words, wanted_of
from credloom.match.levels import compared
from credloom.match.meaning import Meaning, understood
from credloom.match.named import ANY_OF_FAMILY, levels_asked
from credloom.match.ports import CredentialMatch, JobMatch, Options, Requirement
from credloom.match.present import described
from credloom.match.rarity import rarities
from credloom.match.work import Work
from credloom.model import vocabulary
from credloom.model.concept import Concept
from credloom.model.things import Competency, Credential, Thing
from credloom.model.totals import total_cost
from credloom.normalise.implied import normal_name
from credloom.resolve.ports import Resolver
from credloom.store.ports import Filter, SearchQuery, Snapshot

_PAGE = 10_000
_ALL = SearchQuery(kind="Credential")
_DEGREES = 200
"""How many credentials of an asked level of degree are looked at."""
_LOOKED_AT = 50
"""Of the credentials that links and names have found, so many are compared by their words too."""


def match(
    snapshot: Snapshot,
    resolver: Resolver,
    asked: Sequence[Asked],
    *,
    work: Work | None = None,
    within: SearchQuery | None = None,
    options: Options | None = None,
    first: int = 10,
) -> JobMatch:
    """The credentials that cover most of what is asked for, of those that `within` lets through.

    `work` says what the work is: it helps to tell apart what the requirements alone do not.
    """
    if not asked:
        return JobMatch()
    options, work = options or Options(), work or Work()
    requirements, meanings = understood(snapshot, resolver, asked, options)
    coverage, things = _covered(snapshot, requirements, meanings, work, within, options)
    ranked = coverage.ranked()
    shown = ranked[:first]
    members = combinable(coverage, ranked) if options.max_combination > 1 else []
    things |= _things(snapshot, [key for key in (*shown, *members) if key not in things])
    credentials = _described(snapshot, coverage, shown, things)
    return JobMatch(
        requirements=tuple(requirements),
        credentials=credentials,
        uncovered=coverage.uncovered(item.credential.key for item in credentials),
        combinations=combinations(coverage, members, options.max_combination, _costs(members, things)),
        sources=tuple(sorted({source for key in shown if key in things for source in things[key].sources})),
    )


def _covered(
    snapshot: Snapshot,
    requirements: Sequence[Requirement],
    meanings: Sequence[Sequence[Meaning]],
    work: Work,
    within: SearchQuery | None,
    options: Options,
) -> tuple[Coverage, dict[str, Credential]]:
    """Every way to every requirement that was found, and the credentials that were read on the way."""
    coverage = Coverage(
        requirements,
        worth=max(WORTH, options.min_probability),
        least=options.min_probability,
        bases=options.bases,
    )
    held = _by_competency(snapshot, coverage, meanings, within)
    links = [max((held[one.competency.key].total for one in many), default=0) for many in meanings]
    coverage.rarity = rarities(snapshot, requirements, links)
    _by_name(snapshot, coverage, within)
    wanted = wanted_of(work.title, requirements)
    near = pool.found(snapshot, wanted, work.occupations, within or _ALL)
    _by_degree(snapshot, coverage, within or _ALL, near)
    keys = list(dict.fromkeys((*coverage.ranked()[:_LOOKED_AT], *near)))
    things = _things(snapshot, keys)
    if not options.bases or "CROSSWALK" in options.bases:
        by_occupation(coverage, meanings, held, list(things.values()), options.min_probability)
    if not options.bases or "MATCHED" in options.bases:
        offered = {key: pool.offered(thing) for key, thing in things.items()}
        by_words(coverage, wanted, offered, options.min_probability)
        by_names(coverage, wanted, offered)
        same_occupation(coverage, work.occupations, list(things.values()))
    return coverage, things


def _by_competency(
    snapshot: Snapshot, coverage: Coverage, meanings: Sequence[Sequence[Meaning]], within: SearchQuery | None
) -> dict[str, Holders]:
    keys = sorted({meaning.competency.key for many in meanings for meaning in many})
    if not keys:
        return {}
    found = holders(snapshot, keys, MOST_HOLDERS)
    allowed = _keys(snapshot, within, Filter("competency", tuple(keys))) if within else None
    leveled = _levels(snapshot, coverage.requirements, keys)
    for requirement, many in zip(coverage.requirements, meanings, strict=True):
        for meaning in many:
            factor, said = compared(requirement.level, leveled.get(meaning.competency.key))
            for credential, route in found[meaning.competency.key].credentials.items():
                if allowed is None or credential in allowed:
                    chance = meaning.probability * factor
                    way = Way(chance, route, meaning, meaning.basis, meaning.explanation + said)
                    coverage.add(credential, requirement.index, way)
    return found


def _levels(
    snapshot: Snapshot, requirements: Sequence[Requirement], keys: Sequence[str]
) -> Mapping[str, Concept | None]:
    """The level of each competency; read only where some requirement has one."""
    if not any(requirement.level for requirement in requirements):
        return {}
    return {thing.key: thing.level for thing in snapshot.get_many(keys) if isinstance(thing, Competency)}


def _by_name(snapshot: Snapshot, coverage: Coverage, within: SearchQuery | None) -> None:
    named = [(r, c, c.credential) for r in coverage.requirements for c in r.credentials if c.credential]
    names = tuple({normal_name(ref.name) for _, _, ref in named if ref.name})
    allowed = _keys(snapshot, within, Filter("exact_name", names)) if within and names else None
    for requirement, candidate, ref in named:
        if allowed is None or ref.key in allowed:
            way = Way(candidate.probability, "CREDENTIAL", None, candidate.basis, candidate.explanation, itself=True)
            coverage.add(ref.key, requirement.index, way)


def _keys(snapshot: Snapshot, within: SearchQuery, more: Filter) -> frozenset[str]:
    """Every credential that `within` and one further filter let through."""
    found: set[str] = set()
    query = msgspec.structs.replace(within, filters=(*within.filters, more), first=_PAGE, count=False, sort="name")
    while True:
        page = snapshot.search(query)
        found.update(hit.key for hit in page.hits)
        if not page.has_next or not page.hits:
            return frozenset(found)
        query = msgspec.structs.replace(query, after=page.hits[-1].cursor)


def _by_degree(snapshot: Snapshot, coverage: Coverage, within: SearchQuery, near: Sequence[str]) -> None:
    """A degree of the level asked for, among credentials that already fit; or, where none do, by its words."""
    wanted = [(r, levels) for r in coverage.requirements if r.credentials and (levels := levels_asked(r.text))]
    if not wanted:
        return
    keys = coverage.ranked()[:_DEGREES] or _degrees(snapshot, wanted, within)
    for thing in _things(snapshot, list(dict.fromkeys((*keys, *near)))).values():
        for requirement, levels in wanted:
            if level := next((level for level in levels if _is(thing, level)), None):
                reason = f"It is a {level}; its field of study is for a person to check."
                way = Way(ANY_OF_FAMILY, "CREDENTIAL", None, "MATCHED", reason, itself=True)
                coverage.add(thing.key, requirement.index, way)


def _degrees(snapshot: Snapshot, wanted: Sequence[tuple[Requirement, Sequence[str]]], within: SearchQuery) -> list[str]:
    classes = tuple(dict.fromkeys(level for _, levels in wanted for level in levels))
    text = " ".join(requirement.text for requirement, _ in wanted)[:500]
    filters = (*within.filters, Filter("type", classes))
    query = msgspec.structs.replace(within, text=text, filters=filters, first=_DEGREES, count=False)
    return [hit.key for hit in snapshot.search(query).hits]


def _is(credential: Credential, level: str) -> bool:
    return f"ceterms:{level}" in vocabulary.superclasses(credential.type)


def _things(snapshot: Snapshot, keys: Sequence[str]) -> dict[str, Credential]:
    found: Sequence[Thing | None] = snapshot.get_many(keys) if keys else ()
    return {key: thing for key, thing in zip(keys, found, strict=True) if isinstance(thing, Credential)}


def _costs(keys: Sequence[str], things: Mapping[str, Credential]) -> dict[str, float]:
    """What is known of prices in US dollars; an incomplete total is a price that nobody knows."""
    found = {}
    for key in keys:
        total = total_cost(things[key].costs, things[key].common_costs) if key in things else None
        if total is not None and total.complete and total.amount is not None and total.currency == "USD":
            found[key] = float(total.amount)
    return found


def _described(
    snapshot: Snapshot, coverage: Coverage, shown: Sequence[str], things: Mapping[str, Credential]
) -> tuple[CredentialMatch, ...]:
    return tuple(described(snapshot, coverage, [things[key] for key in shown if key in things]))
