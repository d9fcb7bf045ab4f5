"""Small builders of CTDL JSON-LD in the form in which the Credential Registry publishes it."""

from __future__ import annotations

from typing import Any

CONTEXT = "https://credreg.net/ctdl/schema/context/json"
ASN_CONTEXT = "https://credreg.net/ctdlasn/schema/context/json"
REGISTRY = "https://credentialengineregistry.org"

Json = dict[str, Any]

SCHEMES = {
    "credentialStat": "CredentialStatus",
    "lifeCycle": "LifeCycleStatus",
    "audLevel": "AudienceLevel",
    "deliveryType": "Delivery",
    "orgType": "OrganizationType",
    "agentSector": "AgentSector",
    "costType": "CostType",
    "creditUnit": "CreditUnit",
    "collectionCategory": "CollectionCategory",
    "assessMethod": "AssessmentMethod",
    "financialAid": "FinancialAssistance",
}


def resource(ctid: str) -> str:
    """The address of a resource in the Registry."""
    return f"{REGISTRY}/resources/{ctid}"


def english(text: str) -> Json:
    """A language map."""
    return {"en-US": text}


def alignment(prefix: str, code: str, label: str) -> Json:
    """A concept of a CTDL scheme, as the Registry writes it."""
    return {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:framework": f"https://credreg.net/ctdl/terms/{SCHEMES[prefix]}",
        "ceterms:targetNode": f"{prefix}:{code}",
        "ceterms:targetNodeName": english(label),
    }


def coded(framework: str, code: str, uri: str | None = None) -> Json:
    """An entry of SOC, CIP or NAICS."""
    node = {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:frameworkName": english(framework),
        "ceterms:codedNotation": code,
    }
    return node | ({"ceterms:targetNode": uri} if uri else {})


def soc(code: str) -> Json:
    """A Standard Occupational Classification entry."""
    return coded("Standard Occupational Classification", code)


def cip(code: str) -> Json:
    """A Classification of Instructional Programs entry."""
    return coded("Classification of Instructional Programs", code)


def naics(code: str) -> Json:
    """A North American Industry Classification System entry."""
    return coded("North American Industry Classification System", code)


def competency(ctid: str, label: str, framework: str) -> Json:
    """A reference to a competency of a published framework."""
    return {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:frameworkName": english(framework),
        "ceterms:targetNode": resource(ctid),
        "ceterms:targetNodeName": english(label),
    }


def place(city: str, state: str, postal: str, **more: Any) -> Json:
    """An address."""
    return {
        "@type": "ceterms:Place",
        "ceterms:addressLocality": english(city),
        "ceterms:addressRegion": english(state),
        "ceterms:postalCode": postal,
        "ceterms:addressCountry": english("United States"),
        **more,
    }


def cost(kind: str, label: str, price: float) -> Json:
    """A price of one kind, in US dollars."""
    return {
        "@type": "ceterms:CostProfile",
        "ceterms:directCostType": alignment("costType", kind, label),
        "ceterms:price": price,
        "ceterms:currency": "USD",
    }


def credit(value: float, unit: str, label: str) -> Json:
    """An amount of credit."""
    return {
        "@type": "ceterms:ValueProfile",
        "schema:value": value,
        "ceterms:creditUnitType": [alignment("creditUnit", unit, label)],
    }


def payload(main: Json, *others: Json, context: str = CONTEXT) -> Json:
    """A graph as it is published: the main resource first."""
    return {
        "@context": context,
        "@id": f"{REGISTRY}/graph/{main['ceterms:ctid']}",
        "@graph": [main, *others],
    }
