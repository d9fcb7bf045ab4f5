"""What follows from occupations: the competencies that one's description asks for are likely taught for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from credloom.match.coverage import Coverage, Way
from credloom.match.holdings import Holders, prepared_for
from credloom.match.meaning import Meaning
from credloom.model import codes
from credloom.model.things import Credential

CROSSED = 0.6
"""A competency that only the occupation of a credential asks for; the more occupations ask for it, the less it says."""
SAME_OCCUPATION = 0.5
"""How much of what words leave open is hoped of a credential that prepares for the job's own occupation."""
_SHARE = 0.3
"""Competencies that so many of all occupations ask for belong to none of them."""


def by_occupation(
    coverage: Coverage,
    meanings: Sequence[Sequence[Meaning]],
    holders: Mapping[str, Holders],
    credentials: Sequence[Credential],
    least: float,
) -> None:
    """Competencies of the occupations that each credential prepares for: program, crosswalk, occupation, competency."""
    prepared = {credential.key: prepared_for(credential) for credential in credentials}
    for requirement, many in zip(coverage.requirements, meanings, strict=True):
        for meaning in many:
            asking = holders[meaning.competency.key].occupations
            chance = meaning.probability * CROSSED * told_apart(len(asking))
            if not asking or chance < least:
                continue
            for key, occupations in prepared.items():
                if shared := sorted(occupations & asking):
                    said = f"{meaning.explanation} {_named(shared[0])} asks for it."
                    coverage.add(key, requirement.index, Way(chance, "CROSSWALK", meaning, "CROSSWALK", said))


def told_apart(asking: int) -> float:
    """How much a competency tells of an occupation, by how many occupations ask for it: 1 (few) to 0 (a third)."""
    return max(0.0, 1 - asking / len(codes.published(codes.SOC)) / _SHARE)


def same_occupation(coverage: Coverage, occupations: Sequence[str], credentials: Sequence[Credential]) -> None:
    """Raise the fit of credentials that prepare for the job's own occupation."""
    wanted = frozenset(occupations)
    for credential in credentials:
        if wanted & prepared_for(credential):
            fit = coverage.fit.get(credential.key, 0.0)
            coverage.fit[credential.key] = fit + (1 - fit) * SAME_OCCUPATION


def _named(code: str) -> str:
    title = codes.title(codes.SOC, code)
    return f"The occupation {code}{f' ({title})' if title else ''}"
