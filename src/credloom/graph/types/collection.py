"""Published lists."""

from __future__ import annotations

from typing import ClassVar

import strawberry

from credloom.graph.attributes import picked
from credloom.graph.batch import batch
from credloom.graph.fields.members import list_members, member_counts
from credloom.graph.loading import referred
from credloom.graph.types.later import CredentialConnectionType, LearningOpportunityConnectionType, OrganizationType
from credloom.graph.types.record import CatalogRecord
from credloom.graph.types.values import Concept
from credloom.model import things


@strawberry.type(description="A published list, such as a state's ETPL or in-demand credentials.")
class Collection(CatalogRecord):
    struct: ClassVar[type] = things.Collection

    description: str | None = batch(picked("descriptions"))
    categories: list[Concept]
    owner: OrganizationType | None = batch(referred("owner", things.Organization))
    member_count: int = batch(member_counts)
    credentials: CredentialConnectionType | None = batch(list_members(things.Credential))
    learning_opportunities: LearningOpportunityConnectionType | None = batch(list_members(things.LearningOpportunity))
