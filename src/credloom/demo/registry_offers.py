"""What an institution publishes for one rung of a ladder: the credential and the program that leads to it."""

from __future__ import annotations

from credloom.demo import ctdl
from credloom.demo.ctdl import Json, english
from credloom.demo.registry_stacking import stack_links
from credloom.demo.world import Offer, World, ctid

_LEVELS = {
    "foundations": ("BeginnerLevel", "Beginner Level"),
    "certificate": ("LowerDivisionLevel", "Lower Division Level"),
    "apprentice": ("SecondaryLevel", "Secondary Level"),
    "degree": ("UndergraduateLevel", "Undergraduate Level"),
    "advanced": ("AdvancedLevel", "Advanced Level"),
}
_PROGRAM_IDS = {"CO": "Colorado ETPL program ID", "NC": "North Carolina ETPL program ID"}
"""What the Registry calls the ids that it shares with the states' catalogs."""


def owner(offer: Offer) -> str:
    """The address of the institution in the Registry."""
    return ctdl.resource(ctid(offer.institution.name, "organization"))


def competencies(offer: Offer) -> list[Json]:
    """References to the competencies that the rung covers."""
    framework = f"{offer.field.name} Competency Framework"
    return [
        ctdl.competency(ctid(offer.field.key, "competency", str(number)), label, framework)
        for number, (label, _) in enumerate(offer.field.statements()[: offer.step.competencies])
    ]


def offer_payloads(offer: Offer, world: World) -> list[Json]:
    """The credential, and its program where there is one of its own: a short badge is earned in one course."""
    return [ctdl.payload(_credential(offer, world)), ctdl.payload(_program(offer))]


def _common(offer: Offer) -> Json:
    institution = offer.institution
    delivery = ("OnlineOnly", "Online Only") if offer.online else ("InPerson", "In-Person")
    code, label = _LEVELS[offer.step.level]
    return {
        "ceterms:subjectWebpage": offer.url,
        "ceterms:inLanguage": ["en-US"],
        "ceterms:ownedBy": [owner(offer)],
        "ceterms:offeredBy": [owner(offer)],
        "ceterms:audienceLevelType": [ctdl.alignment("audLevel", code, label)],
        "ceterms:occupationType": [ctdl.soc(soc) for soc in offer.field.soc],
        "ceterms:industryType": [ctdl.naics(offer.field.naics)],
        "ceterms:instructionalProgramType": [ctdl.cip(offer.field.cip)],
        "ceterms:estimatedCost": _costs(offer),
        "ceterms:estimatedDuration": [
            {"@type": "ceterms:DurationProfile", "ceterms:exactDuration": f"PT{offer.step.hours}H"}
        ],
        "ceterms:availableAt": [ctdl.place(institution.city, institution.state, institution.postal)],
        "ceterms:keyword": {"en-US": [offer.field.name.lower(), offer.step.level, *_keywords(offer)]},
        "ceterms:financialAssistance": [
            {
                "@type": "ceterms:FinancialAssistanceProfile",
                "ceterms:name": english("Workforce grant"),
                "ceterms:financialAssistanceType": [ctdl.alignment("financialAid", "WIOA", "WIOA")],
            }
        ],
        "_delivery": [ctdl.alignment("deliveryType", *delivery)],
    }


def _keywords(offer: Offer) -> list[str]:
    return [label.lower() for label, _ in offer.field.statements()[:3]]


def _costs(offer: Offer) -> list[Json]:
    tuition = ctdl.cost("Tuition", "Tuition", offer.step.tuition)
    books = ctdl.cost("LearningResource", "Learning Resource", 12 * offer.step.credits)
    return [tuition, books]


def _credential(offer: Offer, world: World) -> Json:
    common = _common(offer)
    step, field = offer.step, offer.field
    accreditor = ctdl.resource(ctid(world.accreditor.name, "organization"))
    node: Json = {
        "@id": ctdl.resource(offer.ctid),
        "@type": step.ctdl_class,
        "ceterms:ctid": offer.ctid,
        "ceterms:name": english(step.name),
        "ceterms:description": english(
            f"A credential of {offer.institution.name} for {field.summary}. It takes {step.hours} hours of study."
        ),
        "ceterms:credentialStatusType": ctdl.alignment("credentialStat", "Active", "Active"),
        "ceterms:learningDeliveryType": common.pop("_delivery"),
        **common,
        "ceterms:requires": [
            {
                "@type": "ceterms:ConditionProfile",
                "ceterms:name": english("Completion"),
                "ceterms:description": english(f"Complete {step.credits} credits of the program."),
                "ceterms:targetLearningOpportunity": [ctdl.resource(offer.program_ctid)],
                "ceterms:targetCompetency": competencies(offer),
                "ceterms:creditValue": [ctdl.credit(step.credits, "DegreeCredit", "Degree Credit")],
            }
        ],
    }
    if offer.institution.state == "NY":
        if step.ctdl_class == "ceterms:MicroCredential":
            node["ceterms:identifier"] = [_identifier("New York microcredential ID", f"mc-{offer.number}")]
        node["ceterms:name"]["es"] = f"{step.name} ({offer.institution.city})"
    if step.level == "degree":
        node["ceterms:accreditedBy"] = [accreditor]
    return node | stack_links(offer, world)


def _identifier(scheme: str, value: str) -> Json:
    return {
        "@type": "ceterms:IdentifierValue",
        "ceterms:identifierTypeName": english(scheme),
        "ceterms:identifierValueCode": value,
    }


def _program(offer: Offer) -> Json:
    common = _common(offer)
    shared = _PROGRAM_IDS.get(offer.institution.state)
    numbers = [_identifier(shared, offer.program_id.removeprefix("CO-"))] if shared else []
    return {
        "@id": ctdl.resource(offer.program_ctid),
        "@type": "ceterms:Course" if offer.step.level == "foundations" else "ceterms:LearningProgram",
        "ceterms:ctid": offer.program_ctid,
        "ceterms:name": english(f"{offer.field.name}: {offer.step.level} program"),
        "ceterms:description": english(f"Teaches {offer.field.summary} at {offer.institution.name}."),
        "ceterms:lifeCycleStatusType": ctdl.alignment("lifeCycle", "Active", "Active"),
        "ceterms:deliveryType": common.pop("_delivery"),
        **common,
        "ceterms:teaches": competencies(offer),
        "ceterms:creditValue": [ctdl.credit(offer.step.credits, "DegreeCredit", "Degree Credit")],
        "ceterms:resultsInCredential": [ctdl.resource(offer.ctid)],
        **({"ceterms:identifier": numbers} if numbers else {}),
    }
