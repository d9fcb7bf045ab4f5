"""The change feed."""

from __future__ import annotations

from datetime import datetime

import strawberry

from credloom.graph.attributes import ctids, ids
from credloom.graph.batch import batch
from credloom.graph.enums import ChangeKind
from credloom.graph.query.changes import records
from credloom.graph.sources import sources_of
from credloom.graph.types.connections import PageInfo
from credloom.graph.types.record import CatalogRecord
from credloom.graph.types.source import Source


@strawberry.type
class RecordChange:
    what: ChangeKind = strawberry.field(name="kind")
    record_id: strawberry.ID = batch(ids)
    ctid: str | None = batch(ctids)
    type: str
    source: Source = batch(sources_of("source"))
    at: datetime
    record: CatalogRecord | None = batch(records)


@strawberry.type
class RecordChangeEdge:
    cursor: str
    node: RecordChange


@strawberry.type
class RecordChangeConnection:
    edges: list[RecordChangeEdge]
    nodes: list[RecordChange]
    page_info: PageInfo
