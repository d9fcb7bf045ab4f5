"""Competency frameworks."""

from __future__ import annotations

from typing import ClassVar

import strawberry

from credloom.graph.attributes import picked
from credloom.graph.batch import batch
from credloom.graph.fields.frameworks import competency_counts, top_competencies
from credloom.graph.scalars import URL
from credloom.graph.types.later import CompetencyConnectionType
from credloom.graph.types.record import CatalogRecord
from credloom.model import things


@strawberry.type
class Framework(CatalogRecord):
    struct: ClassVar[type] = things.Framework

    description: str | None = batch(picked("descriptions"))
    publisher: str | None
    version: str | None
    license: str | None
    url: URL | None
    competency_count: int = batch(competency_counts)
    top_competencies: CompetencyConnectionType | None = batch(top_competencies)
