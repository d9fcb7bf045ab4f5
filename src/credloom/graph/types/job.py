"""Jobs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

import strawberry

from credloom.graph.attributes import moment, picked
from credloom.graph.batch import batch
from credloom.graph.enums import JobKind
from credloom.graph.fields import jobs as fields
from credloom.graph.fields.matches import matches
from credloom.graph.fields.provenance import statement_provenance
from credloom.graph.loading import referred
from credloom.graph.scalars import URL
from credloom.graph.types.later import JobMatchType, OrganizationType, RequirementType
from credloom.graph.types.provenance import Provenance
from credloom.graph.types.record import CatalogRecord
from credloom.graph.types.values import Concept, Place
from credloom.model import things


@strawberry.type
class Pay:
    minimum: Decimal | None = strawberry.field(name="min")
    maximum: Decimal | None = strawberry.field(name="max")
    currency: str
    per: Concept | None
    description: str | None
    provenance: list[Provenance] = batch(statement_provenance)


@strawberry.type
class Job(CatalogRecord):
    struct: ClassVar[type] = things.Job

    kind: JobKind
    description: str | None = batch(picked("descriptions"))
    employer: OrganizationType | None = batch(referred("employer", things.Organization))
    occupations: list[Concept]
    places: list[Place]
    pay: list[Pay] = batch(fields.pay)
    posted_at: datetime | None = batch(moment("posted_at"))
    closes_at: datetime | None = batch(moment("closes_at"))
    url: URL | None
    requirements: list[RequirementType] = batch(fields.requirements)
    matches: JobMatchType | None = batch(matches)
