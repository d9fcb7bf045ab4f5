"""What each requirement means: competencies, with those that correspond to them; and credentials that it names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from credloom.match.asked import Asked, each
from credloom.match.named import named
from credloom.match.ports import CredentialCandidate, Options, Requirement
from credloom.model.base import Value
from credloom.model.parts import Ref
from credloom.requirements.kinds import YEARS
from credloom.requirements.leads import core
from credloom.resolve.exact import phrases
from credloom.resolve.ports import MATCHED, Alignment, Candidate, Resolution, Resolver
from credloom.store.ports import Snapshot

_WHOLE = {"EXACT", "CLOSE"}


class Meaning(Value, frozen=True):
    """One competency that meets a requirement, and why."""

    competency: Ref
    kind: str
    basis: str
    probability: float
    explanation: str


def understood(
    snapshot: Snapshot, resolver: Resolver, asked: Sequence[Asked], options: Options
) -> tuple[list[Requirement], list[list[Meaning]]]:
    """The requirements with what they mean, and the competencies that meet each of them."""
    every = [one for item in asked for one in each(item)]
    resolutions = iter(_resolved(snapshot, resolver, every, options))
    credentials = iter(named(snapshot, every))
    requirements = [_requirement(number, item, resolutions, credentials) for number, item in enumerate(asked)]
    return requirements, _meanings(resolver, requirements, options)


def _requirement(
    number: int,
    item: Asked,
    resolutions: Iterator[Resolution | None],
    credentials: Iterator[tuple[CredentialCandidate, ...]],
) -> Requirement:
    """A requirement with what it and its alternatives mean; what any of them names meets it."""
    resolution, found = next(resolutions), next(credentials)
    others = tuple(_requirement(number, other, resolutions, credentials) for other in item.alternatives)
    more = [one for other in others for one in other.credentials if one not in found]
    return Requirement(
        index=number,
        text=item.text,
        kind=item.kind,
        necessity=item.necessity,
        level=item.level,
        evidence=item.evidence,
        resolution=resolution,
        credentials=(*found, *dict.fromkeys(more)),
        alternatives=others,
    )


def _resolved(
    snapshot: Snapshot, resolver: Resolver, asked: Sequence[Asked], options: Options
) -> list[Resolution | None]:
    """The competency that the job's source names; else what the words mean, whole or by the phrases in them."""
    words = [_words(item) for item in asked]
    whole = resolver.resolve_texts([text for text in words if text], min_probability=options.min_probability)
    parts = iter(phrases(snapshot, [r.text for r in whole if not r.candidates]))
    found = iter(r if r.candidates else _of_phrases(r, next(parts), options) for r in whole)
    return [
        _stated(item, item.competency) if item.competency else next(found) if text else None
        for item, text in zip(asked, words, strict=True)
    ]


def _words(item: Asked) -> str | None:
    """What to look up: a competency's words, and what experience is asked for, where no time is; else nothing."""
    if item.competency is not None:
        return None
    if item.kind == "COMPETENCY" or (item.kind == "EXPERIENCE" and not YEARS.search(item.text)):
        return core(item.text)
    return None


def _stated(item: Asked, competency: Ref) -> Resolution:
    reason = "The job names this competency."
    return Resolution(item.text, MATCHED, (Candidate(competency, "EXACT", "ASSERTED", 1.0, reason),))


def _of_phrases(resolution: Resolution, found: Sequence[Candidate], options: Options) -> Resolution:
    kept = tuple(c for c in found if c.probability >= options.min_probability)
    return Resolution(resolution.text, "AMBIGUOUS" if kept else resolution.decision, kept)


def _meanings(resolver: Resolver, requirements: Sequence[Requirement], options: Options) -> list[list[Meaning]]:
    own = [[_meaning(c) for one in (r, *r.alternatives) for c in _candidates(one)] for r in requirements]
    keys = sorted({meaning.competency.key for many in own for meaning in many})
    linked = resolver.alignments(keys, kinds=options.kinds, min_probability=options.min_probability) if keys else []
    links = dict(zip(keys, linked, strict=True))
    return [
        _best([m for meaning in many for m in (meaning, *_along(meaning, links[meaning.competency.key]))], options)
        for many in own
    ]


def _candidates(requirement: Requirement) -> Sequence[Candidate]:
    return requirement.resolution.candidates if requirement.resolution else ()


def _meaning(candidate: Candidate) -> Meaning:
    return Meaning(candidate.competency, candidate.kind, candidate.basis, candidate.probability, candidate.explanation)


def _along(meaning: Meaning, links: Sequence[Alignment]) -> list[Meaning]:
    """One step along a link, never two: chains of likenesses drift."""
    return [
        Meaning(
            competency=link.object,
            kind=_joined(meaning.kind, link.kind),
            basis=link.basis if meaning.basis == "ASSERTED" else meaning.basis,
            probability=meaning.probability * link.probability,
            explanation=f"{meaning.explanation} {link.explanation}",
        )
        for link in links
        if link.object is not None
    ]


def _joined(one: str, other: str) -> str:
    """The kind of two links in a row."""
    if one == other or other == "EXACT":
        return one
    if one == "EXACT":
        return other
    return next((kind for kind in (one, other) if kind not in _WHOLE), "CLOSE") if {one, other} & _WHOLE else "RELATED"


def _best(found: Sequence[Meaning], options: Options) -> list[Meaning]:
    kept: dict[str, Meaning] = {}
    for meaning in found:
        counts = meaning.kind in options.kinds and (not options.bases or meaning.basis in options.bases)
        known = kept.get(meaning.competency.key)
        if (
            counts
            and meaning.probability >= options.min_probability
            and (known is None or meaning.probability > known.probability)
        ):
            kept[meaning.competency.key] = meaning
    return sorted(kept.values(), key=lambda m: (-m.probability, m.competency.key))
