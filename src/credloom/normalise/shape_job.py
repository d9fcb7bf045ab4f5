"""From a canonical node to a `Job`: CTDL Job, Occupation, WorkRole and Task, and schema.org's JobPosting."""

from __future__ import annotations

from typing import Any

from credloom.model import vocabulary
from credloom.model.concept import Concept
from credloom.model.currencies import currency_code
from credloom.model.parts import Pay
from credloom.model.record import Node
from credloom.model.text import LangText
from credloom.model.things import Job
from credloom.normalise import parts
from credloom.normalise.jsonld import main_type
from credloom.normalise.shape_requirements import requirements_of

_EMPLOYERS = ("ceterms:offeredBy", "ceterms:ownedBy", "ceterms:employer")
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
    stated = tuple(requirements_of(node, common["descriptions"] if posting else ()))
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
