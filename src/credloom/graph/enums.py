"""The contract's enums. Each value is its own name, so that the model's plain texts are valid members."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum, auto
from typing import TypeVar

import strawberry

E = TypeVar("E", bound=type[StrEnum])


class Named(StrEnum):
    """An enum whose members' values are their names."""

    @staticmethod
    def _generate_next_value_(name: str, *_: object) -> str:
        return name


def enum(description: str | None = None, **values: str) -> Callable[[E], E]:
    """A GraphQL enum; `values` describe members (`strawberry.enum_value` needs values that are no texts)."""

    def made(cls: E) -> E:
        strawberry.enum(cls, description=description)
        for value in cls.__strawberry_definition__.values:  # type: ignore[attr-defined]  # set by strawberry.enum
            value.description = values.get(value.name)
        return cls

    return made


@enum()
class SourceKind(Named):
    CREDENTIAL_REGISTRY = auto()
    STATE_CATALOG = auto()
    EMPLOYER_JOBS = auto()
    OCCUPATION_TAXONOMY = auto()
    SKILL_FRAMEWORK = auto()
    OUTCOMES = auto()
    LIBRARY = auto()
    OTHER = auto()


@enum(MIRROR="Harvested into the store on a schedule.", LIVE="Asked while a query runs; what it answers is kept.")
class SourceMode(Named):
    MIRROR = auto()
    LIVE = auto()


@enum()
class SourceState(Named):
    FRESH = auto()
    STALE = auto()
    PARTIAL = auto()
    TIMED_OUT = auto()
    RATE_LIMITED = auto()
    FAILED = auto()
    SKIPPED = auto()
    NEVER_LOADED = auto()


@enum(
    ASSERTED="A source says so.",
    DERIVED_INVERSE="The inverse of what a source says.",
    CROSSWALK="From a published crosswalk.",
    MATCHED="Found by comparing text.",
    COMPUTED="Calculated from other fields.",
)
class Basis(Named):
    ASSERTED = auto()
    DERIVED_INVERSE = auto()
    CROSSWALK = auto()
    MATCHED = auto()
    COMPUTED = auto()


@enum()
class MeasureState(Named):
    REPORTED = auto()
    SUPPRESSED = auto()
    NOT_REPORTED = auto()
    NOT_APPLICABLE = auto()
    NOT_PUBLISHED = auto()


@enum()
class AgentRole(Named):
    OWNED_BY = auto()
    OFFERED_BY = auto()
    ACCREDITED_BY = auto()
    APPROVED_BY = auto()
    RECOGNIZED_BY = auto()
    REGULATED_BY = auto()
    RENEWED_BY = auto()
    REVOKED_BY = auto()
    REGISTERED_BY = auto()


@enum("Broad families for counting and icons; `types` keeps the exact CTDL class.")
class CredentialFamily(Named):
    BADGE = auto()
    CERTIFICATE = auto()
    MICRO_CREDENTIAL = auto()
    CERTIFICATION = auto()
    DEGREE = auto()
    DIPLOMA = auto()
    LICENSE = auto()
    APPRENTICESHIP = auto()
    QUALITY_ASSURANCE = auto()
    OTHER = auto()


@enum()
class CompetencyRoute(Named):
    CREDENTIAL = auto()
    REQUIRED_PROGRAM = auto()
    REQUIRED_ASSESSMENT = auto()
    CROSSWALK = auto()
    INFERRED_FROM_TEXT = auto()


@enum(
    PREPARATION="Of a link only: how one credential prepares for the other.",
    ADVANCED_STANDING="Of a link only: what of one credential counts toward the other.",
)
class ConditionKind(Named):
    REQUIRES = auto()
    RECOMMENDS = auto()
    COREQUISITE = auto()
    COPREREQUISITE = auto()
    ENTRY = auto()
    RENEWAL = auto()
    PREPARATION = auto()
    ADVANCED_STANDING = auto()


@enum(
    "SKOS mapping kinds, read from `from`: BROAD means that `to` is broader. NO_MATCH is a published statement that "
    "there is none (then `to` is null)."
)
class AlignmentKind(Named):
    EXACT = auto()
    CLOSE = auto()
    BROAD = auto()
    NARROW = auto()
    RELATED = auto()
    NO_MATCH = auto()


@enum()
class Direction(Named):
    FORWARD = auto()
    BACKWARD = auto()
    BOTH = auto()


@enum()
class LinkKind(Named):
    REQUIRED_FOR = auto()
    RECOMMENDED_FOR = auto()
    PREPARATION_FOR = auto()
    ADVANCED_STANDING_FOR = auto()
    PART_OF = auto()
    TRANSFER_VALUE = auto()
    PATHWAY_STEP = auto()
    SUPERSEDED_BY = auto()


@enum(DEFINITION="A role or occupation as described.", POSTING="An open position.")
class JobKind(Named):
    DEFINITION = auto()
    POSTING = auto()


@enum()
class Necessity(Named):
    REQUIRED = auto()
    PREFERRED = auto()
    MENTIONED = auto()


@enum()
class RequirementKind(Named):
    COMPETENCY = auto()
    CREDENTIAL = auto()
    EDUCATION = auto()
    EXPERIENCE = auto()


@enum()
class Decision(Named):
    MATCHED = auto()
    AMBIGUOUS = auto()
    NO_MATCH = auto()


@enum()
class CredentialSort(Named):
    RELEVANCE = auto()
    NAME = auto()
    MODIFIED_DESC = auto()
    COST_ASC = auto()
    COST_DESC = auto()
    DURATION_ASC = auto()


@enum()
class CredentialFacet(Named):
    FAMILY = auto()
    TYPE = auto()
    STATUS = auto()
    AUDIENCE_LEVEL = auto()
    DELIVERY_TYPE = auto()
    PROVIDER = auto()
    OCCUPATION = auto()
    INDUSTRY = auto()
    INSTRUCTIONAL_PROGRAM = auto()
    REGION = auto()
    SOURCE = auto()


@enum()
class ChangeKind(Named):
    ADDED = auto()
    CHANGED = auto()
    REMOVED = auto()
