"""How things point at each other: the relations that the store keeps both ways.

A relation is the CTDL property (without prefix) that states it; for what stands inside a condition, the condition's
property: a credential that `requires` a program gives `("requires", program)`.
"""

from __future__ import annotations

from credloom.model.base import Value
from credloom.model.parts import Ref

AGENT_ROLES: dict[str, str] = {
    "ownedBy": "OWNED_BY",
    "offeredBy": "OFFERED_BY",
    "accreditedBy": "ACCREDITED_BY",
    "approvedBy": "APPROVED_BY",
    "recognizedBy": "RECOGNIZED_BY",
    "regulatedBy": "REGULATED_BY",
    "renewedBy": "RENEWED_BY",
    "revokedBy": "REVOKED_BY",
    "registeredBy": "REGISTERED_BY",
}

CONDITIONS: dict[str, str] = {
    "requires": "REQUIRES",
    "recommends": "RECOMMENDS",
    "corequisite": "COREQUISITE",
    "coPrerequisite": "COPREREQUISITE",
    "entryCondition": "ENTRY",
    "renewal": "RENEWAL",
}

ALIGNMENTS: dict[str, str] = {
    "exactAlignment": "EXACT",
    "majorAlignment": "CLOSE",
    "closeAlignment": "CLOSE",
    "minorAlignment": "RELATED",
    "broadAlignment": "BROAD",
    "narrowAlignment": "NARROW",
    "relatedAlignment": "RELATED",
    "exactMatch": "EXACT",
    "closeMatch": "CLOSE",
    "broadMatch": "BROAD",
    "narrowMatch": "NARROW",
    "relatedMatch": "RELATED",
    "noMatch": "NO_MATCH",
}
"""Alignment properties of CTDL-ASN and SKOS and the contract's AlignmentKind, read from the subject."""

COMPETENCY_RELATIONS = ("targetCompetency", "teaches", "assesses", "requires")
"""From an offering to a competency."""


class Link(Value, frozen=True):
    """`subject` states `relation` to `object`; `source` is the connector whose record says so."""

    subject: str
    relation: str
    object: Ref
    source: str
