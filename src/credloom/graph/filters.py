"""Filters of callers become a query of the store: everything checked, everything with its place in the error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from credloom.errors import BadUserInput
from credloom.graph import filter_values as values
from credloom.graph.inputs import (
    AgentFilter,
    CompetencyFilter,
    ConceptFilter,
    CredentialFilter,
    JobFilter,
    LearningOpportunityFilter,
    OrganizationFilter,
    PlaceFilter,
    is_given,
)
from credloom.graph.places import near
from credloom.model import codes
from credloom.model.identity import key_from_global_id
from credloom.store.ports import Filter, Near, Range, SearchQuery, Snapshot

MOST_CREDENTIALS = 20_000
"""How many credentials the filter of learning opportunities may lead to."""
_ONLINE = "online"
_AGENT_HITS = 200


@dataclass(slots=True)
class Criteria:
    """The narrowing part of a `SearchQuery`. `sources` says which sources count, where the caller names some."""

    filters: list[Filter] = field(default_factory=list)
    ranges: dict[str, Range] = field(default_factory=dict)
    near: Near | None = None
    sources: tuple[str, ...] = ()

    def add(self, name: str, found: Sequence[str]) -> None:
        """Alternatives of one field; none given is no filter."""
        if found:
            self.filters.append(Filter(name, tuple(found)))


class Reading:
    """One filter being read for things of `kind`. `at` is the argument's name, for errors."""

    def __init__(self, snapshot: Snapshot, sources: Mapping[str, object], kind: str, at: str) -> None:
        self._snapshot, self._enabled, self._kind, self.at = snapshot, sources, kind, at
        self._stored = values.Stored(snapshot, kind)
        self.criteria = Criteria()

    def types(self, given: Sequence[str] | None, *schemes: str) -> None:
        """`types`."""
        self.criteria.add("type", values.types(given or (), self._kind, f"{self.at}.types", *schemes))

    def concepts(self, given: Sequence[str] | None, name: str, argument: str, *schemes: str) -> None:
        """A field of an open vocabulary."""
        self.criteria.add(name, values.concepts(given or (), self._stored, name, schemes, f"{self.at}.{argument}"))

    def coded(self, given: Sequence[ConceptFilter] | None, name: str, argument: str, scheme: str) -> None:
        """Occupations, industries, programs."""
        if given:
            self.criteria.filters.append(values.coded(given, self._stored, name, scheme, f"{self.at}.{argument}"))

    def ids(self, given: Sequence[str] | None, name: str, argument: str) -> None:
        """Things by id."""
        self.criteria.add(name, values.ids(given or (), self._snapshot, f"{self.at}.{argument}"))

    def sources(self, given: Sequence[str] | None) -> None:
        """`sources`."""
        self.criteria.sources = values.sources(given or (), self._enabled, self._snapshot, f"{self.at}.sources")
        self.criteria.add("source", self.criteria.sources)

    def since(self, given: datetime | None, name: str) -> None:
        """A lower bound in time."""
        if given:
            self.criteria.ranges[name] = Range(low=given.timestamp())

    def most(self, given: Decimal | float | None, name: str, argument: str) -> None:
        """An upper bound."""
        if isinstance(given, Decimal | float):
            if given < 0:
                raise BadUserInput(f"{self.at}.{argument}: {given} is no amount. Expected a number of 0 or more.")
            self.criteria.ranges[name] = Range(high=float(given))

    def place(self, given: PlaceFilter | None) -> None:
        """Regions, counties, cities, a circle; with what is offered online, unless the caller wants none of it."""
        if not given:
            return
        also = (_ONLINE,) if given.include_online else ()
        at = f"{self.at}.place"
        for name, found in (
            ("region", values.regions(given.regions or (), self._stored, f"{at}.regions")),
            ("county", tuple(given.counties or ())),
            ("city", tuple(given.cities or ())),
        ):
            self.criteria.add(name, (*found, *also) if found else ())
        if given.near:
            self.criteria.near = near(given.near, online=given.include_online, at=f"{at}.near")

    def agents(self, given: Sequence[AgentFilter] | None) -> None:
        """Organizations in a role, by id or by words of their name."""
        by_id: list[str] = []
        by_name: list[str] = []
        for number, agent in enumerate(given or ()):
            at = f"{self.at}.agents[{number}]"
            if agent.organization:
                by_id.extend(f"{agent.role}:{key}" for key in values.ids([agent.organization], self._snapshot, at))
            elif agent.name:
                by_name.append(f"{agent.role}:{agent.name}")
            else:
                raise BadUserInput(f"{at}: give `organization` or `name`.")
        if by_id and by_name:  # alternatives have to stand in one field: names become ids
            by_id.extend(key for name in by_name for key in self._named(name))
            by_name = []
        self.criteria.add("agent", by_id)
        self.criteria.add("agent_name", by_name)

    def _named(self, agent: str) -> list[str]:
        role, _, name = agent.partition(":")
        query = SearchQuery(kind="Organization", text=name, first=_AGENT_HITS, count=False)
        return [f"{role}:{hit.key}" for hit in self._snapshot.search(query).hits]


def credential_criteria(
    given: CredentialFilter | None, snapshot: Snapshot, sources: Mapping[str, object], at: str = "filter"
) -> Criteria:
    """What a `CredentialFilter` says."""
    reading = Reading(snapshot, sources, "Credential", at)
    if not given:
        return reading.criteria
    reading.criteria.add("family", [str(family) for family in given.families or ()])
    reading.types(given.types)
    reading.concepts(given.statuses, "status", "statuses", "CredentialStatus", "LifeCycleStatus")
    reading.concepts(given.audience_levels, "audience_level", "audienceLevels", "AudienceLevel")
    reading.concepts(given.delivery_types, "delivery_type", "deliveryTypes", "Delivery")
    reading.criteria.add("language", tuple(given.languages or ()))
    reading.coded(given.occupations, "occupation", "occupations", codes.SOC)
    reading.coded(given.industries, "industry", "industries", codes.NAICS)
    reading.coded(given.instructional_programs, "instructional_program", "instructionalPrograms", codes.CIP)
    reading.ids(given.competencies, "competency", "competencies")
    reading.criteria.add("competency_text", (given.competency_text,) if given.competency_text else ())
    reading.agents(given.agents)
    reading.ids(given.collections, "collection", "collections")
    reading.concepts(given.collection_categories, "collection_category", "collectionCategories", "CollectionCategory")
    reading.place(given.place)
    reading.most(given.max_total_cost, "total_cost", "maxTotalCost")
    reading.most(given.max_hours, "hours", "maxHours")
    if is_given(given.has_competencies):
        reading.criteria.add("has_competencies", ["true" if given.has_competencies else "false"])
    reading.sources(given.sources)
    reading.since(given.modified_since, "modified")
    return reading.criteria


def learning_criteria(
    given: LearningOpportunityFilter | None, snapshot: Snapshot, sources: Mapping[str, object], at: str = "filter"
) -> Criteria:
    """What a `LearningOpportunityFilter` says."""
    reading = Reading(snapshot, sources, "LearningOpportunity", at)
    if not given:
        return reading.criteria
    if given.credential:
        inner = credential_criteria(given.credential, snapshot, sources, f"{at}.credential")
        reading.criteria.add("leads_to", _every_credential(inner, snapshot, f"{at}.credential") or [""])
    reading.types(given.types)
    reading.coded(given.instructional_programs, "instructional_program", "instructionalPrograms", codes.CIP)
    reading.coded(given.occupations, "occupation", "occupations", codes.SOC)
    reading.place(given.place)
    reading.concepts(given.delivery_types, "delivery_type", "deliveryTypes", "Delivery")
    reading.most(given.max_total_cost, "total_cost", "maxTotalCost")
    reading.most(given.max_hours, "hours", "maxHours")
    reading.sources(given.sources)
    reading.since(given.modified_since, "modified")
    return reading.criteria


def _every_credential(criteria: Criteria, snapshot: Snapshot, at: str) -> list[str]:
    query = SearchQuery(
        kind="Credential",
        filters=tuple(criteria.filters),
        ranges=criteria.ranges,
        near=criteria.near,
        first=MOST_CREDENTIALS,
        count=False,
    )
    page = snapshot.search(query)
    if page.has_next:
        raise BadUserInput(f"{at}: more than {MOST_CREDENTIALS} credentials fit. Narrow it.")
    return [hit.key for hit in page.hits]


def competency_criteria(
    given: CompetencyFilter | None, snapshot: Snapshot, sources: Mapping[str, object], at: str = "filter"
) -> Criteria:
    """What a `CompetencyFilter` says."""
    reading = Reading(snapshot, sources, "Competency", at)
    if given:
        reading.ids(given.frameworks, "framework", "frameworks")
        reading.sources(given.sources)
        reading.criteria.add("category", tuple(given.categories or ()))
    return reading.criteria


def job_criteria(
    given: JobFilter | None, snapshot: Snapshot, sources: Mapping[str, object], at: str = "filter"
) -> Criteria:
    """What a `JobFilter` says."""
    reading = Reading(snapshot, sources, "Job", at)
    if not given:
        return reading.criteria
    reading.criteria.add("kind", [str(kind) for kind in given.kinds or ()])
    reading.coded(given.occupations, "occupation", "occupations", codes.SOC)
    if given.employer:
        by_id = key_from_global_id(given.employer) is not None
        reading.ids([given.employer] if by_id else (), "employer", "employer")
        reading.criteria.add("employer_name", () if by_id else (given.employer,))
    reading.place(given.place)
    reading.ids(given.competencies, "competency", "competencies")
    reading.sources(given.sources)
    reading.since(given.posted_since, "posted")
    return reading.criteria


def organization_criteria(
    given: OrganizationFilter | None, snapshot: Snapshot, sources: Mapping[str, object], at: str = "filter"
) -> Criteria:
    """What an `OrganizationFilter` says."""
    reading = Reading(snapshot, sources, "Organization", at)
    if given:
        reading.types(given.types, "OrganizationType")
        reading.concepts(given.sectors, "sector", "sectors", "AgentSector")
        reading.place(PlaceFilter(regions=given.regions, include_online=False) if given.regions else None)
        reading.sources(given.sources)
    return reading.criteria
