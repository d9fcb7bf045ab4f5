"""Completions."""

from __future__ import annotations

import strawberry

from credloom.graph.batch import batch
from credloom.graph.query import suggestions as fields
from credloom.graph.types.record import CatalogRecord
from credloom.graph.types.values import Concept


@strawberry.type
class Suggestion:
    text: str
    kind: str
    record: CatalogRecord | None = batch(fields.suggested_records)
    concept: Concept | None = batch(fields.suggested_concepts)
