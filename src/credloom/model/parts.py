"""The parts of things: references, places, money, costs, durations, conditions. CTDL's profile classes, slim."""

from __future__ import annotations

from credloom.model.base import Value
from credloom.model.concept import Concept
from credloom.model.text import LangText


class Ref(Value, frozen=True):
    """A reference to a thing by its key (see `identity`), with what the referring record knows of it.

    `kind` is the kind of thing that the property leads to ("Credential", "Organization" …), see `things.KINDS`.
    """

    key: str
    kind: str
    name: str | None = None


class Identifier(Value, frozen=True):
    """An identifier of another system (CTDL IdentifierValue): its type's name and the value."""

    scheme: str
    value: str


class Money(Value, frozen=True):
    """`amount` is a decimal number as text, so that money never passes through a float; `currency` is ISO 4217."""

    amount: str
    currency: str = "USD"


class Place(Value, frozen=True):
    """CTDL Place. `region` is a code of ISO 3166-2 without country where we know it ("CO"), else the source's word."""

    name: str | None = None
    street: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    county: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class Jurisdiction(Value, frozen=True):
    """CTDL JurisdictionProfile: `everywhere`, or `main` without `exceptions`."""

    everywhere: bool | None = None
    main: Place | None = None
    exceptions: tuple[Place, ...] = ()
    descriptions: tuple[LangText, ...] = ()
    asserted_by: Ref | None = None


class AgentRelation(Value, frozen=True):
    """An organization in a role: `role` is OWNED_BY, OFFERED_BY, ACCREDITED_BY … (the contract's AgentRole)."""

    role: str
    agent: Ref
    jurisdictions: tuple[Jurisdiction, ...] = ()


class Cost(Value, frozen=True):
    """CTDL CostProfile, one price of one kind; `amount` is None where only words or a page are given."""

    type: Concept | None = None
    residency: tuple[Concept, ...] = ()
    audience: tuple[Concept, ...] = ()
    amount: Money | None = None
    descriptions: tuple[LangText, ...] = ()
    url: str | None = None


class Duration(Value, frozen=True):
    """CTDL DurationProfile: ISO 8601 durations as published; `hours` are clock hours where stated or derivable."""

    exact: str | None = None
    minimum: str | None = None
    maximum: str | None = None
    hours: float | None = None
    competency_based: bool = False


class Credit(Value, frozen=True):
    """CTDL ValueProfile: an amount (or a range) of credit, its unit and level."""

    value: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: Concept | None = None
    level: Concept | None = None


class Condition(Value, frozen=True):
    """CTDL ConditionProfile. `kind` is REQUIRES, RECOMMENDS, COREQUISITE, COPREREQUISITE, ENTRY or RENEWAL."""

    kind: str
    names: tuple[LangText, ...] = ()
    descriptions: tuple[LangText, ...] = ()
    credentials: tuple[Ref, ...] = ()
    learning_opportunities: tuple[Ref, ...] = ()
    competencies: tuple[Ref, ...] = ()
    assessments: tuple[Ref, ...] = ()
    jobs: tuple[Ref, ...] = ()
    minimum_age: int | None = None
    years_of_experience: float | None = None
    resident_of: tuple[Jurisdiction, ...] = ()
    credit: tuple[Credit, ...] = ()
    targets: tuple[Ref, ...] = ()
    """What is required directly, without a profile: of any kind."""
    alternatives: tuple[Condition, ...] = ()


class Pay(Value, frozen=True):
    """What a job pays: schema.org MonetaryAmount or CTDL PayProfile. `per` is an hour, a year …"""

    minimum: str | None = None
    maximum: str | None = None
    currency: str = "USD"
    per: Concept | None = None
    description: str | None = None


class RequirementText(Value, frozen=True):
    """A requirement as a job's source states it. `kind` and `necessity` are the contract's enum values.

    `start` and `end` are its characters in the text that `pointer` (RFC 6901) leads to within the job's record; of
    `alternatives` any one is enough.
    """

    text: str
    kind: str = "COMPETENCY"
    necessity: str = "REQUIRED"
    competency: Ref | None = None
    start: int | None = None
    end: int | None = None
    pointer: str | None = None
    alternatives: tuple[RequirementText, ...] = ()


class ComponentCondition(Value, frozen=True):
    """CTDL ComponentCondition of a pathway: how many of which components."""

    name: str | None = None
    description: str | None = None
    required_number: int | None = None
    operator: str | None = None
    targets: tuple[str, ...] = ()
