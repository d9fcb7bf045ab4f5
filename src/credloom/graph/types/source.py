"""Sources, and how one took part in an answer."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import strawberry

from credloom.graph import sources
from credloom.graph.attributes import web
from credloom.graph.batch import batch
from credloom.graph.enums import SourceKind, SourceMode, SourceState
from credloom.graph.scalars import URL
from credloom.graph.types.node import Node


@strawberry.type(description="A system that publishes.")
class Source(Node):
    struct: ClassVar[type] = sources.Source

    source: str = strawberry.field(
        name="key", description="The connector's folder name, for example credential-registry."
    )
    name: str | None
    kind: SourceKind
    mode: SourceMode
    homepage: URL | None = batch(web("homepage"))
    license: str | None = strawberry.field(
        description="Terms under which its data may be shown again; null where the publisher states none."
    )
    attribution: str | None
    jurisdiction: str | None
    record_count: int = batch(sources.record_counts)
    last_refreshed_at: datetime | None = batch(sources.refreshed_at)
    refresh_every_seconds: int | None
    state: SourceState = batch(sources.states)
    problem: str | None = batch(
        sources.problems, description="What is wrong now, in one public sentence; null when nothing is."
    )


@strawberry.type(
    description="How one source took part in answering one field. Data, so that a page can show it; also in "
    "extensions.sources."
)
class SourceReport:
    source: Source = batch(sources.sources_of("source"))
    state: SourceState
    as_of: datetime | None = strawberry.field(description="When the records used were read from the source.")
    age_seconds: int | None
    elapsed_ms: int | None
    code: str | None = strawberry.field(description="For example SOURCE_TIMEOUT; the list is in the documentation.")
    message: str | None
    retry_after_seconds: int | None
