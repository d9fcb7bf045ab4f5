"""From a canonical node to a `Job`: CTDL Job, Occupation, WorkRole and Task, and schema.org's JobPosting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from credloom.model import vocabulary
from credloom.model.concept import Concept
from credloom.model.currencies import currency_code
from credloom.model.parts import Pay, RequirementText
from credloom.model.record import Node
from credloom.model.text import LangText
from credloom.model.things import Job
from credloom.normalise import job_words, parts
from credloom.normalise.implied import normal_name
from credloom.normalise.jsonld import main_type
from credloom.normalise.kinds import kind_of

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
_CONDITIONS = (("ceterms:requires", "REQUIRED"), ("ceterms:recommends", "PREFERRED"))
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
        industries=(*parts.concepts(node, "ceterms:industryType", "NAICS"), *_industries(node)),
        places=parts.places(node, "ceterms:availableAt", "ceterms:address"),
        pay=tuple(_pay(item) for item in parts.objects(node, "ceterms:workPay", "schema:baseSalary")),
        posted_at=parts.plain(node, "schema:datePosted") if posting else None,
        closes_at=parts.plain(node, "schema:validThrough") if posting else None,
        requirements=stated,
        competencies=tuple({ref.key: ref for ref in wanted if ref is not None}.values()),
    )


def _industries(node: Node) -> list[Concept]:
    """Industries that only words name."""
    words = [word for word in node.get("schema:industry", ()) if isinstance(word, str)]
    return [Concept("Industry", word, None, (LangText(word),)) for word in words]


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
        currency=currency_code(parts.plain(item, "schema:currency", "ceterms:currency")),
        per=period(parts.plain(inner, "schema:unitText", "ceterms:basePeriod") or parts.plain(item, "schema:unitText")),
        description=parts.plain(item, "ceterms:description", "schema:description"),
    )


def _amount(node: Node, name: str) -> str | None:
    found = parts.number(node, name)
    if found is None:
        return None
    return str(int(found)) if found == int(found) else f"{found:.4f}".rstrip("0")


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
    for relation, necessity in _CONDITIONS:
        for item in node.get(relation, ()):
            yield from _of_condition(item, necessity)
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


_ASKED = (
    ("ceterms:targetCompetency", "COMPETENCY"),
    ("ceterms:targetCredential", "CREDENTIAL"),
    ("ceterms:targetAssessment", "CREDENTIAL"),
    ("ceterms:targetLearningOpportunity", "EDUCATION"),
)


def _of_condition(item: object, necessity: str) -> Iterator[RequirementText]:
    """What one condition profile asks for: what it names, its experience, else its words; then its alternatives."""
    if not isinstance(item, dict) or main_type(item) not in (None, "ceterms:ConditionProfile"):
        yield from _direct(item, necessity)
        return
    words = parts.plain(item, "ceterms:description", "ceterms:condition", "ceterms:name")
    named = [found for term, kind in _ASKED for inner in item.get(term, ()) for found in _named(inner, kind, necessity)]
    yield from named
    years, experience = parts.number(item, "ceterms:yearsOfExperience"), parts.plain(item, "ceterms:experience")
    if years is not None or experience:
        yield RequirementText(experience or words or f"{years:g} years of experience", "EXPERIENCE", necessity)
    elif words and not named:
        yield _worded(words, job_words.kind(words), necessity)
    for other in parts.objects(item, "ceterms:alternativeCondition"):
        yield from _of_condition(other, necessity)


def _named(item: object, kind: str, necessity: str) -> Iterator[RequirementText]:
    """A target with or without an identity of its own. A degree is education, whatever names it."""
    ref = parts.reference(item, "Competency")
    name = ref.name if ref is not None else None
    if name is None and isinstance(item, dict):
        name = parts.plain(item, "ceterms:targetNodeName", "ceterms:name", "ceterms:targetNodeDescription")
    words = name or (ref.key if ref is not None else "")
    if not words:
        return
    found = "EDUCATION" if kind == "CREDENTIAL" and job_words.kind(words) == "EDUCATION" else kind
    yield RequirementText(words, found, necessity, ref if kind == "COMPETENCY" else None)


def _direct(item: object, necessity: str) -> Iterator[RequirementText]:
    """What a job requires without a profile: the class of what is described in place says its kind."""
    kind = kind_of(main_type(item) or "") if isinstance(item, dict) else ""
    kinds = {"Credential": "CREDENTIAL", "Assessment": "CREDENTIAL", "LearningOpportunity": "EDUCATION"}
    yield from _named(item, kinds.get(kind, "COMPETENCY"), necessity)


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
        ref = parts.reference(item, "Competency") if kind == "COMPETENCY" else None
        words = parts.plain(item, "ceterms:targetNodeName", "ceterms:name", "ceterms:description")
        words = words or (ref.key if ref is not None else None)
        if words:
            yield RequirementText(words, kind or job_words.kind(words), job_words.necessity(words, necessity), ref)
        return
    if not isinstance(item, str):
        return
    lines = list(job_words.lines(item, "DUTIES" if necessity == "MENTIONED" else "REQUIRED"))
    for line in lines or [job_words.Line(item[: job_words.MAX_LINE], "REQUIRED")]:
        if line.part == "OTHER" or job_words.boilerplate(line.text):
            continue
        found = "PREFERRED" if line.part == "PREFERRED" else necessity
        for words in job_words.listed(line.text) if kind == "COMPETENCY" and necessity == "REQUIRED" else [line.text]:
            yield _worded(words, kind or job_words.kind(words), found)


def _described(text: str) -> Iterator[RequirementText]:
    """Lines of a posting's description that stand under a heading for requirements, wishes or duties."""
    for line in job_words.lines(text, "OTHER"):
        if line.part == "OTHER" or job_words.boilerplate(line.text):
            continue
        if line.part == "DUTIES":
            yield RequirementText(line.text, "COMPETENCY", "MENTIONED")
        else:
            yield _worded(line.text, job_words.kind(line.text), line.part)


def _worded(words: str, kind: str, necessity: str) -> RequirementText:
    return RequirementText(job_words.core(words), kind, job_words.necessity(words, necessity))
