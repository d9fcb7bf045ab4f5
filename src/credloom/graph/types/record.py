"""What everything has that was read from a source."""

from __future__ import annotations

import strawberry
from strawberry.scalars import JSON

from credloom.graph.attributes import picked
from credloom.graph.batch import batch
from credloom.graph.fields import provenance as fields
from credloom.graph.types.node import Node
from credloom.graph.types.provenance import FieldConflict, FieldProvenance, Provenance


@strawberry.interface(description="Everything that was read from a source.")
class CatalogRecord(Node):
    ctid: str | None
    name: str | None = batch(picked("names"))
    provenance: list[Provenance] = batch(fields.record_provenance)
    field_provenance: list[FieldProvenance] = batch(
        fields.field_provenance, description="Where fields came from: those named, else all that the record has."
    )
    conflicts: list[FieldConflict] = batch(fields.conflicts)
    jsonld: JSON | None = batch(
        fields.jsonld, description="The merged record as CTDL JSON-LD in the kept context, ready to publish."
    )
