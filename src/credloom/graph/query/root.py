"""The root type of queries. A field that can fail is nullable, so that one failure never empties the rest."""

from __future__ import annotations

import strawberry

from credloom.graph.batch import batch
from credloom.graph.query import balances, changes, employers, records, searches, suggestions
from credloom.graph.types.change import RecordChangeConnection
from credloom.graph.types.connections import (
    CollectionConnection,
    CompetencyConnection,
    CredentialConnection,
    FrameworkConnection,
    JobConnection,
    LearningOpportunityConnection,
    OrganizationConnection,
    PathwayConnection,
)
from credloom.graph.types.credential import Credential
from credloom.graph.types.match import JobMatch, Resolution
from credloom.graph.types.node import Node
from credloom.graph.types.record import CatalogRecord
from credloom.graph.types.source import Source
from credloom.graph.types.suggestion import Suggestion
from credloom.graph.types.supply import SupplyAndDemand


@strawberry.type
class Query:
    node: Node | None = batch(records.node)
    nodes: list[Node | None] = batch(records.nodes)
    record: CatalogRecord | None = batch(
        records.record,
        description="Any record by CTID, id or address, whichever source holds it. Asks the sources that can answer "
        "when the store cannot.",
    )
    sources: list[Source] = batch(records.sources)
    changes: RecordChangeConnection | None = batch(
        changes.changes,
        description="Every change since a cursor, oldest first: what a mirror of ours reads, removals included.",
    )
    credential: Credential | None = batch(records.credential)
    credentials: CredentialConnection | None = batch(searches.credentials)
    learning_opportunities: LearningOpportunityConnection | None = batch(searches.learning_opportunities)
    organizations: OrganizationConnection | None = batch(searches.organizations)
    competencies: CompetencyConnection | None = batch(searches.competencies)
    frameworks: FrameworkConnection | None = batch(searches.frameworks)
    pathways: PathwayConnection | None = batch(searches.pathways)
    collections: CollectionConnection | None = batch(searches.collections)
    suggest: list[Suggestion] | None = batch(suggestions.suggest)
    compare_credentials: list[Credential | None] | None = batch(
        records.compared, description="Side by side, in the order asked; null where one is unknown. At most 10."
    )
    jobs: JobConnection | None = batch(searches.jobs)
    resolve_competencies: list[Resolution] | None = batch(employers.resolve_competencies)
    match_credentials: JobMatch | None = batch(employers.match_credentials)
    jobs_for_credential: JobConnection | None = batch(employers.jobs_for_credential)
    supply_and_demand: list[SupplyAndDemand] | None = batch(balances.supply_demand)
