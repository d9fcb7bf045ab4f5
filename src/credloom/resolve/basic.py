"""The resolver without learned parts: what sources assert, shared codes, equal words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from credloom.model.parts import Ref
from credloom.model.things import Competency
from credloom.resolve.asserted import asserted
from credloom.resolve.exact import names_of, same_words
from credloom.resolve.ports import AMBIGUOUS, ANYWHERE, MATCHED, NO_MATCH, Alignment, Candidate, Resolution, Scope
from credloom.store.ports import Snapshot

CLEAR = 0.95
"""From this chance on a candidate is taken without a person's look."""
_STRENGTH = {"EXACT": 0, "CLOSE": 1, "NARROW": 2, "BROAD": 3, "RELATED": 4, "NO_MATCH": 5}
_MOST_FORMS = 4
"""How many forms of a stored competency are looked up for others of the same words."""


class BasicResolver:
    """A `ports.Resolver` on one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def resolve_texts(
        self, texts: Sequence[str], scope: Scope = ANYWHERE, *, min_probability: float = 0.5, first: int = 5
    ) -> list[Resolution]:
        """What each text means, by its words or code alone."""
        found = self.candidates(texts, scope, min_probability)
        frameworks = self.frameworks({c.competency.key for many in found for c in many})
        return [decide(text, many, frameworks, first) for text, many in zip(texts, found, strict=True)]

    def candidates(self, texts: Sequence[str], scope: Scope, least: float) -> list[list[Candidate]]:
        """What has the words or the code of each text."""
        found = same_words(self._snapshot, texts, scope)
        return [[one for one in many if one.probability >= least] for many in found]

    def alignments(
        self,
        keys: Sequence[str],
        *,
        kinds: Sequence[str] | None = None,
        bases: Sequence[str] | None = None,
        min_probability: float = 0.5,
    ) -> list[list[Alignment]]:
        """Asserted links, then competencies of other frameworks with the same words."""
        stated = asserted(self._snapshot, keys)
        alike = self._alike(keys) if not bases or "MATCHED" in bases else [[] for _ in keys]
        return [
            select([*there, *unsaid(there, more)], kinds, bases, min_probability)
            for there, more in zip(stated, alike, strict=True)
        ]

    def _alike(self, keys: Sequence[str]) -> list[list[Alignment]]:
        things = self._snapshot.get_many(keys)
        forms = [_forms(thing) if isinstance(thing, Competency) else [] for thing in things]
        flat = [text for texts in forms for text in texts]
        found = iter(same_words(self._snapshot, flat))
        gathered = [[candidate for _ in texts for candidate in next(found)] for texts in forms]
        frameworks = self.frameworks({c.competency.key for many in gathered for c in many})
        return [
            [
                _aligned(thing, candidate)
                for candidate in many
                if candidate.competency.key != thing.key and _elsewhere(thing, frameworks.get(candidate.competency.key))
            ]
            if isinstance(thing, Competency)
            else []
            for thing, many in zip(things, gathered, strict=True)
        ]

    def frameworks(self, keys: set[str]) -> dict[str, str | None]:
        """The framework of each competency."""
        wanted = sorted(keys)
        return {
            key: thing.framework.key if isinstance(thing, Competency) and thing.framework else None
            for key, thing in zip(wanted, self._snapshot.get_many(wanted), strict=True)
        }


def decide(text: str, candidates: Sequence[Candidate], frameworks: Mapping[str, str | None], first: int) -> Resolution:
    """MATCHED where it is clear what is meant, AMBIGUOUS where a person has to choose.

    Several frameworks that say it in the same words mean the same; two competencies of one framework are two.
    """
    if not candidates:
        return Resolution(text, NO_MATCH)
    sure = [c.competency.key for c in candidates if c.probability >= CLEAR and c.kind != "RELATED"]
    clear = [frameworks.get(key) or key for key in sure]
    return Resolution(
        text, MATCHED if clear and len(set(clear)) == len(clear) else AMBIGUOUS, tuple(candidates[:first])
    )


def _forms(competency: Competency) -> list[str]:
    """Statement and labels; a notation says nothing in another framework."""
    return [text for what, text in names_of(competency).values() if what != "notation"][:_MOST_FORMS]


def _elsewhere(thing: Competency, framework: str | None) -> bool:
    """Two competencies of one framework are two on purpose, whatever their words."""
    return thing.framework is None or thing.framework.key != framework


def _aligned(thing: Competency, candidate: Candidate) -> Alignment:
    return Alignment(
        subject=Ref(thing.key, "Competency"),
        object=candidate.competency,
        kind=candidate.kind,
        basis=candidate.basis,
        probability=candidate.probability,
        explanation=candidate.explanation,
        evidence=candidate.evidence,
        model=candidate.model,
    )


def unsaid(stated: Sequence[Alignment], found: Sequence[Alignment]) -> list[Alignment]:
    """Links that were found, each other end once, where no source has said what it is."""
    said = {link.object.key for link in stated if link.object}
    best: dict[str, Alignment] = {}
    for link in found:
        if link.object and link.object.key not in said:
            known = best.get(link.object.key)
            if known is None or link.probability > known.probability:
                best[link.object.key] = link
    return list(best.values())


def select(
    links: Iterable[Alignment], kinds: Sequence[str] | None, bases: Sequence[str] | None, least: float
) -> list[Alignment]:
    """The links that are asked for, strongest first."""
    wanted = (
        link
        for link in links
        if link.probability >= least and (not kinds or link.kind in kinds) and (not bases or link.basis in bases)
    )
    return sorted(wanted, key=lambda a: (-a.probability, _STRENGTH[a.kind], a.object.key if a.object else ""))
