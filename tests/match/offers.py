"""Credentials that hold the frameworks' competencies by every route, and jobs that ask for them."""

from __future__ import annotations

from typing import Any

from credloom.demo import ctdl
from credloom.demo.ctdl import Json, english
from tests.graph.small import condition, ctid, node, to
from tests.resolve.frameworks import DESIGN, DRAWINGS, JOIN, METAL, PIPE, SAFELY

BADGE, PROGRAM_CREDENTIAL, EXAMINED, LICENSE, DEGREE, UNRELATED, ENDED = (ctid(301 + n) for n in range(7))
PROGRAM, EXAM, ENDING = (ctid(321 + n) for n in range(3))
ROLE, BARE, WELDER = (ctid(331 + n) for n in range(3))


def held(*ctids: str) -> list[Json]:
    """References to competencies."""
    return [ctdl.competency(known, f"Competency {known[-3:]}", "Trades") for known in ctids]


def credentials() -> list[Json]:
    """By route: own statement, required program, required assessment, a program that ends in it; by name; by level."""
    return [
        node(BADGE, "DigitalBadge", "Pipe Badge", requires=[condition(targetCompetency=held(PIPE))]),
        node(
            PROGRAM_CREDENTIAL,
            "Certificate",
            "Shop Certificate",
            requires=[condition(targetLearningOpportunity=to(PROGRAM))],
            estimatedCost=[ctdl.cost("AggregateCost", "Aggregate Cost", 900)],
        ),
        node(EXAMINED, "Certification", "Certified Joiner", requires=[condition(targetAssessment=to(EXAM))]),
        node(LICENSE, "License", "Boiler Licence", identifier=[_identifier("BL-100")]),
        node(DEGREE, "BachelorDegree", "Bachelor of Metal", requires=[condition(targetCompetency=held(METAL, DESIGN))]),
        node(UNRELATED, "Badge", "Badge of Nothing"),
        node(ENDED, "Certificate", "Weekend Certificate"),
    ]


def _identifier(value: str) -> Json:
    return {"@type": "ceterms:IdentifierValue", "ceterms:identifierValueCode": value}


def others() -> list[Json]:
    """Programs and an exam behind the credentials; what the program requires is not taught in it."""
    return [
        node(
            PROGRAM,
            "LearningProgram",
            "Shop Program",
            teaches=held(DRAWINGS, SAFELY),
            requires=[condition(targetCompetency=held(DESIGN))],
        ),
        node(EXAM, "AssessmentProfile", "Joining Exam", assesses=held(JOIN)),
        node(ENDING, "Course", "Weekend Course", teaches=held(SAFELY), targetCredential=to(ENDED)),
    ]


def jobs() -> list[Json]:
    """A described role with requirements, one without, an occupation with a code."""
    return [
        node(ROLE, "Job", "Pipe Fitter", requires=[condition(targetCompetency=held(PIPE, DRAWINGS))]),
        node(BARE, "Job", "Helper"),
        node(
            WELDER,
            "Occupation",
            "Welder",
            occupationType=[ctdl.soc("51-4121")],
            requires=[condition(targetCompetency=held(PIPE)), condition(description=english("Must lift 50 pounds"))],
        ),
    ]


def payloads() -> list[Json]:
    """All of it."""
    return [ctdl.payload(each) for each in (*credentials(), *others(), *jobs())]


def found(matches: Any) -> dict[str, Any]:
    """Matches by credential."""
    return {match.credential.key: match for match in matches}
