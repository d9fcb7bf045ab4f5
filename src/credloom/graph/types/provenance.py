"""Where a record or a field of it came from, and where sources disagree."""

from __future__ import annotations

from datetime import datetime

import strawberry

from credloom.graph.attributes import web
from credloom.graph.batch import batch
from credloom.graph.enums import Basis
from credloom.graph.scalars import URL
from credloom.graph.sources import sources_of
from credloom.graph.types.source import Source


@strawberry.type(
    description="Where a record, or a field of it, came from. Values of several sources are kept side by side, never "
    "silently merged."
)
class Provenance:
    source: Source = batch(sources_of("source"))
    record_id: str = strawberry.field(name="sourceRecordId")
    url: URL | None = batch(web("url"), name="sourceUrl")
    retrieved_at: datetime
    modified_at: datetime | None = strawberry.field(description="When the source says that it last changed the record.")
    content_hash: str
    pointer: str | None = strawberry.field(
        description="JSON pointer into the source's record; null for the whole record."
    )
    basis: Basis


@strawberry.type(description="Where one field of a record came from.")
class FieldProvenance:
    field: str
    provenance: list[Provenance]


@strawberry.type
class FieldCandidate:
    value: str
    provenance: Provenance


@strawberry.type(description="Sources disagree about a field. `chosen` is what the record shows, by `rule`.")
class FieldConflict:
    field: str
    chosen: str | None
    rule: str
    candidates: list[FieldCandidate]
