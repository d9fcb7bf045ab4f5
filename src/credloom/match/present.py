"""What is shown of each matched credential: what covers what and why, gaps, what was not asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from credloom.match import explain, pool
from credloom.match.coverage import Coverage, Way
from credloom.match.holdings import held
from credloom.match.implied import reason
from credloom.match.ports import Covered, CredentialMatch, Requirement
from credloom.match.text.texts import Offered
from credloom.model.base import Value
from credloom.model.parts import Ref
from credloom.model.text import pick
from credloom.model.things import Competency, Credential, Framework, Thing
from credloom.store.ports import Snapshot

MOST_EXTRA = 50
_UNKNOWN = "a competency that is only referred to"


class Said(Value, frozen=True):
    """A competency's words and the name of its framework."""

    statement: str
    framework: str | None


def described(snapshot: Snapshot, coverage: Coverage, credentials: Sequence[Credential]) -> list[CredentialMatch]:
    """The matches of some credentials; three reads for all."""
    if not credentials:
        return []
    holdings = held(snapshot, credentials)
    ways = (way for credential in credentials for way in coverage.ways[credential.key].values())
    said = _said(snapshot, sorted({way.meaning.competency.key for way in ways if way.meaning}))
    return [_one(coverage, one, holding, said) for one, holding in zip(credentials, holdings, strict=True)]


def _said(snapshot: Snapshot, keys: Sequence[str]) -> dict[str, Said]:
    things = dict(zip(keys, snapshot.get_many(keys) if keys else (), strict=True))
    frameworks = sorted(
        {thing.framework.key for thing in things.values() if isinstance(thing, Competency) and thing.framework}
    )
    named = dict(zip(frameworks, snapshot.get_many(frameworks) if frameworks else (), strict=True))
    return {key: _words(thing, named) for key, thing in things.items()}


def _words(thing: Thing | None, frameworks: Mapping[str, Thing | None]) -> Said:
    if not isinstance(thing, Competency):
        return Said(_UNKNOWN, None)
    published = frameworks.get(thing.framework.key) if thing.framework else None
    name = pick(published.names) if isinstance(published, Framework) else None
    return Said(pick(thing.texts) or pick(thing.names) or _UNKNOWN, name)


def _one(
    coverage: Coverage, credential: Credential, holding: Mapping[str, tuple[Ref, str]], said: Mapping[str, Said]
) -> CredentialMatch:
    ways, words = coverage.ways[credential.key], pool.offered(credential)
    covered = tuple(
        _covered(requirement, ways[requirement.index], credential, words, said)
        for requirement in coverage.requirements
        if requirement.index in ways
    )
    gaps = tuple(one for one in coverage.requirements if one.index not in ways)
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


def _covered(
    requirement: Requirement, way: Way, credential: Credential, words: Offered, said: Mapping[str, Said]
) -> Covered:
    chance = round(way.probability, 6)
    if way.meaning is not None:
        known = said[way.meaning.competency.key]
        text = explain.by_competency(requirement, known.statement, way.route, way.explanation, known.framework)
        return Covered(requirement, way.meaning.competency, None, way.route, way.meaning.kind, way.basis, chance, text)
    itself, name = Ref(credential.key, "Credential"), pick(credential.names) or credential.key
    if way.itself:
        text = explain.by_credential(requirement, name, way.explanation)
        return Covered(requirement, None, itself, way.route, None, way.basis, chance, text)
    text = f"{explain.short(requirement.text)} may be met by {explain.short(name)}. {reason(requirement, words)}"
    meant = requirement.resolution.candidates if requirement.resolution else ()
    competency = meant[0].competency if meant else None
    return Covered(requirement, competency, None if competency else itself, way.route, None, way.basis, chance, text)
