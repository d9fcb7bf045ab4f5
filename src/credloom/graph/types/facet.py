"""Counts per value."""

from __future__ import annotations

import strawberry

from credloom.graph.enums import CredentialFacet
from credloom.graph.types.values import Concept


@strawberry.type
class FacetBucket:
    concept: Concept
    count: int
    selected: bool


@strawberry.type
class Facet:
    facet: CredentialFacet
    buckets: list[FacetBucket]
    other_count: int
