"""A small world in which every kind of link, share, conflict and gap occurs once, with known answers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from credloom.demo import ctdl
from credloom.demo.ctdl import Json, english, resource
from credloom.model.record import Document
from credloom.normalise import normalise
from credloom.sources.manifest import Fetch, Manifest, Source, SourceInfo, SourceKind
from credloom.store.ports import Batch, Store

NOW = datetime(2026, 8, 31, 12, tzinfo=UTC)


def ctid(number: int) -> str:
    """A CTID that says its number."""
    return f"ce-00000000-0000-4000-8000-{number:012d}"


UNIVERSITY, COLLEGE, AGENCY = ctid(1), ctid(2), ctid(3)
BADGE, CERTIFICATE, DEGREE, OLD_DEGREE, LICENSE = ctid(11), ctid(12), ctid(13), ctid(14), ctid(15)
COURSE, DAY_PROGRAM, NIGHT_PROGRAM = ctid(21), ctid(22), ctid(23)
EXAM = ctid(31)
FRAMEWORK, OTHER_FRAMEWORK = ctid(41), ctid(42)
SAFETY, WIRING, TESTING, FUSES, LADDERS, SAFE_WORK = (ctid(50 + n) for n in range(6))
TRANSFER = ctid(61)
PATHWAY, FIRST_STEP, SECOND_STEP = ctid(71), ctid(72), ctid(73)
MANIFEST_OF_COSTS, MANIFEST_OF_CONDITIONS = ctid(81), ctid(82)
LIST = ctid(91)
ROLE = ctid(95)
UNKNOWN_COURSE = ctid(99)


def source(key: str, kind: SourceKind, **told: Any) -> Source:
    """A source of CTDL files that nobody asks."""
    info = SourceInfo(key=key, name=key.title(), kind=kind, **told)
    fetch = Fetch(reader="documents", urls={"main": "file:///nowhere"})
    return Source(manifest=Manifest(source=info, fetch=fetch, folder=Path()), urls=dict(fetch.urls))


SOURCES = {
    "registry": source("registry", "CREDENTIAL_REGISTRY", homepage="https://registry.example/", license="CC BY 4.0"),
    "state": source("state", "STATE_CATALOG", jurisdiction="CO", homepage="file:///nowhere"),
}


def fill(store: Store) -> None:
    """Write the world's documents as if each source had just sent them."""
    for key, payloads in (("registry", registry()), ("state", state())):
        documents = [
            document(payload, "https://registry.example/" if key == "registry" else "file:///nowhere/")
            for payload in payloads
        ]
        made = normalise(SOURCES[key], documents)
        assert made.refusals == []
        kind = SOURCES[key].manifest.source.kind
        store.write(Batch(source=key, kind=kind, documents=documents, records=made.records))


def document(payload: Json, place: str = "https://registry.example/") -> Document:
    """A document that was read from below a place."""
    ref = str(payload["@id"])
    return Document(
        ref=ref,
        format="ctdl",
        given=payload,
        body=orjson.dumps(payload),
        retrieved_at=NOW,
        url=place + ref.rpartition("/")[2],
    )


def node(known: str, ctdl_class: str, name: str, **more: Any) -> Json:
    """A CTDL node; keyword arguments are terms without prefix."""
    made = {
        "@id": resource(known),
        "@type": f"ceterms:{ctdl_class}",
        "ceterms:ctid": known,
        "ceterms:name": english(name),
    }
    return made | {f"ceterms:{term}": value for term, value in more.items()}


def to(*ctids: str) -> list[str]:
    """References."""
    return [resource(known) for known in ctids]


def condition(**more: Any) -> Json:
    """A ConditionProfile."""
    return {"@type": "ceterms:ConditionProfile"} | {f"ceterms:{term}": value for term, value in more.items()}


def competencies(*ctids: str) -> list[Json]:
    """References to competencies as offerings state them."""
    return [ctdl.competency(known, f"Competency {known[-2:]}", "Electrical Work") for known in ctids]


def registry() -> list[Json]:
    """What the registry holds."""
    return [
        *map(ctdl.payload, (*organizations(), *credentials(), *programs(), *others())),
        framework(),
        other_framework(),
        pathway(),
    ]


def organizations() -> list[Json]:
    """A college of a university, and who accredits."""
    place = ctdl.place("Denver", "Colorado", "80202")
    return [
        node(UNIVERSITY, "CredentialOrganization", "Summit University"),
        node(COLLEGE, "CredentialOrganization", "Valley College", parentOrganization=to(UNIVERSITY), address=[place]),
        node(AGENCY, "QACredentialOrganization", "Quality Agency", ownedBy=to(UNIVERSITY)),
    ]


def credentials() -> list[Json]:
    """A ladder from badge to degree, and a licence."""
    return [_badge(), _certificate(), *_degrees()]


def _badge() -> Json:
    return node(
        BADGE,
        "DigitalBadge",
        "Safety Badge",
        description=english("A first step."),
        ownedBy=to(COLLEGE),
        estimatedCost=[ctdl.cost("Tuition", "Tuition", 100)],
        commonCosts=to(MANIFEST_OF_COSTS),
        commonConditions=to(MANIFEST_OF_CONDITIONS),
        requires=[
            condition(
                name=english("Completion"),
                targetCompetency=competencies(SAFETY),
                targetLearningOpportunity=to(COURSE),
            )
        ],
        isPreparationFor=to(CERTIFICATE),
    )


def _certificate() -> Json:
    alternatives = [
        condition(targetLearningOpportunity=to(DAY_PROGRAM), description=english("By day.")),
        condition(targetLearningOpportunity=to(NIGHT_PROGRAM), description=english("By night.")),
    ]
    return node(
        CERTIFICATE,
        "Certificate",
        "Wiring Certificate",
        ownedBy=to(COLLEGE),
        offeredBy=to(UNIVERSITY),
        estimatedCost=[
            ctdl.cost("Tuition", "Tuition", 900) | {"ceterms:residencyType": [residency("InState")]},
            ctdl.cost("Tuition", "Tuition", 1500) | {"ceterms:residencyType": [residency("OutOfState")]},
            {
                "@type": "ceterms:CostProfile",
                "ceterms:directCostType": ctdl.alignment("costType", "TechnologyFee", "Technology Fee"),
            },
        ],
        requires=[condition(description=english("One of two programs."), alternativeCondition=alternatives)],
        preparationFrom=to(BADGE),
        isPartOf=to(DEGREE),
        isMemberOf=to(LIST),
    )


def _degrees() -> list[Json]:
    colorado = {
        "@type": "ceterms:JurisdictionProfile",
        "ceterms:mainJurisdiction": [{"@type": "ceterms:Place", "ceterms:addressRegion": english("Colorado")}],
        "ceterms:assertedBy": to(AGENCY),
    }
    return [
        node(
            DEGREE,
            "BachelorDegree",
            "Bachelor of Electrical Work",
            ownedBy=to(UNIVERSITY),
            accreditedBy=to(AGENCY),
            accreditedIn=[colorado],
            requires=[condition(targetCredential=to(CERTIFICATE), name=english("Certificate first"))],
            recommends=to(LICENSE),
            supersedes=to(OLD_DEGREE),
        ),
        node(
            OLD_DEGREE,
            "BachelorDegree",
            "Bachelor of Electrics",
            ownedBy=to(UNIVERSITY),
            advancedStandingFrom=[condition(targetCredential=to(LICENSE), name=english("Licence counts"))],
        ),
        node(
            LICENSE,
            "License",
            "Electrician License",
            requires=[condition(targetAssessment=to(EXAM))],
            isPreparationFor=[
                condition(targetCredential=to(CERTIFICATE), name=english("Something else")),
                condition(targetCredential=to(OLD_DEGREE), name=english("Prepares well"), minimumAge=18),
            ],
        ),
    ]


def residency(code: str) -> Json:
    """A residency of CTDL."""
    return {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:targetNode": f"residency:{code}",
        "ceterms:targetNodeName": english(code),
    }


def programs() -> list[Json]:
    """Ways to the certificate, and an examination."""
    return [
        node(COURSE, "Course", "Safe Work", teaches=competencies(SAFETY, LADDERS), resultsInCredential=to(BADGE)),
        node(DAY_PROGRAM, "LearningProgram", "Wiring by Day", teaches=competencies(WIRING, FUSES), isPartOf=to(COURSE)),
        node(
            NIGHT_PROGRAM, "LearningProgram", "Wiring by Night", teaches=competencies(WIRING), hasPart=to(DAY_PROGRAM)
        ),
        node(EXAM, "AssessmentProfile", "Electrician Exam", assesses=competencies(TESTING, SAFETY), isProctored=True),
    ]


def others() -> list[Json]:
    """What credentials share, transfer, and where they are listed; a work role."""
    owner = {"ownedBy": to(UNIVERSITY)}
    return [
        node(MANIFEST_OF_COSTS, "CostManifest", "Books", estimatedCost=[ctdl.cost("LearningResource", "Books", 25.5)]),
        node(
            MANIFEST_OF_CONDITIONS,
            "ConditionManifest",
            "Entry",
            entryCondition=[condition(name=english("Age"), minimumAge=16)],
        ),
        node(
            TRANSFER,
            "TransferValueProfile",
            "Certificate toward the degree",
            transferValue=[ctdl.credit(12, "DegreeCredit", "Degree Credit")],
            transferValueFrom=to(CERTIFICATE),
            transferValueFor=to(DEGREE, UNKNOWN_COURSE),
            startDate="2026-01-01T00:00:00",
            endDate="some day",
            **owner,
        ),
        node(LIST, "Collection", "In demand", hasMember=to(BADGE, COURSE), **owner),
        node(ROLE, "WorkRole", "Electrician's Helper")
        | {"ceasn:skillEmbodied": to(SAFETY), "ceterms:ownedBy": to(UNIVERSITY)},
    ]


def competency(known: str, text: str, place: str, **more: Any) -> Json:
    """A competency of a framework."""
    made = {
        "@id": resource(known),
        "@type": "ceasn:Competency",
        "ceterms:ctid": known,
        "ceasn:competencyText": english(text),
        "ceasn:listID": place,
        "ceasn:isPartOf": to(FRAMEWORK),
    }
    return made | {f"ceasn:{term}": value for term, value in more.items()}


def framework() -> Json:
    """Competencies in two levels, written down out of order."""
    main = {
        "@id": resource(FRAMEWORK),
        "@type": "ceasn:CompetencyFramework",
        "ceterms:ctid": FRAMEWORK,
        "ceasn:name": english("Electrical Work"),
        "ceasn:publisherName": english("Summit University"),
        "ceasn:hasTopChild": to(WIRING, SAFETY),
    }
    top = {"isTopChildOf": to(FRAMEWORK)}
    return ctdl.payload(
        main,
        competency(WIRING, "Wires a house.", "10", **top),
        competency(SAFETY, "Works safely.", "2", codedNotation="S", broadAlignment=to(SAFE_WORK), **top),
        competency(FUSES, "Changes fuses.", "10.2", isChildOf=to(WIRING)),
        competency(TESTING, "Tests circuits.", "10.1", isChildOf=to(WIRING)),
        competency(LADDERS, "Climbs ladders.", "2.1", isChildOf=to(SAFETY)),
        context=ctdl.ASN_CONTEXT,
    )


def other_framework() -> Json:
    """One competency to which the first framework is aligned, and which says of another that there is no match."""
    main = {
        "@id": resource(OTHER_FRAMEWORK),
        "@type": "ceasn:CompetencyFramework",
        "ceterms:ctid": OTHER_FRAMEWORK,
        "ceasn:name": english("Work in General"),
    }
    general = competency(SAFE_WORK, "Keeps everybody from harm.", "1") | {"ceasn:isPartOf": to(OTHER_FRAMEWORK)}
    return ctdl.payload(main, general, context=ctdl.ASN_CONTEXT)


def pathway() -> Json:
    """From the badge to the degree."""
    first = node(FIRST_STEP, "CredentialComponent", "First", proxyFor=to(BADGE), isPartOf=to(PATHWAY))
    second = node(
        SECOND_STEP,
        "CredentialComponent",
        "Second",
        proxyFor=to(DEGREE),
        isPartOf=to(PATHWAY),
        precededBy=to(FIRST_STEP),
        hasCondition=[
            {
                "@type": "ceterms:ComponentCondition",
                "ceterms:requiredNumber": 1,
                "ceterms:targetComponent": to(FIRST_STEP),
            }
        ],
    )
    main = node(PATHWAY, "Pathway", "To the top", ownedBy=to(UNIVERSITY), hasDestinationComponent=to(SECOND_STEP))
    return ctdl.payload(main, first, second)


def state() -> list[Json]:
    """What a state's catalog says of the badge: another name and price, and something more."""
    return [
        ctdl.payload(
            node(
                BADGE,
                "DigitalBadge",
                "Badge in Safety",
                description=english("A first step."),
                estimatedCost=[ctdl.cost("Tuition", "Tuition", 120)],
                expirationDate="2030-01-01",
                image="file:///etc/passwd",
            )
        )
    ]
