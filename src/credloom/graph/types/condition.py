"""What is required, recommended or renewed by (CTDL ConditionProfile)."""

from __future__ import annotations

from typing import Annotated

import strawberry

from credloom.graph.attributes import picked, text
from credloom.graph.batch import batch
from credloom.graph.enums import ConditionKind
from credloom.graph.fields import conditions as fields
from credloom.graph.fields.provenance import statement_provenance
from credloom.graph.types.agent import Jurisdiction
from credloom.graph.types.later import AssessmentType, CompetencyType, CredentialType, JobType, LearningOpportunityType
from credloom.graph.types.provenance import Provenance
from credloom.graph.types.values import Credit
from credloom.model import things


@strawberry.type
class Condition:
    kind: ConditionKind
    name: str | None = batch(text("names"))
    description: str | None = batch(picked("descriptions"))
    credentials: list[CredentialType] = batch(fields.targets(things.Credential))
    learning_opportunities: list[LearningOpportunityType] = batch(fields.targets(things.LearningOpportunity))
    competencies: list[CompetencyType] = batch(fields.targets(things.Competency))
    assessments: list[AssessmentType] = batch(fields.targets(things.Assessment))
    jobs: list[JobType] = batch(fields.targets(things.Job))
    minimum_age: int | None
    years_of_experience: float | None
    resident_of: list[Jurisdiction]
    credit: list[Credit]
    alternatives: list[Annotated[Condition, strawberry.lazy("credloom.graph.types.condition")]] = batch(
        fields.alternatives
    )
    provenance: list[Provenance] = batch(statement_provenance)
