"""The things that GraphQL shows, slim: one struct a kind, made from merged CTDL nodes by `normalise.shape`.

`KINDS` maps the names used in `Ref.kind`, the store and GraphQL's `__typename` to the struct. A `Thing` refers to
others by key only, so that it can be kept, cached and sent without what it points at.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from credloom.model.concept import Concept
from credloom.model.details import NOTHING, OPENED, Detail, Details, pack, unpack
from credloom.model.parts import (
    AgentRelation,
    ComponentCondition,
    Condition,
    Cost,
    Credit,
    Identifier,
    Pay,
    Place,
    Ref,
    RequirementText,
)
from credloom.model.text import LangText


class Thing(msgspec.Struct, frozen=True, gc=False, array_like=True, omit_defaults=True, tag_field="is_a", tag=True):
    """What every record has. `key` is the entity's key, `type` its CTDL class ("ceterms:BachelorDegree").

    `known` is false for something that records only refer to: then there is a name at most.
    `sources` are the connector keys that tell of it; `modified` is the newest change that a source states (ISO 8601).
    """

    key: str
    type: str
    ctid: str | None = None
    names: tuple[LangText, ...] = ()
    descriptions: tuple[LangText, ...] = ()
    url: str | None = None
    types: tuple[Concept, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    sources: tuple[str, ...] = ()
    modified: str | None = None
    known: bool = True
    relations: tuple[tuple[str, Ref], ...] = ()
    """Links that have no field of their own: `("isPreparationFor", Ref(…))`."""


class Organization(Thing, frozen=True):
    """CTDL Organization and its subclasses."""

    sector: Concept | None = None
    places: tuple[Place, ...] = ()
    parent: Ref | None = None
    agents: tuple[AgentRelation, ...] = ()


class Offering(Thing, frozen=True):
    """What credentials, learning opportunities and assessments have in common. `packed` holds its details until one of
    them is asked for, see `details`; then `opened` does."""

    agents: tuple[AgentRelation, ...] = ()
    status: Concept | None = None
    packed: msgspec.Raw = NOTHING
    opened: Details | None = None

    @property
    def details(self) -> Details:
        """All of its details."""
        return self.opened or self._open()

    def _open(self) -> Details:
        packed = self.packed
        if packed is OPENED and self.opened is not None:  # another thread has just done it
            return self.opened
        found = unpack(packed)
        msgspec.structs.force_setattr(self, "opened", found)
        msgspec.structs.force_setattr(self, "packed", OPENED)
        return found

    conditions = Detail(lambda of: of.conditions)
    common_conditions = Detail(lambda of: of.common_conditions)
    costs = Detail(lambda of: of.costs)
    common_costs = Detail(lambda of: of.common_costs)
    durations = Detail(lambda of: of.durations)
    places = Detail(lambda of: of.places)
    jurisdictions = Detail(lambda of: of.jurisdictions)
    delivery_types = Detail(lambda of: of.delivery_types)
    audience_levels = Detail(lambda of: of.audience_levels)
    languages = Detail(lambda of: of.languages)
    subjects = Detail(lambda of: of.subjects)
    keywords = Detail(lambda of: of.keywords)
    occupations = Detail(lambda of: of.occupations)
    industries = Detail(lambda of: of.industries)
    instructional_programs = Detail(lambda of: of.instructional_programs)
    financial_assistance = Detail(lambda of: of.financial_assistance)
    credit = Detail(lambda of: of.credit)
    competencies = Detail(lambda of: of.competencies)


Kind = TypeVar("Kind", bound=Offering)


def closed(offering: Kind) -> Kind:
    """An offering with its details packed, as it can be kept or sent."""
    opened = offering.opened
    return offering if opened is None else msgspec.structs.replace(offering, packed=pack(opened), opened=None)


class Credential(Offering, frozen=True):
    """CTDL Credential and its subclasses. `family` is a value of the contract's CredentialFamily."""

    family: str = "OTHER"
    effective: str | None = None
    expires: str | None = None
    renewal_frequency: str | None = None
    version_code: str | None = None
    latest_version: Ref | None = None
    superseded_by: Ref | None = None
    image: str | None = None


class Assessment(Offering, frozen=True):
    """CTDL AssessmentProfile."""

    methods: tuple[Concept, ...] = ()
    proctored: bool | None = None


class LearningOpportunity(Offering, frozen=True):
    """CTDL LearningOpportunityProfile, Course, LearningProgram."""

    schedule_timings: tuple[Concept, ...] = ()
    leads_to: tuple[Ref, ...] = ()
    parts: tuple[Ref, ...] = ()
    assessments: tuple[Ref, ...] = ()


class Collection(Thing, frozen=True):
    """CTDL Collection: a published list."""

    categories: tuple[Concept, ...] = ()
    owner: Ref | None = None
    member_count: int = 0


class Framework(Thing, frozen=True):
    """CTDL-ASN CompetencyFramework, a CASE document, a skill taxonomy."""

    publisher: str | None = None
    version: str | None = None
    license: str | None = None


class Competency(Thing, frozen=True):
    """CTDL-ASN Competency, a CASE item, a rich skill descriptor. `names` hold a label, `texts` the statement."""

    texts: tuple[LangText, ...] = ()
    labels: tuple[LangText, ...] = ()
    notation: str | None = None
    category: str | None = None
    framework: Ref | None = None
    parent: Ref | None = None
    top: bool = False
    level: Concept | None = None
    order: str | None = None
    """Place among its siblings, for stable listing."""


class Job(Thing, frozen=True):
    """A CTDL Job, Occupation, WorkRole or Task (DEFINITION), or a posting (POSTING)."""

    kind: str = "DEFINITION"
    employer: Ref | None = None
    occupations: tuple[Concept, ...] = ()
    industries: tuple[Concept, ...] = ()
    places: tuple[Place, ...] = ()
    pay: tuple[Pay, ...] = ()
    posted_at: str | None = None
    closes_at: str | None = None
    requirements: tuple[RequirementText, ...] = ()
    competencies: tuple[Ref, ...] = ()


class TransferValue(Thing, frozen=True):
    """CTDL TransferValueProfile."""

    value: tuple[Credit, ...] = ()
    from_: tuple[Ref, ...] = ()
    for_: tuple[Ref, ...] = ()
    owner: Ref | None = None
    starts: str | None = None
    ends: str | None = None


class Pathway(Thing, frozen=True):
    """CTDL Pathway."""

    owner: Ref | None = None
    occupations: tuple[Concept, ...] = ()
    destination: Ref | None = None


class PathwayComponent(Thing, frozen=True):
    """CTDL PathwayComponent and its subclasses."""

    pathway: Ref | None = None
    proxy_for: Ref | None = None
    credit: tuple[Credit, ...] = ()
    preceded_by: tuple[Ref, ...] = ()
    children: tuple[Ref, ...] = ()
    conditions: tuple[ComponentCondition, ...] = ()


class Manifest(Thing, frozen=True):
    """CTDL ConditionManifest or CostManifest: conditions and costs that many offerings share."""

    conditions: tuple[Condition, ...] = ()
    costs: tuple[Cost, ...] = ()


class Other(Thing, frozen=True):
    """A record of a class that the schema does not show (a concept, a data set): kept for links and later use."""


AnyThing = (
    Organization
    | Credential
    | Assessment
    | LearningOpportunity
    | Collection
    | Framework
    | Competency
    | Job
    | TransferValue
    | Pathway
    | PathwayComponent
    | Manifest
    | Other
)

KINDS: dict[str, type[Thing]] = {
    struct.__name__: struct
    for struct in (
        Organization,
        Credential,
        Assessment,
        LearningOpportunity,
        Collection,
        Framework,
        Competency,
        Job,
        TransferValue,
        Pathway,
        PathwayComponent,
        Manifest,
        Other,
    )
}

SHOWN = tuple(kind for kind in KINDS if kind not in ("Manifest", "Other"))
"""Kinds that GraphQL shows."""
