"""What jobs ask for, what the words mean, and which credentials fit."""

from __future__ import annotations

from typing import Annotated

import strawberry

from credloom.graph.batch import batch
from credloom.graph.enums import (
    AlignmentKind,
    Basis,
    CompetencyRoute,
    CredentialFamily,
    Decision,
    Necessity,
    RequirementKind,
)
from credloom.graph.fields import matches as fields
from credloom.graph.fields.jobs import named_credentials, resolutions
from credloom.graph.loading import all_listed, must, referred
from credloom.graph.types.cost import CostTotal
from credloom.graph.types.later import CompetencyType, CredentialType
from credloom.graph.types.source import SourceReport
from credloom.graph.types.values import Concept, Evidence
from credloom.model import things


@strawberry.type
class Candidate:
    competency: CompetencyType = batch(must("competency", things.Competency))
    kind: AlignmentKind
    basis: Basis
    probability: float
    explanation: str


@strawberry.type
class Resolution:
    text: str
    decision: Decision
    candidates: list[Candidate]


@strawberry.type(
    description='What a requirement such as "RN licence" or "bachelor\'s degree" asks for: one credential, or any of a '
    "family."
)
class CredentialCandidate:
    credential: CredentialType | None = batch(referred("credential", things.Credential))
    family: CredentialFamily | None
    basis: Basis
    probability: float
    explanation: str


@strawberry.type
class Requirement:
    index: int
    text: str
    kind: RequirementKind
    necessity: Necessity
    level: Concept | None
    evidence: Evidence | None
    resolution: Resolution | None = batch(resolutions)
    credentials: list[CredentialCandidate] = batch(named_credentials)
    alternatives: list[Annotated[Requirement, strawberry.lazy("credloom.graph.types.match")]]


@strawberry.type(
    description="A requirement is covered by a competency of the credential, or by the credential itself (a licence "
    "that the posting names)."
)
class Covered:
    requirement: Requirement
    competency: CompetencyType | None = batch(referred("competency", things.Competency))
    credential: CredentialType | None = batch(referred("credential", things.Credential))
    route: CompetencyRoute
    kind: AlignmentKind | None
    basis: Basis
    probability: float
    explanation: str


@strawberry.type
class CredentialMatch:
    credential: CredentialType = batch(must("credential", things.Credential))
    score: float
    required_coverage: float = strawberry.field(
        description="Weighted share of required (preferred) requirements covered, 0 to 1."
    )
    preferred_coverage: float
    covered: list[Covered]
    gaps: list[Requirement]
    extra: list[CompetencyType] = batch(all_listed("extra", things.Competency))
    explanation: str


@strawberry.type
class CredentialCombination:
    credentials: list[CredentialType] = batch(all_listed("credentials", things.Credential))
    required_coverage: float
    total_cost: CostTotal = batch(fields.combined_costs)


@strawberry.type
class JobMatch:
    requirements: list[Requirement]
    credentials: list[CredentialMatch]
    uncovered: list[Requirement] = strawberry.field(description="Requirements that no returned credential covers.")
    combinations: list[CredentialCombination] = strawberry.field(
        description="Small sets that together cover more than any one does."
    )
    sources: list[SourceReport] = batch(fields.match_reports)
