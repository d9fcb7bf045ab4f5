"""What matching gives: a job's requirements, the credentials that cover them, and what is missing."""

from __future__ import annotations

from credloom.model.base import Value
from credloom.model.concept import Concept
from credloom.model.parts import Ref
from credloom.resolve.ports import Evidence, Resolution

ROUTES = ("CREDENTIAL", "REQUIRED_PROGRAM", "REQUIRED_ASSESSMENT", "CROSSWALK", "INFERRED_FROM_TEXT")
"""The contract's CompetencyRoute: how a competency comes to be a credential's."""


class CredentialCandidate(Value, frozen=True):
    """What a requirement such as "RN licence" asks for: one credential, or any of a family (the contract's)."""

    credential: Ref | None
    family: str | None
    basis: str
    probability: float
    explanation: str


class Requirement(Value, frozen=True):
    """One thing that a job asks for. `kind` and `necessity` are the contract's RequirementKind and Necessity."""

    index: int
    text: str
    kind: str = "COMPETENCY"
    necessity: str = "REQUIRED"
    level: Concept | None = None
    evidence: Evidence | None = None
    resolution: Resolution | None = None
    credentials: tuple[CredentialCandidate, ...] = ()
    alternatives: tuple[Requirement, ...] = ()


class Covered(Value, frozen=True):
    """A requirement met by a competency of a credential, or by the credential itself."""

    requirement: Requirement
    competency: Ref | None
    credential: Ref | None
    route: str
    kind: str | None
    basis: str
    probability: float
    explanation: str


class CredentialMatch(Value, frozen=True):
    """How far one credential meets a job. Coverages are weighted shares, 0 to 1; `extra` was not asked for."""

    credential: Ref
    score: float
    required_coverage: float
    preferred_coverage: float
    covered: tuple[Covered, ...]
    gaps: tuple[Requirement, ...]
    extra: tuple[Ref, ...]
    explanation: str


class CredentialCombination(Value, frozen=True):
    """A few credentials that together cover more than any one of them does."""

    credentials: tuple[Ref, ...]
    required_coverage: float


class JobMatch(Value, frozen=True):
    """The answer to "which credentials fit this job?". `sources` are the connectors whose records it rests on."""

    requirements: tuple[Requirement, ...] = ()
    credentials: tuple[CredentialMatch, ...] = ()
    uncovered: tuple[Requirement, ...] = ()
    combinations: tuple[CredentialCombination, ...] = ()
    sources: tuple[str, ...] = ()


class JobHit(Value, frozen=True):
    """A job that a credential helps toward, with the share of its requirements that the credential covers."""

    job: Ref
    score: float


class Options(Value, frozen=True):
    """What counts as covered, and how many credentials a combination may have."""

    min_probability: float = 0.5
    kinds: tuple[str, ...] = ("EXACT", "CLOSE", "NARROW")
    bases: tuple[str, ...] = ()
    max_combination: int = 3
