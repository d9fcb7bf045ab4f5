"""Competencies."""

from __future__ import annotations

from typing import Annotated, ClassVar

import strawberry

from credloom.graph.attributes import text
from credloom.graph.batch import batch
from credloom.graph.fields import frameworks as fields
from credloom.graph.fields.alignments import competency_alignments
from credloom.graph.loading import referred
from credloom.graph.types.framework import Framework
from credloom.graph.types.later import (
    AlignmentConnectionType,
    CompetencyConnectionType,
    CredentialConnectionType,
    JobConnectionType,
)
from credloom.graph.types.record import CatalogRecord
from credloom.graph.types.values import Concept
from credloom.model import things


@strawberry.type
class Competency(CatalogRecord):
    struct: ClassVar[type] = things.Competency

    statement: str = batch(fields.texts, name="text", description="The statement itself.")
    label: str | None = batch(text("labels"))
    notation: str | None
    category: str | None
    framework: Framework | None = batch(referred("framework", things.Framework))
    level: Concept | None
    parent: Annotated[Competency, strawberry.lazy("credloom.graph.types.competency")] | None = batch(
        referred("parent", things.Competency)
    )
    children: CompetencyConnectionType | None = batch(fields.children)
    alignments: AlignmentConnectionType | None = batch(
        competency_alignments, description="What other sources' competencies it corresponds to, strongest first."
    )
    credentials: CredentialConnectionType | None = batch(fields.competency_credentials)
    jobs: JobConnectionType | None = batch(fields.competency_jobs)
