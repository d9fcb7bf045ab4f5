"""Links between competencies."""

from __future__ import annotations

from typing import ClassVar

import strawberry

from credloom.graph.batch import batch
from credloom.graph.enums import AlignmentKind, Basis
from credloom.graph.fields import alignments as fields
from credloom.graph.loading import must
from credloom.graph.types.later import CompetencyType, FrameworkType
from credloom.graph.types.node import Node
from credloom.graph.types.provenance import Provenance
from credloom.graph.types.values import Evidence
from credloom.model import things
from credloom.resolve import ports


@strawberry.type
class Alignment(Node):
    struct: ClassVar[type] = ports.Alignment

    id: strawberry.ID = batch(fields.ids)
    subject: CompetencyType = batch(must("subject", things.Competency), name="from")
    object: CompetencyType | None = batch(fields.targets, name="to")
    to_framework: FrameworkType | None = batch(fields.to_frameworks)
    kind: AlignmentKind
    basis: Basis
    probability: float = strawberry.field(
        description="Calibrated chance that the link is right; 1 for what a source asserts."
    )
    explanation: str = strawberry.field(
        description="Why, in words a person can check: the shared words, the shared code, who asserted it."
    )
    evidence: list[Evidence]
    model: str | None
    provenance: list[Provenance] = batch(fields.alignment_provenance)
