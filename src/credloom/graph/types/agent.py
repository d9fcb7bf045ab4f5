"""Organizations in their roles, and where a statement holds."""

from __future__ import annotations

import strawberry

from credloom.graph.attributes import text
from credloom.graph.batch import batch
from credloom.graph.enums import AgentRole
from credloom.graph.fields.provenance import statement_provenance
from credloom.graph.loading import must, referred
from credloom.graph.types.later import OrganizationType
from credloom.graph.types.provenance import Provenance
from credloom.graph.types.values import Place
from credloom.model import things


@strawberry.type(description="Where a statement holds: `global`, or `main` without `exceptions`.")
class Jurisdiction:
    everywhere: bool | None = strawberry.field(name="global")
    main: Place | None
    exceptions: list[Place]
    description: str | None = batch(text("descriptions"))
    asserted_by: OrganizationType | None = batch(referred("asserted_by", things.Organization))


@strawberry.type
class AgentRelation:
    role: AgentRole
    agent: OrganizationType = batch(must("agent", things.Organization))
    jurisdictions: list[Jurisdiction]
    provenance: list[Provenance] = batch(statement_provenance)
