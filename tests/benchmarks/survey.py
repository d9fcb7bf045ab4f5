"""Registry payloads in the proportions of a published survey of 1,200 production envelopes (August 2026).

Types in their shares, each with its mean number of entities (8.3 over all): the main resource, and what it describes in
place. Everything is invented and follows from the number alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from tests.benchmarks.generate import ctid, iri

Json = dict[str, Any]

SHARES: dict[str, tuple[int, float]] = {
    "ceterms:Task": (150, 2.0),
    "ceterms:Course": (128, 7.8),
    "ceterms:Certificate": (121, 11.4),
    "ceterms:CredentialOrganization": (107, 6.1),
    "ceterms:LearningProgram": (79, 9.1),
    "ceterms:TransferValueProfile": (74, 7.3),
    "ceterms:LearningOpportunityProfile": (63, 17.6),
    "ceterms:AssociateDegree": (61, 9.8),
    "ceterms:BachelorDegree": (59, 6.9),
    "ceasn:CompetencyFramework": (35, 11.4),
    "ceterms:MasterDegree": (29, 6.0),
    "ceterms:Certification": (28, 7.6),
    "ceterms:License": (28, 4.0),
    "ceterms:CertificateOfCompletion": (27, 10.0),
    "ceterms:Job": (19, 14.9),
    "ceterms:DigitalBadge": (12, 9.0),
}
"""Class → (envelopes of the survey, mean entities in one)."""
_WORDS = (
    "welding",
    "nursing",
    "network",
    "harbor",
    "design",
    "budget",
    "safety",
    "patient",
    "circuit",
    "soil",
    "audit",
)


def _text(value: str) -> Json:
    return {"en-US": value}


def _aligned(scheme: str, code: str) -> Json:
    return {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:framework": f"https://credreg.net/ctdl/terms/{scheme}",
        "ceterms:targetNode": code,
        "ceterms:targetNodeName": _text(code.partition(":")[2]),
    }


def _coded(framework: str, code: str) -> Json:
    return {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:frameworkName": _text(framework),
        "ceterms:codedNotation": code,
        "ceterms:targetNodeName": _text(f"{framework} {code}"),
    }


_PARTS: tuple[tuple[str, Callable[[random.Random], Json]], ...] = (
    ("ceterms:audienceLevelType", lambda _: _aligned("AudienceLevel", "audLevel:LowerDivisionLevel")),
    (
        "ceterms:identifier",
        lambda r: {
            "@type": "ceterms:IdentifierValue",
            "ceterms:identifierTypeName": _text("Catalog number"),
            "ceterms:identifierValueCode": f"C-{r.randrange(10**6)}",
        },
    ),
    (
        "ceterms:requires",
        lambda r: {
            "@type": "ceterms:ConditionProfile",
            "ceterms:name": _text("Requirements"),
            "ceterms:description": _text(f"Complete every part of the course on {r.choice(_WORDS)}."),
            "ceterms:targetLearningOpportunity": [iri("survey", r.randrange(1, 100_000))],
        },
    ),
    (
        "ceterms:creditValue",
        lambda r: {"@type": "ceterms:ValueProfile", "schema:value": r.randrange(1, 60)},
    ),
    (
        "ceterms:availableAt",
        lambda r: {
            "@type": "ceterms:Place",
            "ceterms:addressLocality": _text(f"City {r.randrange(300)}"),
            "ceterms:addressRegion": _text("Colorado"),
            "ceterms:postalCode": f"80{r.randrange(100, 999)}",
            "ceterms:addressCountry": _text("United States"),
        },
    ),
    (
        "ceterms:estimatedDuration",
        lambda r: {"@type": "ceterms:DurationProfile", "ceterms:exactDuration": f"P{r.randrange(1, 48)}M"},
    ),
    (
        "ceterms:estimatedCost",
        lambda r: {
            "@type": "ceterms:CostProfile",
            "ceterms:price": r.randrange(50, 9000),
            "ceterms:currency": "USD",
        },
    ),
    (
        "ceterms:occupationType",
        lambda r: _coded("Standard Occupational Classification", f"29-{r.randrange(1000, 2100)}"),
    ),
    (
        "ceterms:instructionalProgramType",
        lambda r: _coded("Classification of Instructional Programs", f"51.{r.randrange(1000, 3900)}"),
    ),
    ("ceterms:subject", lambda r: _coded("Subject", r.choice(_WORDS))),
)


def payload(number: int) -> Json:
    """One payload."""
    rng = random.Random(f"survey {number}")
    ctdl_class = rng.choices([*SHARES], [share for share, _ in SHARES.values()])[0]
    entities = max(1, round(rng.gauss(SHARES[ctdl_class][1], SHARES[ctdl_class][1] / 4)))
    subject, other = rng.choice(_WORDS), rng.choice(_WORDS)
    owner = iri("survey", rng.randrange(1, 2000))
    node: Json = {
        "@id": iri("survey", number),
        "@type": ctdl_class,
        "ceterms:ctid": ctid("survey", number),
        "ceterms:name": _text(f"{ctdl_class.partition(':')[2]} in {subject} and {other} {number}"),
        "ceterms:description": _text(
            f"It begins with {subject} and {other}, goes on to practice, and ends with a project. {'It is long. ' * 12}"
        ),
        "ceterms:subjectWebpage": f"https://example.org/things/{number}",
        "ceterms:inLanguage": ["en-US"],
        "ceterms:ownedBy": [owner],
        "ceterms:keyword": {"en-US": [subject, other]},
    }
    if ctdl_class == "ceasn:CompetencyFramework":
        return _framework(number, node, entities)
    for place in range(entities - 1):
        name, make = _PARTS[place % len(_PARTS)]
        node.setdefault(name, []).append(make(rng))
    return _graph([node])


def _framework(number: int, node: Json, entities: int) -> Json:
    main = {
        **{key: node[key] for key in ("@id", "@type", "ceterms:ctid")},
        "ceasn:name": node["ceterms:name"],
        "ceasn:description": node["ceterms:description"],
        "ceasn:publisher": node["ceterms:ownedBy"],
    }
    children = [
        {
            "@id": iri("survey-child", 1000 * number + place),
            "@type": "ceasn:Competency",
            "ceterms:ctid": ctid("survey-child", 1000 * number + place),
            "ceasn:competencyText": _text(f"Explain and apply {_WORDS[place % len(_WORDS)]} in step {place}"),
            "ceasn:isPartOf": [node["@id"]],
        }
        for place in range(entities - 1)
    ]
    return _graph([main, *children])


def _graph(nodes: list[Json]) -> Json:
    context = "https://credreg.net/ctdl/schema/context/json"
    return {"@context": context, "@id": nodes[0]["@id"].replace("/resources/", "/graph/"), "@graph": nodes}


def payloads(total: int) -> Iterator[Json]:
    """`total` payloads."""
    return (payload(number) for number in range(1, total + 1))
