"""What each requirement means: competencies, with those that correspond to them; and credentials that it names."""

from __future__ import annotations

from collections.abc import Sequence

from credloom.match.asked import Asked
from credloom.match.named import named
from credloom.match.ports import Options, Requirement
from credloom.model.base import Value
from credloom.model.parts import Ref
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
    resolutions = _resolved(snapshot, resolver, asked, options)
    credentials = named(snapshot, asked)
    requirements = [
        Requirement(number, item.text, item.kind, item.necessity, item.level, item.evidence, resolution, found)
        for number, (item, resolution, found) in enumerate(zip(asked, resolutions, credentials, strict=True))
    ]
    return requirements, _meanings(resolver, requirements, options)


def _resolved(
    snapshot: Snapshot, resolver: Resolver, asked: Sequence[Asked], options: Options
) -> list[Resolution | None]:
    """The competency that the job's source names; else what the words mean, whole or by the phrases in them."""
    texts = [item.text for item in asked if item.kind == "COMPETENCY" and item.competency is None]
    whole = resolver.resolve_texts(texts, min_probability=options.min_probability)
    parts = iter(phrases(snapshot, [r.text for r in whole if not r.candidates]))
    by_text = {r.text: r if r.candidates else _of_phrases(r, next(parts), options) for r in whole}
    return [
        (_stated(item, item.competency) if item.competency else by_text[item.text])
        if item.kind == "COMPETENCY"
        else None
        for item in asked
    ]


def _stated(item: Asked, competency: Ref) -> Resolution:
    reason = "The job names this competency."
    return Resolution(item.text, MATCHED, (Candidate(competency, "EXACT", "ASSERTED", 1.0, reason),))


def _of_phrases(resolution: Resolution, found: Sequence[Candidate], options: Options) -> Resolution:
    kept = tuple(c for c in found if c.probability >= options.min_probability)
    return Resolution(resolution.text, "AMBIGUOUS" if kept else resolution.decision, kept)


def _meanings(resolver: Resolver, requirements: Sequence[Requirement], options: Options) -> list[list[Meaning]]:
    own = [[_meaning(c) for c in r.resolution.candidates] if r.resolution else [] for r in requirements]
    keys = sorted({meaning.competency.key for many in own for meaning in many})
    linked = resolver.alignments(keys, kinds=options.kinds, min_probability=options.min_probability) if keys else []
    links = dict(zip(keys, linked, strict=True))
    return [
        _best([m for meaning in many for m in (meaning, *_along(meaning, links[meaning.competency.key]))], options)
        for many in own
    ]


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
