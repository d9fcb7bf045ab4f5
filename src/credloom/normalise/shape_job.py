"""From a canonical node to a `Job`: CTDL Job, Occupation, WorkRole and Task, and schema.org's JobPosting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from credloom.model import vocabulary
from credloom.model.concept import Concept
from credloom.model.parts import Condition, Pay, Ref, RequirementText
from credloom.model.record import Node
from credloom.model.text import LangText
from credloom.model.things import Job
from credloom.normalise import job_words, parts
from credloom.normalise.conditions import conditions
from credloom.normalise.implied import normal_name
from credloom.normalise.jsonld import main_type

_EMPLOYERS = ("ceterms:offeredBy", "ceterms:ownedBy", "ceterms:employer")
_EMBODIED = ("ceterms:targetCompetency", "ceasn:skillEmbodied", "ceasn:knowledgeEmbodied", "ceasn:abilityEmbodied")
_IMPORTANT = 0.5
"""Below half of the scale, a weighted competency is only mentioned (O*NET draws the same line)."""

_TEXTS: tuple[tuple[str, str, str], ...] = (
    ("schema:skills", "COMPETENCY", "REQUIRED"),
    ("schema:qualifications", "", "REQUIRED"),
    ("schema:educationRequirements", "EDUCATION", "REQUIRED"),
    ("schema:experienceRequirements", "EXPERIENCE", "REQUIRED"),
    ("schema:responsibilities", "COMPETENCY", "MENTIONED"),
)
"""(property, kind where it is always the same, necessity)."""
_PERIODS = {
    "HOUR": "Hour",
    "DAY": "Day",
    "WEEK": "Week",
    "MONTH": "Month",
    "YEAR": "Year",
    "PT1H": "Hour",
    "P1D": "Day",
    "P1W": "Week",
    "P7D": "Week",
    "P1M": "Month",
    "P1Y": "Year",
}
_ALIAS = {
    "HOURLY": "HOUR",
    "HR": "HOUR",
    "HUR": "HOUR",
    "DAILY": "DAY",
    "WEEKLY": "WEEK",
    "MONTHLY": "MONTH",
    "MON": "MONTH",
    "ANNUAL": "YEAR",
    "ANNUALLY": "YEAR",
    "YEARLY": "YEAR",
    "ANN": "YEAR",
}


def job_of(node: Node, common: dict[str, Any]) -> Job:
    """The job that a node describes; `common` are the fields that every thing has."""
    posting = main_type(node) == vocabulary.JOB_POSTING
    stated = tuple(_requirements(node, common["descriptions"] if posting else ()))
    wanted = (item.competency for item in stated if item.necessity != "MENTIONED")
    return Job(
        **common,
        kind="POSTING" if posting else "DEFINITION",
        employer=next((ref for name in _EMPLOYERS for ref in parts.references(node, name, "Organization")), None),
        occupations=parts.concepts(node, "ceterms:occupationType", "SOC"),
        industries=(*parts.concepts(node, "ceterms:industryType", "NAICS"), *parts.concepts(node, "schema:industry")),
        places=parts.places(node, "ceterms:availableAt", "ceterms:address"),
        pay=tuple(_pay(item) for item in parts.objects(node, "ceterms:workPay", "schema:baseSalary")),
        posted_at=parts.plain(node, "schema:datePosted") if posting else None,
        closes_at=parts.plain(node, "schema:validThrough") if posting else None,
        requirements=stated,
        competencies=tuple({ref.key: ref for ref in wanted if ref is not None}.values()),
    )


def period(text: str | None) -> Concept | None:
    """The time that pay is for, from a word (`HOUR`, `annually`, `per year`) or an ISO 8601 duration."""
    if not text or not text.strip():
        return None
    word = text.strip().rsplit("/", 1)[-1].rsplit(":", 1)[-1].upper().removeprefix("PER ").strip()
    code = _PERIODS.get(_ALIAS.get(word, word).removesuffix("S"), "")
    if not code:
        return Concept("PayPeriod", text.strip(), None, (LangText(text.strip()),))
    return Concept("PayPeriod", code.upper(), None, (LangText(code, "en-US"),))


def _pay(item: Node) -> Pay:
    """A MonetaryAmount or PayProfile. One figure alone is both ends of the range."""
    inner = next(iter(parts.objects(item, "schema:value")), item)
    exact = _amount(inner, "schema:value")
    return Pay(
        minimum=_amount(inner, "schema:minValue") or exact,
        maximum=_amount(inner, "schema:maxValue") or exact,
        currency=_currency(parts.plain(item, "schema:currency", "ceterms:currency")),
        per=period(parts.plain(inner, "schema:unitText", "ceterms:basePeriod") or parts.plain(item, "schema:unitText")),
        description=parts.plain(item, "ceterms:description", "schema:description"),
    )


def _amount(node: Node, name: str) -> str | None:
    found = parts.number(node, name)
    if found is None:
        return None
    return str(int(found)) if found == int(found) else f"{found:.4f}".rstrip("0")


def _currency(text: str | None) -> str:
    return (text or "USD").rsplit("/", 1)[-1].rsplit(":", 1)[-1][:3].upper()


# -- requirements


def _requirements(node: Node, descriptions: Iterable[LangText]) -> Iterator[RequirementText]:
    """Everything that a job asks for, each text of one kind once, in the order: stated, embodied, written."""
    seen: set[tuple[str, str]] = set()
    for found in _all(node, descriptions):
        place = (found.kind, found.competency.key if found.competency else normal_name(found.text))
        if place not in seen and place[1]:
            seen.add(place)
            yield found


def _all(node: Node, descriptions: Iterable[LangText]) -> Iterator[RequirementText]:
    for stated in conditions(node):
        yield from _of_condition(stated)
    for name in _EMBODIED:
        for item in node.get(name, ()):
            yield from _embodied(item)
    for name, kind, necessity in _TEXTS:
        for item in node.get(name, ()):
            yield from _written(item, kind, necessity)
    for item in parts.objects(node, "ceterms:subject"):
        if (ref := parts.reference(item, "Competency")) is not None:
            yield RequirementText(ref.name or ref.key, "COMPETENCY", "MENTIONED", ref)
    for task in node.get("ceterms:hasTask", ()):
        words = parts.plain(task, "ceterms:description", "ceterms:name") if isinstance(task, dict) else None
        if words:
            yield RequirementText(words, "COMPETENCY", "MENTIONED")
    text = next(iter(descriptions), None)
    if text is not None:
        yield from _described(text.value)


def _of_condition(stated: Condition) -> Iterator[RequirementText]:
    necessity = {"REQUIRES": "REQUIRED", "RECOMMENDS": "PREFERRED"}.get(stated.kind, "MENTIONED")
    words = next((text.value for text in (*stated.descriptions, *stated.names)), None)
    named = False
    for refs, kind in (
        (stated.competencies, "COMPETENCY"),
        (stated.credentials, "CREDENTIAL"),
        (stated.learning_opportunities, "EDUCATION"),
        (stated.assessments, "CREDENTIAL"),
        (stated.targets, ""),
    ):
        for ref in refs:
            named = True
            yield _referred(ref, kind or _kind_of(ref), necessity, words)
    if stated.years_of_experience is not None:
        years = f"{stated.years_of_experience:g} years of experience"
        yield RequirementText(words or years, "EXPERIENCE", necessity)
    elif words and not named:
        yield RequirementText(words, job_words.kind(words), job_words.necessity(words, necessity))
    for other in stated.alternatives:
        yield from _of_condition(other)


def _referred(ref: Ref, kind: str, necessity: str, words: str | None) -> RequirementText:
    return RequirementText(ref.name or words or ref.key, kind, necessity, ref if kind == "COMPETENCY" else None)


def _kind_of(ref: Ref) -> str:
    return {"Credential": "CREDENTIAL", "Assessment": "CREDENTIAL", "LearningOpportunity": "EDUCATION"}.get(
        ref.kind, "COMPETENCY"
    )


def _embodied(item: object) -> Iterator[RequirementText]:
    ref = parts.reference(item, "Competency")
    if ref is not None:
        yield RequirementText(ref.name or ref.key, "COMPETENCY", _weighed(item), ref)
    elif isinstance(item, dict):
        words = parts.plain(item, "ceterms:targetNodeName", "ceterms:targetNodeDescription", "ceasn:competencyText")
        if words:
            yield RequirementText(words, "COMPETENCY", _weighed(item))


def _weighed(item: object) -> str:
    """REQUIRED, unless a weight says that it matters little; weights above 1 are percentages."""
    weight = parts.number(item, "ceterms:weight") if isinstance(item, dict) else None
    if weight is None:
        return "REQUIRED"
    return "REQUIRED" if (weight / 100 if weight > 1 else weight) >= _IMPORTANT else "MENTIONED"


def _written(item: object, kind: str, necessity: str) -> Iterator[RequirementText]:
    """Lines of a text; or something with a name, that may lead to a competency."""
    if isinstance(item, dict):
        words = parts.plain(item, "ceterms:targetNodeName", "ceterms:name", "ceterms:description")
        ref = parts.reference(item, "Competency") if kind == "COMPETENCY" else None
        if words:
            yield RequirementText(words, kind or job_words.kind(words), job_words.necessity(words, necessity), ref)
        return
    if not isinstance(item, str):
        return
    for line in job_words.lines(item, "DUTIES" if necessity == "MENTIONED" else "REQUIRED"):
        if line.part == "OTHER" or job_words.boilerplate(line.text):
            continue
        found = "PREFERRED" if line.part == "PREFERRED" else necessity
        for words in job_words.listed(line.text) if kind == "COMPETENCY" and necessity == "REQUIRED" else [line.text]:
            yield RequirementText(words, kind or job_words.kind(words), job_words.necessity(words, found))


def _described(text: str) -> Iterator[RequirementText]:
    """Lines of a posting's description that stand under a heading for requirements, wishes or duties."""
    for line in job_words.lines(text, "OTHER"):
        if line.part == "OTHER" or job_words.boilerplate(line.text):
            continue
        if line.part == "DUTIES":
            yield RequirementText(line.text, "COMPETENCY", "MENTIONED")
        else:
            yield RequirementText(line.text, job_words.kind(line.text), job_words.necessity(line.text, line.part))
