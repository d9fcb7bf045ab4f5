"""How a property is read when the manifest does not say: what its range and container in CTDL ask for."""

from __future__ import annotations

from credloom.model import vocabulary
from credloom.model.links import AGENT_ROLES

SCHEMES: dict[str, str] = {
    "ceterms:credentialStatusType": "CredentialStatus",
    "ceterms:lifeCycleStatusType": "LifeCycleStatus",
    "ceterms:deliveryType": "Delivery",
    "ceterms:learningDeliveryType": "Delivery",
    "ceterms:assessmentDeliveryType": "Delivery",
    "ceterms:audienceLevelType": "AudienceLevel",
    "ceterms:audienceType": "Audience",
    "ceterms:learningMethodType": "LearningMethod",
    "ceterms:assessmentMethodType": "AssessmentMethod",
    "ceterms:assessmentUseType": "AssessmentUse",
    "ceterms:scoringMethodType": "ScoringMethod",
    "ceterms:directCostType": "CostType",
    "ceterms:residencyType": "Residency",
    "ceterms:creditUnitType": "CreditUnit",
    "ceterms:creditLevelType": "AudienceLevel",
    "ceterms:scheduleTimingType": "ScheduleTiming",
    "ceterms:scheduleFrequencyType": "ScheduleFrequency",
    "ceterms:offerFrequencyType": "ScheduleFrequency",
    "ceterms:agentSectorType": "AgentSector",
    "ceterms:agentType": "OrganizationType",
    "ceterms:collectionType": "CollectionCategory",
    "ceterms:financialAssistanceType": "FinancialAssistance",
}
"""The concept scheme of properties whose values are entries of one."""

_BY_TERM: dict[str, str] = {
    "ceterms:occupationType": "soc",
    "ceterms:instructionalProgramType": "cip",
    "ceterms:industryType": "naics",
    "ceterms:estimatedDuration": "duration",
    "ceterms:estimatedCost": "cost",
    "ceterms:creditValue": "credit",
    "ceterms:availableAt": "place",
    "ceterms:address": "place",
    "ceterms:jurisdiction": "jurisdiction",
    "ceterms:identifier": "identifier",
    "ceterms:subject": "subject",
    "ceterms:teaches": "competency",
    "ceterms:assesses": "competency",
    "ceterms:inLanguage": "language",
    "ceterms:aggregateData": "measure",
    **{f"ceterms:{name}": "organization" for name in (*AGENT_ROLES, "parentOrganization", "copyrightHolder")},
    **dict.fromkeys(SCHEMES, "concept"),
}
_BY_KIND: dict[str, str] = {
    "@language": "text",
    "xsd:date": "date",
    "xsd:dateTime": "datetime",
    "schema:Date": "date",
    "xsd:integer": "integer",
    "xsd:int": "integer",
    "xsd:float": "number",
    "xsd:double": "number",
    "xsd:decimal": "decimal",
    "xsd:boolean": "boolean",
    "xsd:language": "language",
}


def reader_of(term: str) -> str:
    """The reader of values that a property has by default."""
    if term in _BY_TERM:
        return _BY_TERM[term]
    known = vocabulary.terms().get(term)
    kind = known.kind if known else ""
    if kind in ("@id", "@vocab"):
        return "iri"
    return _BY_KIND.get(kind, "text")
