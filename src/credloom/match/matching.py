"""From a job's requirements to the credentials that cover them, with reasons and gaps. Reads in batches only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from credloom.match import explain
from credloom.match.asked import Asked
from credloom.match.coverage import Coverage, Way
from credloom.match.holdings import held, holders
from credloom.match.meaning import Meaning, understood
from credloom.match.named import ANY_OF_FAMILY, levels_asked
from credloom.match.ports import Covered, CredentialMatch, JobMatch, Options, Requirement
from credloom.model import vocabulary
from credloom.model.parts import Ref
from credloom.model.text import pick
from credloom.model.things import Competency, Credential, Thing
from credloom.normalise.implied import normal_name
from credloom.resolve.ports import Resolver
from credloom.store.ports import Filter, SearchQuery, Snapshot

MOST_EXTRA = 50
_PAGE = 10_000
_ALL = SearchQuery(kind="Credential")
_DEGREES = 200
"""How many credentials of an asked level of degree are looked at."""


def match(
    snapshot: Snapshot,
    resolver: Resolver,
    asked: Sequence[Asked],
    *,
    within: SearchQuery | None = None,
    options: Options | None = None,
    first: int = 10,
) -> JobMatch:
    """The credentials that cover most of what is asked for, of those that `within` lets through."""
    options = options or Options()
    requirements, meanings = understood(snapshot, resolver, asked, options)
    coverage = Coverage(requirements)
    _by_competency(snapshot, coverage, meanings, within)
    _by_name(snapshot, coverage, within)
    _by_degree(snapshot, coverage, within or _ALL)
    ranked = coverage.ranked()
    shown = ranked[:first]
    things = dict(zip(shown, snapshot.get_many(shown), strict=True))
    credentials = tuple(_described(snapshot, coverage, [c for c in things.values() if isinstance(c, Credential)]))
    return JobMatch(
        requirements=tuple(requirements),
        credentials=credentials,
        uncovered=coverage.uncovered(item.credential.key for item in credentials),
        combinations=coverage.combinations(ranked, options.max_combination),
        sources=tuple(sorted({source for thing in things.values() if thing for source in thing.sources})),
    )


def _by_competency(
    snapshot: Snapshot, coverage: Coverage, meanings: Sequence[Sequence[Meaning]], within: SearchQuery | None
) -> None:
    keys = sorted({meaning.competency.key for many in meanings for meaning in many})
    if not keys:
        return
    found = holders(snapshot, keys)
    allowed = _keys(snapshot, within, Filter("competency", tuple(keys))) if within else None
    for requirement, many in zip(coverage.requirements, meanings, strict=True):
        for meaning in many:
            for credential, route in found[meaning.competency.key].items():
                if allowed is None or credential in allowed:
                    way = Way(meaning.probability, route, meaning, meaning.basis)
                    coverage.add(credential, requirement.index, way)


def _by_name(snapshot: Snapshot, coverage: Coverage, within: SearchQuery | None) -> None:
    named = [(r, c, c.credential) for r in coverage.requirements for c in r.credentials if c.credential]
    names = tuple({normal_name(ref.name) for _, _, ref in named if ref.name})
    allowed = _keys(snapshot, within, Filter("exact_name", names)) if within and names else None
    for requirement, candidate, ref in named:
        if allowed is None or ref.key in allowed:
            way = Way(candidate.probability, "CREDENTIAL", None, candidate.basis, candidate.explanation)
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


def _by_degree(snapshot: Snapshot, coverage: Coverage, within: SearchQuery) -> None:
    """A degree of the level asked for, among credentials that already fit; or, where none do, by its words."""
    wanted = [(r, levels) for r in coverage.requirements if r.credentials and (levels := levels_asked(r.text))]
    if not wanted:
        return
    pool = list(coverage.ways) or _degrees(snapshot, wanted, within)
    for thing in snapshot.get_many(pool):
        if isinstance(thing, Credential):
            for requirement, levels in wanted:
                if level := next((level for level in levels if _is(thing, level)), None):
                    reason = f"It is a {level}; its field of study is for a person to check."
                    coverage.add(
                        thing.key, requirement.index, Way(ANY_OF_FAMILY, "CREDENTIAL", None, "MATCHED", reason)
                    )


def _degrees(snapshot: Snapshot, wanted: Sequence[tuple[Requirement, Sequence[str]]], within: SearchQuery) -> list[str]:
    classes = tuple(dict.fromkeys(level for _, levels in wanted for level in levels))
    text = " ".join(requirement.text for requirement, _ in wanted)[:500]
    filters = (*within.filters, Filter("type", classes))
    query = msgspec.structs.replace(within, text=text, filters=filters, first=_DEGREES, count=False)
    return [hit.key for hit in snapshot.search(query).hits]


def _is(credential: Credential, level: str) -> bool:
    return f"ceterms:{level}" in vocabulary.superclasses(credential.type)


def _described(snapshot: Snapshot, coverage: Coverage, credentials: Sequence[Credential]) -> Sequence[CredentialMatch]:
    held_by = held(snapshot, credentials)
    used = sorted(
        {way.meaning.competency.key for c in credentials for way in coverage.ways[c.key].values() if way.meaning}
    )
    statements = {
        key: _statement(thing) for key, thing in zip(used, snapshot.get_many(used) if used else [], strict=True)
    }
    return [
        _one(coverage, credential, holding, statements)
        for credential, holding in zip(credentials, held_by, strict=True)
    ]


def _statement(thing: Thing | None) -> str:
    found = (pick(thing.texts) or pick(thing.names)) if isinstance(thing, Competency) else None
    return found or "a competency that is only referred to"


def _one(
    coverage: Coverage,
    credential: Credential,
    holding: Mapping[str, tuple[Ref, str]],
    statements: Mapping[str, str],
) -> CredentialMatch:
    ways = coverage.ways[credential.key]
    covered = tuple(
        _covered(requirement, ways[requirement.index], credential, statements)
        for requirement in coverage.requirements
        if requirement.index in ways
    )
    gaps = tuple(r for r in coverage.requirements if r.index not in ways)
    asked = {item.competency.key for item in covered if item.competency}
    extra = [ref for key, (ref, _) in holding.items() if key not in asked]
    return CredentialMatch(
        credential=Ref(credential.key, "Credential"),
        score=coverage.score(credential.key),
        required_coverage=coverage.share(credential.key, "REQUIRED"),
        preferred_coverage=coverage.share(credential.key, "PREFERRED"),
        covered=covered,
        gaps=gaps,
        extra=tuple(extra[:MOST_EXTRA]),
        explanation=explain.summary(covered, gaps),
    )


def _covered(requirement: Requirement, way: Way, credential: Credential, statements: Mapping[str, str]) -> Covered:
    if way.meaning is None:
        name = pick(credential.names) or credential.key
        text = explain.by_credential(requirement, name, way.explanation)
        itself = Ref(credential.key, "Credential")
        return Covered(requirement, None, itself, way.route, None, way.basis, way.probability, text)
    meaning = way.meaning
    text = explain.by_competency(requirement, statements[meaning.competency.key], way.route, meaning.explanation)
    return Covered(requirement, meaning.competency, None, way.route, meaning.kind, way.basis, way.probability, text)
