"""The world as the Credential Registry holds it: one CTDL graph for each thing that is published."""

from __future__ import annotations

from collections.abc import Iterator

from credloom.demo import ctdl
from credloom.demo.ctdl import Json, english
from credloom.demo.registry_offers import offer_payloads
from credloom.demo.registry_stacking import stacking_payloads
from credloom.demo.world import Certifier, Field, Institution, World, ctid


def registry_payloads(world: World) -> list[Json]:
    """Every published graph: organizations, frameworks, credentials, programs, transfer values, pathways, lists."""
    return [
        *_organizations(world),
        *(framework_payload(field, world) for field in world.fields),
        *_certifications(world),
        *(payload for offer in world.offers for payload in offer_payloads(offer, world)),
        *stacking_payloads(world),
    ]


def organization_ctid(name: str) -> str:
    """The CTID of an organization of the world."""
    return ctid(name, "organization")


def framework_name(field: Field) -> str:
    """The published name of a field's framework."""
    return f"{field.name} Competency Framework"


def competency_ctid(field: Field, number: int) -> str:
    """The CTID of a field's n-th competency."""
    return ctid(field.key, "competency", str(number))


def _organization(name: str, types: tuple[str, ...], description: str, **more: object) -> Json:
    known = organization_ctid(name)
    return ctdl.payload(
        {
            "@id": ctdl.resource(known),
            "@type": "ceterms:CredentialOrganization",
            "ceterms:ctid": known,
            "ceterms:name": english(name),
            "ceterms:description": english(description),
            "ceterms:subjectWebpage": f"https://{'-'.join(name.lower().split())}.example",
            "ceterms:agentType": [ctdl.alignment("orgType", code, _words(code)) for code in types],
            **more,
        }
    )


def _words(code: str) -> str:
    return "".join(f" {letter}" if letter.isupper() else letter for letter in code).strip()


def _institution(institution: Institution) -> Json:
    where = ctdl.place(
        institution.city,
        institution.state,
        institution.postal,
        **{"ceterms:latitude": institution.latitude, "ceterms:longitude": institution.longitude},
    )
    return _organization(
        institution.name,
        institution.types,
        f"{institution.name} offers incremental credentials in {len(institution.fields)} fields in {institution.city}.",
        **{
            "ceterms:agentSectorType": ctdl.alignment("agentSector", institution.sector, _words(institution.sector)),
            "ceterms:address": [where],
        },
    )


def _organizations(world: World) -> Iterator[Json]:
    yield from map(_institution, world.institutions)
    for agency in world.agencies:
        yield _organization(agency.name, agency.types, "Keeps the state's list of credentials that stack and transfer.")
    for certifier in world.certifiers:
        yield _organization(certifier.name, certifier.types, "Examines and certifies people across the country.")
    name, types = world.accreditor.name, world.accreditor.types
    yield _organization(name, types, "Accredits institutions and their programs.")


def framework_payload(field: Field, world: World) -> Json:
    """A field's competency framework with its competencies."""
    known = ctid(field.key, "framework")
    publisher = _certifier(field, world)
    numbers = range(len(field.competencies))
    main = {
        "@id": ctdl.resource(known),
        "@type": "ceasn:CompetencyFramework",
        "ceterms:ctid": known,
        "ceasn:name": {"en-us": framework_name(field)},
        "ceasn:description": {"en-us": f"What people know and can do who work at {field.summary}."},
        "ceasn:inLanguage": ["en"],
        "ceasn:publisher": [ctdl.resource(organization_ctid(publisher.name))],
        "ceasn:publisherName": {"en-us": [publisher.name]},
        "ceasn:hasTopChild": [ctdl.resource(competency_ctid(field, number)) for number in numbers],
    }
    competencies = [
        {
            "@id": ctdl.resource(competency_ctid(field, number)),
            "@type": "ceasn:Competency",
            "ceterms:ctid": competency_ctid(field, number),
            "ceasn:competencyLabel": {"en-us": label},
            "ceasn:competencyText": {"en-us": statement},
            "ceasn:codedNotation": f"{field.key.upper()}-{number + 1}",
            "ceasn:isPartOf": [ctdl.resource(known)],
            "ceasn:isTopChildOf": [ctdl.resource(known)],
            "ceasn:listID": str(number + 1),
        }
        for number, (label, statement) in enumerate(field.statements())
    ]
    return ctdl.payload(main, *competencies, context=ctdl.ASN_CONTEXT)


def _certifier(field: Field, world: World) -> Certifier:
    return next(certifier for certifier in world.certifiers if certifier.key == field.certifier)


def _certifications(world: World) -> Iterator[Json]:
    for field in world.fields:
        yield _examined(field, _certifier(field, world).name, field.certification, "ceterms:Certification")
        if field.licence:
            for agency in world.agencies:
                yield _examined(field, agency.name, field.licence, "ceterms:License", region=agency.state)


def _examined(field: Field, owner: str, name: str, ctdl_class: str, region: str | None = None) -> Json:
    """A certification or licence with the examination that it requires."""
    words = (field.key, name, region or "")
    known, exam = ctid(*words), ctid(*words, "exam")
    by = ctdl.resource(organization_ctid(owner))
    credential: Json = {
        "@id": ctdl.resource(known),
        "@type": ctdl_class,
        "ceterms:ctid": known,
        "ceterms:name": english(f"{name} ({region})" if region else name),
        "ceterms:description": english(f"Shows that its holder is fit for {field.summary}."),
        "ceterms:subjectWebpage": f"https://credentials.example/{field.key}/{known[3:11]}",
        "ceterms:credentialStatusType": ctdl.alignment("credentialStat", "Active", "Active"),
        "ceterms:ownedBy": [by],
        "ceterms:offeredBy": [by],
        "ceterms:occupationType": [ctdl.soc(code) for code in field.soc],
        "ceterms:industryType": [ctdl.naics(field.naics)],
        "ceterms:instructionalProgramType": [ctdl.cip(field.cip)],
        "ceterms:renewalFrequency": "P2Y",
        "ceterms:estimatedCost": [ctdl.cost("AggregateCost", "Aggregate Cost", 185 if region is None else 95)],
        "ceterms:requires": [
            {
                "@type": "ceterms:ConditionProfile",
                "ceterms:name": english("Examination"),
                "ceterms:description": english("Pass the examination."),
                "ceterms:targetAssessment": [ctdl.resource(exam)],
            }
        ],
    }
    if region:
        credential["ceterms:jurisdiction"] = [
            {
                "@type": "ceterms:JurisdictionProfile",
                "ceterms:globalJurisdiction": False,
                "ceterms:mainJurisdiction": [{"@type": "ceterms:Place", "ceterms:addressRegion": english(region)}],
            }
        ]
    return ctdl.payload(credential, _examination(field, name, exam, by))


def _examination(field: Field, name: str, exam: str, by: str) -> Json:
    """What shows that somebody masters the field."""
    shown = [
        ctdl.competency(competency_ctid(field, number), label, framework_name(field))
        for number, (label, _) in enumerate(field.statements()[:6])
    ]
    return {
        "@id": ctdl.resource(exam),
        "@type": "ceterms:AssessmentProfile",
        "ceterms:ctid": exam,
        "ceterms:name": english(f"{name} Examination"),
        "ceterms:description": english("Written questions and practical tasks."),
        "ceterms:offeredBy": [by],
        "ceterms:assessmentMethodType": [ctdl.alignment("assessMethod", "Exam", "Exam")],
        "ceterms:isProctored": True,
        "ceterms:estimatedCost": [ctdl.cost("StandaloneAssessment", "Assessment", 120)],
        "ceterms:assesses": shown,
    }
