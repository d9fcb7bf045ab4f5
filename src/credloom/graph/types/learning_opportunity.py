"""Courses, programs and other learning opportunities."""

from __future__ import annotations

from typing import ClassVar

import strawberry

from credloom.graph.attributes import picked
from credloom.graph.batch import batch
from credloom.graph.fields import offered
from credloom.graph.fields.agents import agents, providers
from credloom.graph.fields.conditions import conditions
from credloom.graph.fields.costs import cost_totals, costs
from credloom.graph.scalars import URL, LanguageTag
from credloom.graph.types.agent import AgentRelation, Jurisdiction
from credloom.graph.types.condition import Condition
from credloom.graph.types.cost import Cost, CostTotal
from credloom.graph.types.later import (
    AssessmentConnectionType,
    CompetencyConnectionType,
    CredentialType,
    LearningOpportunityConnectionType,
    OrganizationType,
    TransferValueConnectionType,
)
from credloom.graph.types.record import CatalogRecord
from credloom.graph.types.values import Concept, Credit, Duration, Place
from credloom.model import things


@strawberry.type(
    description="A course, program or other learning opportunity (CTDL LearningOpportunityProfile and its subclasses)."
)
class LearningOpportunity(CatalogRecord):
    struct: ClassVar[type] = things.LearningOpportunity

    description: str | None = batch(picked("descriptions"))
    types: list[Concept]
    url: URL | None
    provider: OrganizationType | None = batch(providers)
    leads_to: list[CredentialType] = batch(offered.leads_to)
    instructional_programs: list[Concept]
    occupations: list[Concept]
    delivery_types: list[Concept]
    places: list[Place]
    agents: list[AgentRelation] = batch(agents)
    conditions: list[Condition] = batch(conditions)
    credit: list[Credit]
    status: Concept | None
    languages: list[LanguageTag]
    audience_levels: list[Concept]
    parts: LearningOpportunityConnectionType | None = batch(offered.program_parts)
    assessments: AssessmentConnectionType | None = batch(offered.program_assessments)
    financial_assistance: list[Concept]
    schedule_timings: list[Concept]
    jurisdictions: list[Jurisdiction]
    costs: list[Cost] = batch(costs)
    total_cost: CostTotal = batch(cost_totals)
    durations: list[Duration]
    competencies: CompetencyConnectionType | None = batch(offered.stated_competencies)
    transfer_values: TransferValueConnectionType | None = batch(offered.transfer_values)
