"""What something costs."""

from __future__ import annotations

import strawberry

from credloom.graph.attributes import text, web
from credloom.graph.batch import batch
from credloom.graph.fields.costs import sums
from credloom.graph.fields.provenance import statement_provenance
from credloom.graph.scalars import URL
from credloom.graph.types.provenance import Provenance
from credloom.graph.types.values import Concept, Money


@strawberry.type
class Cost:
    type: Concept | None
    residency: list[Concept]
    audience: list[Concept]
    amount: Money | None
    description: str | None = batch(text("descriptions"))
    url: URL | None = batch(web("url"))
    provenance: list[Provenance] = batch(statement_provenance)


@strawberry.type(
    description="A total is only a floor while `complete` is false; `missing` names the parts that were not published."
)
class CostTotal:
    amount: Money | None = batch(sums)
    complete: bool
    missing: list[str]
