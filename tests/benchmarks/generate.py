"""Registry payloads in any number, shaped like the Registry's own: what benchmarks are run on.

The shape follows a published survey of 1,200 production envelopes: about eight entities in each, most of them
described in place (alignments, conditions, costs, durations, places, identifiers), some two references to other
envelopes, 4 kB of JSON. Everything is invented and follows from the number alone, so that every run sees the same data.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import orjson

from credloom.model import codes
from credloom.model.record import Document
from credloom.model.regions import NAMES

CONTEXT = "https://credreg.net/ctdl/schema/context/json"
RESOURCES = "https://credentialengineregistry.org/resources/"
GRAPHS = "https://credentialengineregistry.org/graph/"
START = datetime(2020, 1, 1, tzinfo=UTC)

CREDENTIALS_PER_ORGANIZATION = 50
CREDENTIALS_PER_FRAMEWORK = 500
COMPETENCIES_PER_FRAMEWORK = 60

_CLASSES = (
    *("Certificate", "CertificateOfCompletion", "AssociateDegree", "BachelorDegree", "Certification", "MasterDegree"),
    *("DigitalBadge", "License", "AssociateOfAppliedScienceDegree", "MicroCredential", "Diploma"),
)
_WEIGHTS = (30, 10, 14, 14, 10, 5, 5, 4, 4, 3, 1)
_LEVELS = ("BeginnerLevel", "IntermediateLevel", "AdvancedLevel", "LowerDivisionLevel", "UpperDivisionLevel")
_DELIVERY = ("InPersonOnly", "OnlineOnly", "BlendedDelivery")
_VERBS = ("Apply", "Assess", "Document", "Maintain", "Operate", "Plan", "Prepare", "Review", "Select", "Verify")

Json = dict[str, Any]


def ctid(kind: str, number: int) -> str:
    """The CTID of the thing of a kind with a number."""
    return f"ce-{uuid.uuid5(uuid.NAMESPACE_URL, f'https://example.org/{kind}/{number}')}"


def iri(kind: str, number: int) -> str:
    """Its address in the Registry."""
    return RESOURCES + ctid(kind, number)


@cache
def _programs() -> tuple[tuple[str, str], ...]:
    named = ((code, codes.title(codes.CIP, code)) for code in codes.published(codes.CIP) if len(code) == 7)
    return tuple((code, title.rstrip(".")) for code, title in named if title)


@cache
def _occupations() -> tuple[tuple[str, str], ...]:
    named = ((code, codes.title(codes.SOC, code)) for code in codes.published(codes.SOC) if not code.endswith("0"))
    return tuple((code, title) for code, title in named if title)


def _payload(main: Json, *others: Json) -> Json:
    return {"@context": CONTEXT, "@id": GRAPHS + main["ceterms:ctid"], "@graph": [main, *others]}


def _text(value: str) -> Json:
    return {"en-US": value}


def _alignment(framework: str, name: str, **more: Any) -> Json:
    return {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:framework": framework,
        "ceterms:targetNodeName": _text(name),
        **{f"ceterms:{key}": value for key, value in more.items()},
    }


def organization(number: int) -> Json:
    """The payload of an organization."""
    rng = random.Random(f"organization {number}")
    state = rng.choice(sorted(NAMES))
    return _payload(
        {
            "@id": iri("organization", number),
            "@type": "ceterms:CredentialOrganization",
            "ceterms:ctid": ctid("organization", number),
            "ceterms:name": _text(f"{NAMES[state]} {rng.choice(('College', 'Institute', 'University'))} {number}"),
            "ceterms:description": _text("An institution that was invented for measuring."),
            "ceterms:subjectWebpage": f"https://example.org/organizations/{number}",
            "ceterms:agentSectorType": _alignment(
                "https://credreg.net/ctdl/terms/AgentSector", "Public", targetNode="agentSector:Public"
            ),
            "ceterms:address": [
                {
                    "@type": "ceterms:Place",
                    "ceterms:addressLocality": _text(f"City {rng.randrange(300)}"),
                    "ceterms:addressRegion": _text(NAMES[state]),
                    "ceterms:addressCountry": _text("United States"),
                    "ceterms:latitude": round(rng.uniform(26, 48), 5),
                    "ceterms:longitude": round(rng.uniform(-122, -72), 5),
                }
            ],
        }
    )


def statement(number: int) -> str:
    """The words of a competency."""
    rng = random.Random(f"competency {number}")
    first, second = rng.choice(_occupations())[1], rng.choice(_programs())[1]
    return f"{rng.choice(_VERBS)} {second.lower()} for {first.lower()}"


def competency(number: int) -> Json:
    """The node of a competency."""
    framework = number // COMPETENCIES_PER_FRAMEWORK
    return {
        "@id": iri("competency", number),
        "@type": "ceasn:Competency",
        "ceterms:ctid": ctid("competency", number),
        "ceasn:competencyText": _text(statement(number)),
        "ceasn:codedNotation": f"{framework}.{number % COMPETENCIES_PER_FRAMEWORK}",
        "ceasn:isPartOf": iri("framework", framework),
        "ceasn:isTopChildOf": iri("framework", framework),
    }


def framework(number: int) -> Json:
    """The payload of a framework with its competencies."""
    first = number * COMPETENCIES_PER_FRAMEWORK
    inside = range(first, first + COMPETENCIES_PER_FRAMEWORK)
    main = {
        "@id": iri("framework", number),
        "@type": "ceasn:CompetencyFramework",
        "ceterms:ctid": ctid("framework", number),
        "ceasn:name": _text(f"Framework {number} of {random.Random(number).choice(_occupations())[1].lower()}"),
        "ceasn:inLanguage": ["en-US"],
        "ceasn:hasTopChild": [iri("competency", one) for one in inside],
    }
    return _payload(main, *(competency(one) for one in inside))


def credential(number: int, total: int) -> Json:
    """The payload of one of `total` credentials."""
    return _payload(_credential(number, total))


def wide_credential(number: int, total: int) -> Json:
    """The payload of a credential whose organization and competencies have nodes of their own beside it."""
    main = _credential(number, total)
    owner = organization(number // CREDENTIALS_PER_ORGANIZATION)["@graph"][0]
    return _payload(main, owner, *(competency(one) for one in _competencies(number, total)))


def _competencies(number: int, total: int) -> list[int]:
    rng = random.Random(f"competencies {number}")
    most = max(1, total // CREDENTIALS_PER_FRAMEWORK) * COMPETENCIES_PER_FRAMEWORK
    return [int(most * rng.random() ** 2) for _ in range(rng.randrange(2, 5))]


def _credential(number: int, total: int) -> Json:
    rng = random.Random(f"credential {number}")
    program, title = rng.choice(_programs())
    occupation, work = rng.choice(_occupations())
    kind = rng.choices(_CLASSES, _WEIGHTS)[0]
    owner = iri("organization", number // CREDENTIALS_PER_ORGANIZATION)
    state = rng.choice(sorted(NAMES))
    return {
        "@id": iri("credential", number),
        "@type": f"ceterms:{kind}",
        "ceterms:ctid": ctid("credential", number),
        "ceterms:name": _text(f"{title} {rng.choice(('Certificate', 'Program', 'Award', 'Studies'))}"),
        "ceterms:description": _text(_description(rng, title, work)),
        "ceterms:subjectWebpage": f"https://example.org/credentials/{number}",
        "ceterms:inLanguage": ["en-US"],
        "ceterms:ownedBy": [owner],
        "ceterms:offeredBy": [owner],
        "ceterms:keyword": {"en-US": title.lower().replace(",", " ").split()[:5]},
        "ceterms:credentialStatusType": _alignment(
            "https://credreg.net/ctdl/terms/CredentialStatus", "Active", targetNode="credentialStat:Active"
        ),
        "ceterms:audienceLevelType": [_level(rng)],
        "ceterms:learningDeliveryType": [_delivery(rng)],
        "ceterms:instructionalProgramType": [
            _alignment("https://nces.ed.gov/ipeds/cipcode", title, codedNotation=program)
        ],
        "ceterms:occupationType": [_alignment("https://www.bls.gov/soc", work, codedNotation=occupation)],
        "ceterms:requires": [_requirements(number, total)],
        **_practical(rng, NAMES[state]),
        "ceterms:identifier": [
            {
                "@type": "ceterms:IdentifierValue",
                "ceterms:identifierTypeName": _text("Catalog number"),
                "ceterms:identifierValueCode": f"C-{number}",
            }
        ],
    }


def _requirements(number: int, total: int) -> Json:
    return {
        "@type": "ceterms:ConditionProfile",
        "ceterms:name": _text("Requirements"),
        "ceterms:description": _text("Complete every part with a passing grade."),
        "ceterms:targetCompetency": [
            _alignment(
                iri("framework", one // COMPETENCIES_PER_FRAMEWORK),
                statement(one),
                targetNode=iri("competency", one),
            )
            for one in _competencies(number, total)
        ],
    }


def _practical(rng: random.Random, region: str) -> Json:
    """What it costs, how long it takes and where it is."""
    return {
        "ceterms:estimatedCost": [
            {
                "@type": "ceterms:CostProfile",
                "ceterms:directCostType": {
                    "@type": "ceterms:CredentialAlignmentObject",
                    "ceterms:targetNode": f"costType:{name}",
                },
                "ceterms:price": rng.randrange(50, 9000),
                "ceterms:currency": "USD",
            }
            for name in ("Tuition", "TechnologyFee")[: rng.randrange(3)]
        ],
        "ceterms:estimatedDuration": [
            {"@type": "ceterms:DurationProfile", "ceterms:timeRequired": f"PT{rng.randrange(20, 900)}H"}
        ],
        "ceterms:availableAt": [
            {
                "@type": "ceterms:Place",
                "ceterms:addressLocality": _text(f"City {rng.randrange(300)}"),
                "ceterms:addressRegion": _text(region),
                "ceterms:addressCountry": _text("United States"),
                "ceterms:latitude": round(rng.uniform(26, 48), 5),
                "ceterms:longitude": round(rng.uniform(-122, -72), 5),
            }
        ],
    }


def _description(rng: random.Random, title: str, work: str) -> str:
    words = [rng.choice(_programs())[1].lower() for _ in range(6)]
    return (
        f"Prepares for work as {work.lower()}. The studies begin with {words[0]} and {words[1]}, go on to "
        f"{words[2]} and {words[3]}, and end with a project in {title.lower()}. "
        f"Graduates have practised {words[4]} and {words[5]}."
    )


def _level(rng: random.Random) -> Json:
    name = rng.choice(_LEVELS)
    return _alignment("https://credreg.net/ctdl/terms/AudienceLevel", name, targetNode=f"audLevel:{name}")


def _delivery(rng: random.Random) -> Json:
    name = rng.choice(_DELIVERY)
    return _alignment("https://credreg.net/ctdl/terms/Delivery", name, targetNode=f"deliveryType:{name}")


def payloads(total: int, *, wide: bool = False) -> Iterator[Json]:
    """Organizations and frameworks, then `total` credentials that refer to them."""
    for number in range(-(-total // CREDENTIALS_PER_ORGANIZATION)):
        yield organization(number)
    for number in range(max(1, total // CREDENTIALS_PER_FRAMEWORK)):
        yield framework(number)
    for number in range(total):
        yield wide_credential(number, total) if wide else credential(number, total)


def document(payload: Json, number: int) -> Document:
    """A payload as the Registry's reader gives it."""
    body = orjson.dumps(payload)
    name = payload["@graph"][0]["ceterms:ctid"]
    changed = START + timedelta(seconds=number * 600 % 200_000_000)
    return Document(
        ref=name,
        format="ctdl",
        given=orjson.loads(body),
        body=body,
        retrieved_at=datetime(2026, 11, 1, tzinfo=UTC),
        url=RESOURCES + name,
        modified_at=changed,
    )


def portions(total: int, size: int = 100, *, wide: bool = False) -> Iterator[list[Document]]:
    """Everything in portions, as a refresh reads it."""
    portion: list[Document] = []
    for number, payload in enumerate(payloads(total, wide=wide)):
        portion.append(document(payload, number))
        if len(portion) == size:
            yield portion
            portion = []
    if portion:
        yield portion
