"""Assessments."""

from __future__ import annotations

from typing import ClassVar

import strawberry

from credloom.graph.attributes import picked
from credloom.graph.batch import batch
from credloom.graph.fields.agents import agents, providers
from credloom.graph.fields.conditions import conditions
from credloom.graph.fields.costs import cost_totals, costs
from credloom.graph.fields.offered import stated_competencies, transfer_values
from credloom.graph.scalars import URL
from credloom.graph.types.agent import AgentRelation, Jurisdiction
from credloom.graph.types.condition import Condition
from credloom.graph.types.cost import Cost, CostTotal
from credloom.graph.types.later import CompetencyConnectionType, OrganizationType, TransferValueConnectionType
from credloom.graph.types.record import CatalogRecord
from credloom.graph.types.values import Concept, Credit, Duration, Place
from credloom.model import things


@strawberry.type(description="An examination, portfolio review or other assessment (CTDL AssessmentProfile).")
class Assessment(CatalogRecord):
    struct: ClassVar[type] = things.Assessment

    description: str | None = batch(picked("descriptions"))
    types: list[Concept]
    url: URL | None
    provider: OrganizationType | None = batch(providers)
    agents: list[AgentRelation] = batch(agents)
    conditions: list[Condition] = batch(conditions)
    methods: list[Concept]
    delivery_types: list[Concept]
    proctored: bool | None
    competencies: CompetencyConnectionType | None = batch(stated_competencies)
    costs: list[Cost] = batch(costs)
    total_cost: CostTotal = batch(cost_totals)
    durations: list[Duration]
    credit: list[Credit]
    places: list[Place]
    jurisdictions: list[Jurisdiction]
    transfer_values: TransferValueConnectionType | None = batch(transfer_values)
