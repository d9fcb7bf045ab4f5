"""What callers give: filters, references, jobs, options. `filters` and `query` read them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeGuard, TypeVar

import strawberry
from strawberry.scalars import JSON

from credloom.graph.enums import AgentRole, AlignmentKind, Basis, CredentialFamily, JobKind, Necessity
from credloom.graph.scalars import URL, LanguageTag

UNSET: Any = strawberry.UNSET
"""Not given: false, so that `value or ()` reads a list that may be missing or null."""

T = TypeVar("T")


def is_given(value: T | None) -> TypeGuard[T]:
    """Whether an argument has a value: neither left out nor null."""
    return value is not None and value is not UNSET


@strawberry.input
class ConceptInput:
    scheme: str
    code: str


@strawberry.input
class ConceptFilter:
    codes: list[str]
    scheme: str | None = UNSET
    include_narrower: bool = True


@strawberry.input
class NearInput:
    miles: float
    postal_code: str | None = UNSET
    latitude: float | None = UNSET
    longitude: float | None = UNSET


@strawberry.input
class PlaceFilter:
    regions: list[str] | None = UNSET
    counties: list[str] | None = UNSET
    cities: list[str] | None = UNSET
    near: NearInput | None = UNSET
    include_online: bool = strawberry.field(
        default=True, description="Keep what is offered online, wherever its provider is."
    )


@strawberry.input
class AgentFilter:
    role: AgentRole
    organization: strawberry.ID | None = UNSET
    name: str | None = UNSET


@strawberry.input
class CredentialFilter:
    families: list[CredentialFamily] | None = UNSET
    types: list[str] | None = UNSET
    statuses: list[str] | None = UNSET
    audience_levels: list[str] | None = UNSET
    delivery_types: list[str] | None = UNSET
    languages: list[LanguageTag] | None = UNSET
    occupations: list[ConceptFilter] | None = UNSET
    industries: list[ConceptFilter] | None = UNSET
    instructional_programs: list[ConceptFilter] | None = UNSET
    competencies: list[strawberry.ID] | None = UNSET
    competency_text: str | None = UNSET
    agents: list[AgentFilter] | None = UNSET
    collections: list[strawberry.ID] | None = UNSET
    collection_categories: list[str] | None = UNSET
    place: PlaceFilter | None = UNSET
    max_total_cost: Decimal | None = strawberry.field(
        default=UNSET, description="In US dollars; records whose total is not complete are kept out."
    )
    max_hours: float | None = UNSET
    has_competencies: bool | None = UNSET
    sources: list[str] | None = UNSET
    modified_since: datetime | None = UNSET


@strawberry.input
class LearningOpportunityFilter:
    credential: CredentialFilter | None = strawberry.field(
        default=UNSET, description="Leads to a credential for which this holds."
    )
    types: list[str] | None = UNSET
    instructional_programs: list[ConceptFilter] | None = UNSET
    occupations: list[ConceptFilter] | None = UNSET
    place: PlaceFilter | None = UNSET
    delivery_types: list[str] | None = UNSET
    max_total_cost: Decimal | None = UNSET
    max_hours: float | None = UNSET
    sources: list[str] | None = UNSET
    modified_since: datetime | None = UNSET


@strawberry.input
class StatisticsFilter:
    regions: list[str] | None = UNSET
    from_: date | None = strawberry.field(name="from", default=UNSET)
    to: date | None = UNSET
    credential: CredentialFilter | None = UNSET
    learning_opportunity: LearningOpportunityFilter | None = UNSET
    min_cell_size: int | None = strawberry.field(
        default=UNSET, description="May raise the server's own floor, never lower it."
    )


@strawberry.input
class CompetencyFilter:
    frameworks: list[strawberry.ID] | None = UNSET
    sources: list[str] | None = UNSET
    categories: list[str] | None = UNSET


@strawberry.input
class JobFilter:
    kinds: list[JobKind] | None = UNSET
    occupations: list[ConceptFilter] | None = UNSET
    employer: str | None = strawberry.field(default=UNSET, description="An organization's id, or words of its name.")
    place: PlaceFilter | None = UNSET
    competencies: list[strawberry.ID] | None = UNSET
    sources: list[str] | None = UNSET
    posted_since: datetime | None = UNSET


@strawberry.input
class OrganizationFilter:
    types: list[str] | None = UNSET
    sectors: list[str] | None = UNSET
    regions: list[str] | None = UNSET
    sources: list[str] | None = UNSET


@strawberry.input(
    description="How fresh an answer must be, and how long to wait for it. "
    "What misses the wait is answered from the store and reported."
)
class Freshness:
    max_age_seconds: int | None = UNSET
    wait_ms: int | None = 1500


@strawberry.input(one_of=True)
class RecordRef:
    id: strawberry.ID | None = UNSET
    ctid: str | None = UNSET
    url: URL | None = UNSET


@strawberry.input
class RequirementInput:
    text: str | None = UNSET
    competency: strawberry.ID | None = UNSET
    necessity: Necessity = Necessity.REQUIRED
    level: ConceptInput | None = UNSET


@strawberry.input(
    one_of=True,
    description="A job: one that a source holds, a pasted posting, a schema.org JobPosting, a list of skills, "
    "or an occupation code.",
)
class JobInput:
    job: strawberry.ID | None = UNSET
    text: str | None = UNSET
    posting: JSON | None = UNSET
    requirements: list[RequirementInput] | None = UNSET
    occupation: ConceptInput | None = UNSET


@strawberry.input
class MatchOptions:
    min_probability: float = 0.5
    kinds: list[AlignmentKind] = strawberry.field(
        default_factory=lambda: [AlignmentKind.EXACT, AlignmentKind.CLOSE, AlignmentKind.NARROW]
    )
    bases: list[Basis] | None = UNSET
    max_combination: int = 3
