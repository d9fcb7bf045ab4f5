"""Organizations."""

from __future__ import annotations

from typing import Annotated, ClassVar

import strawberry

from credloom.graph.attributes import picked
from credloom.graph.batch import batch
from credloom.graph.fields.agents import agents
from credloom.graph.fields.members import organization_credentials
from credloom.graph.loading import referred
from credloom.graph.scalars import URL
from credloom.graph.types.agent import AgentRelation
from credloom.graph.types.later import CredentialConnectionType
from credloom.graph.types.record import CatalogRecord
from credloom.graph.types.values import Concept, Identifier, LangText, Place
from credloom.model import things


@strawberry.type
class Organization(CatalogRecord):
    struct: ClassVar[type] = things.Organization

    names: list[LangText]
    url: URL | None
    description: str | None = batch(picked("descriptions"))
    types: list[Concept]
    sector: Concept | None
    identifiers: list[Identifier]
    places: list[Place]
    parent: Annotated[Organization, strawberry.lazy("credloom.graph.types.organization")] | None = batch(
        referred("parent", things.Organization)
    )
    agents: list[AgentRelation] = batch(agents, description="Who vouches for this organization.")
    credentials: CredentialConnectionType | None = batch(organization_credentials)
