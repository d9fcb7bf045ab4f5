"""Completions."""

from __future__ import annotations

import strawberry

from credloom.graph.batch import batch
from credloom.graph.query.suggestions import suggested_concepts, suggested_records
from credloom.graph.types.record import CatalogRecord
from credloom.graph.types.values import Concept


@strawberry.type
class Suggestion:
    text: str
    kind: str
    record: CatalogRecord | None = batch(suggested_records)
    concept: Concept | None = batch(suggested_concepts)
