"""Relay connections."""

from __future__ import annotations

import strawberry

from credloom.graph.batch import batch
from credloom.graph.enums import Basis, CompetencyRoute
from credloom.graph.fields import connections as fields
from credloom.graph.fields.facets import facets
from credloom.graph.loading import must
from credloom.graph.types.alignment import Alignment
from credloom.graph.types.facet import Facet
from credloom.graph.types.later import (
    AssessmentType,
    CollectionType,
    CompetencyType,
    CredentialType,
    FrameworkType,
    JobType,
    LearningOpportunityType,
    OrganizationType,
    PathwayType,
    TransferValueType,
)
from credloom.graph.types.source import SourceReport
from credloom.model import things


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class CredentialEdge:
    cursor: str
    node: CredentialType = batch(must("ref", things.Credential))
    score: float | None
    highlights: list[str]


@strawberry.type
class CredentialConnection:
    edges: list[CredentialEdge]
    nodes: list[CredentialType] = batch(fields.nodes(things.Credential))
    page_info: PageInfo
    total_count: int
    total_is_exact: bool
    facets: list[Facet] = batch(
        facets, description="Counts per value; a facet ignores its own filter, so that other values stay visible."
    )
    sources: list[SourceReport] = batch(fields.reports)


@strawberry.type
class CredentialCompetencyEdge:
    cursor: str
    node: CompetencyType = batch(must("ref", things.Competency))
    route: CompetencyRoute
    basis: Basis
    probability: float = strawberry.field(
        description="1 for what every holder has shown; of alternative ways, the share that lead through it."
    )
    weight: float | None


@strawberry.type
class CredentialCompetencyConnection:
    edges: list[CredentialCompetencyEdge]
    nodes: list[CompetencyType] = batch(fields.nodes(things.Competency))
    page_info: PageInfo
    total_count: int
    total_is_exact: bool
    sources: list[SourceReport] = batch(fields.reports)


@strawberry.type
class AlignmentEdge:
    cursor: str
    node: Alignment


@strawberry.type
class AlignmentConnection:
    edges: list[AlignmentEdge]
    nodes: list[Alignment] = batch(fields.alignments_on)
    page_info: PageInfo
    total_count: int
    total_is_exact: bool
    sources: list[SourceReport] = batch(fields.reports)


@strawberry.type
class LearningOpportunityEdge:
    cursor: str
    node: LearningOpportunityType = batch(must("ref", things.LearningOpportunity))
    score: float | None
    distance_miles: float | None


@strawberry.type
class LearningOpportunityConnection:
    edges: list[LearningOpportunityEdge]
    nodes: list[LearningOpportunityType] = batch(fields.nodes(things.LearningOpportunity))
    page_info: PageInfo
    total_count: int
    total_is_exact: bool
    sources: list[SourceReport] = batch(fields.reports)


@strawberry.type
class AssessmentEdge:
    cursor: str
    node: AssessmentType = batch(must("ref", things.Assessment))


@strawberry.type
class AssessmentConnection:
    edges: list[AssessmentEdge]
    nodes: list[AssessmentType] = batch(fields.nodes(things.Assessment))
    page_info: PageInfo
    total_count: int
    total_is_exact: bool
    sources: list[SourceReport] = batch(fields.reports)


@strawberry.type
class CollectionEdge:
    cursor: str
    node: CollectionType = batch(must("ref", things.Collection))


@strawberry.type
class CollectionConnection:
    edges: list[CollectionEdge]
    nodes: list[CollectionType] = batch(fields.nodes(things.Collection))
    page_info: PageInfo
    total_count: int
    total_is_exact: bool
    sources: list[SourceReport] = batch(fields.reports)


@strawberry.type
class CompetencyEdge:
    cursor: str
    node: CompetencyType = batch(must("ref", things.Competency))
    score: float | None


@strawberry.type
class CompetencyConnection:
    edges: list[CompetencyEdge]
    nodes: list[CompetencyType] = batch(fields.nodes(things.Competency))
    page_info: PageInfo
    total_count: int
    total_is_exact: bool
    sources: list[SourceReport] = batch(fields.reports)


@strawberry.type
class JobEdge:
    cursor: str
    node: JobType = batch(must("ref", things.Job))
    score: float | None


@strawberry.type
class JobConnection:
    edges: list[JobEdge]
    nodes: list[JobType] = batch(fields.nodes(things.Job))
    page_info: PageInfo
    total_count: int
    total_is_exact: bool
    sources: list[SourceReport] = batch(fields.reports)


@strawberry.type
class OrganizationEdge:
    cursor: str
    node: OrganizationType = batch(must("ref", things.Organization))
    score: float | None


@strawberry.type
class OrganizationConnection:
    edges: list[OrganizationEdge]
    nodes: list[OrganizationType] = batch(fields.nodes(things.Organization))
    page_info: PageInfo
    total_count: int
    total_is_exact: bool
    sources: list[SourceReport] = batch(fields.reports)


@strawberry.type
class FrameworkEdge:
    cursor: str
    node: FrameworkType = batch(must("ref", things.Framework))


@strawberry.type
class FrameworkConnection:
    edges: list[FrameworkEdge]
    nodes: list[FrameworkType] = batch(fields.nodes(things.Framework))
    page_info: PageInfo
    total_count: int
    total_is_exact: bool
    sources: list[SourceReport] = batch(fields.reports)


@strawberry.type
class PathwayEdge:
    cursor: str
    node: PathwayType = batch(must("ref", things.Pathway))


@strawberry.type
class PathwayConnection:
    edges: list[PathwayEdge]
    nodes: list[PathwayType] = batch(fields.nodes(things.Pathway))
    page_info: PageInfo
    total_count: int
    total_is_exact: bool
    sources: list[SourceReport] = batch(fields.reports)


@strawberry.type
class TransferValueEdge:
    cursor: str
    node: TransferValueType = batch(must("ref", things.TransferValue))


@strawberry.type
class TransferValueConnection:
    edges: list[TransferValueEdge]
    nodes: list[TransferValueType] = batch(fields.nodes(things.TransferValue))
    page_info: PageInfo
    total_count: int
    total_is_exact: bool
    sources: list[SourceReport] = batch(fields.reports)
