"""Demand by employers beside supply by credentials."""

from __future__ import annotations

import strawberry

from credloom.graph.batch import batch
from credloom.graph.loading import must
from credloom.graph.types.later import CompetencyType
from credloom.model import things


@strawberry.type(description="Demand by employers beside supply by credentials, per competency.")
class SupplyAndDemand:
    competency: CompetencyType = batch(must("competency", things.Competency))
    demand: int = strawberry.field(description="How many jobs ask for it.")
    supply: int = strawberry.field(description="How many credentials bring it.")
    gap: float = strawberry.field(
        description="The share of the jobs that ask for it less the share of the credentials that bring it, 1 to -1."
    )
