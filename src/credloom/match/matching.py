"""From a job's requirements to the credentials that cover them, with reasons and gaps. Reads in batches only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
from credloom.resolve.ports import Resolver
from credloom.store.ports import Filter, SearchQuery, Snapshot

MOST_EXTRA = 50
_DEGREES = 200
"""How many credentials of an asked level of degree are looked at."""


def match(
    snapshot: Snapshot,
    resolver: Resolver,
    asked: Sequence[Asked],
    *,
    allowed: frozenset[str] | None = None,
    options: Options | None = None,
    first: int = 10,
) -> JobMatch:
    """The credentials that cover most of what is asked for."""
    options = options or Options()
    requirements, meanings = understood(snapshot, resolver, asked, options)
    coverage = Coverage(requirements)
    _by_competency(snapshot, coverage, meanings, allowed)
    _by_name(coverage, allowed)
    _by_degree(snapshot, coverage, allowed)
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
    snapshot: Snapshot, coverage: Coverage, meanings: Sequence[Sequence[Meaning]], allowed: frozenset[str] | None
) -> None:
    keys = sorted({meaning.competency.key for many in meanings for meaning in many})
    found = holders(snapshot, keys) if keys else {}
    for requirement, many in zip(coverage.requirements, meanings, strict=True):
        for meaning in many:
            for credential, route in found[meaning.competency.key].items():
                if allowed is None or credential in allowed:
                    way = Way(meaning.probability, route, meaning, meaning.basis)
                    coverage.add(credential, requirement.index, way)


def _by_name(coverage: Coverage, allowed: frozenset[str] | None) -> None:
    for requirement in coverage.requirements:
        for candidate in requirement.credentials:
            key = candidate.credential.key if candidate.credential else None
            if key and (allowed is None or key in allowed):
                way = Way(candidate.probability, "CREDENTIAL", None, candidate.basis, candidate.explanation)
                coverage.add(key, requirement.index, way)


def _by_degree(snapshot: Snapshot, coverage: Coverage, allowed: frozenset[str] | None) -> None:
    """A degree of the level asked for, among credentials that already fit; or, where none do, by its words."""
    wanted = [(r, levels) for r in coverage.requirements if r.credentials and (levels := levels_asked(r.text))]
    if not wanted:
        return
    pool = list(coverage.ways) or _degrees(snapshot, wanted, allowed)
    for thing in snapshot.get_many(pool):
        if isinstance(thing, Credential):
            for requirement, levels in wanted:
                if level := next((level for level in levels if _is(thing, level)), None):
                    reason = f"It is a {level}; its field of study is for a person to check."
                    coverage.add(
                        thing.key, requirement.index, Way(ANY_OF_FAMILY, "CREDENTIAL", None, "MATCHED", reason)
                    )


def _degrees(
    snapshot: Snapshot, wanted: Sequence[tuple[Requirement, Sequence[str]]], allowed: frozenset[str] | None
) -> list[str]:
    classes = tuple(dict.fromkeys(level for _, levels in wanted for level in levels))
    text = " ".join(requirement.text for requirement, _ in wanted)[:500]
    query = SearchQuery(kind="Credential", text=text, filters=(Filter("type", classes),), first=_DEGREES, count=False)
    return [hit.key for hit in snapshot.search(query).hits if allowed is None or hit.key in allowed]


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
