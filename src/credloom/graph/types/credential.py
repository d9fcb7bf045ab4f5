"""Credentials."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

import strawberry

from credloom.graph.attributes import day, picked, values, web
from credloom.graph.batch import batch
from credloom.graph.enums import CredentialFamily
from credloom.graph.fields import offered
from credloom.graph.fields.agents import agents, providers
from credloom.graph.fields.competencies import credential_competencies
from credloom.graph.fields.conditions import conditions
from credloom.graph.fields.costs import cost_totals, costs
from credloom.graph.fields.stacking import connections
from credloom.graph.loading import referred
from credloom.graph.scalars import URL, LanguageTag
from credloom.graph.types.agent import AgentRelation, Jurisdiction
from credloom.graph.types.collection import Collection
from credloom.graph.types.condition import Condition
from credloom.graph.types.cost import Cost, CostTotal
from credloom.graph.types.credential_graph import CredentialGraph
from credloom.graph.types.later import (
    AssessmentConnectionType,
    CredentialCompetencyConnectionType,
    LearningOpportunityConnectionType,
    OrganizationType,
    TransferValueConnectionType,
)
from credloom.graph.types.record import CatalogRecord
from credloom.graph.types.values import Concept, Duration, Identifier, LangText, Place
from credloom.model import things

Itself = Annotated["Credential", strawberry.lazy("credloom.graph.types.credential")]


@strawberry.type
class Credential(CatalogRecord):
    struct: ClassVar[type] = things.Credential

    family: CredentialFamily
    types: list[Concept]
    names: list[LangText]
    description: str | None = batch(picked("descriptions"))
    url: URL | None
    identifiers: list[Identifier]
    status: Concept | None
    audience_levels: list[Concept]
    delivery_types: list[Concept]
    languages: list[LanguageTag]
    subjects: list[str] = batch(values("subjects"))
    keywords: list[str] = batch(values("keywords"))
    provider: OrganizationType | None = batch(providers, description="The organization that owns it, else offers it.")
    agents: list[AgentRelation] = batch(agents)
    occupations: list[Concept]
    industries: list[Concept]
    instructional_programs: list[Concept]
    conditions: list[Condition] = batch(conditions)
    costs: list[Cost] = batch(costs)
    total_cost: CostTotal = batch(cost_totals)
    durations: list[Duration]
    places: list[Place]
    financial_assistance: list[Concept]
    jurisdictions: list[Jurisdiction]
    effective: date | None = batch(day("effective"))
    expires: date | None = batch(day("expires"))
    renewal_frequency: str | None
    version_code: str | None
    latest_version: Itself | None = batch(referred("latest_version", things.Credential))
    superseded_by: Itself | None = batch(referred("superseded_by", things.Credential))
    image: URL | None = batch(web("image"))
    assessments: AssessmentConnectionType | None = batch(offered.required_assessments)
    learning_opportunities: LearningOpportunityConnectionType | None = batch(offered.required_programs)
    competencies: CredentialCompetencyConnectionType | None = batch(
        credential_competencies,
        description="What a holder knows and can do: its own statements and those of its required programs and "
        "assessments.",
    )
    connections: CredentialGraph | None = batch(
        connections,
        description="The web of credentials around this one: what it stacks into, counts toward, prepares for, "
        "requires.",
    )
    transfer_values: TransferValueConnectionType | None = batch(offered.transfer_values)
    collections: list[Collection] = batch(offered.collections)
