"""Profiles: costs, durations, credit, places, organizations. A cell, with others beside it → a nested node."""

from __future__ import annotations

import re
from decimal import Decimal

from credloom.model.record import Node
from credloom.model.regions import region_or_text
from credloom.normalise.implied import normal_name
from credloom.normalise.mapping_values import (
    NUMBER,
    Make,
    address,
    amount_text,
    cell_of,
    decimal_of,
    plain_number,
    tidy,
    without_email,
    worded,
)
from credloom.normalise.mapping_words import BadValue, concept_named, language_tag, shown
from credloom.normalise.place_words import apart
from credloom.normalise.privacy import blot
from credloom.normalise.values import language as tag_of
from credloom.sources.cells import Row, Scalar, text_of
from credloom.sources.rules import Rule


def make_cost(rule: Rule) -> Make:
    kind, words, page = (cell_of(rule.cells.get(name)) for name in ("type", "description", "url"))
    currency = str(rule.options.get("currency", "USD"))
    residency = str(rule.options.get("residency", ""))
    told = worded(rule)

    def make(value: Scalar, row: Row) -> Node | None:
        amount = Decimal(0) if text_of(value).lower() in ("free", "no cost") else decimal_of(value)
        if amount < 0:
            raise BadValue(f"{shown(value)} is no cost.")
        node: Node = {"@type": "ceterms:CostProfile"}
        if word := kind(row):
            node["ceterms:directCostType"] = [concept_named(word, "CostType")]
        if residency:
            node["ceterms:residencyType"] = [concept_named(residency, "Residency")]
        node |= {"ceterms:price": [amount_text(amount)], "ceterms:currency": [currency]}
        if text := blot(tidy(words(row))):
            node["ceterms:description"] = told(text)
        if link := page(row):
            node["ceterms:costDetails"] = [address(link)]
        return node

    return make


_UNITS = {
    "y": ("Y", ""), "yr": ("Y", ""), "yrs": ("Y", ""), "year": ("Y", ""), "years": ("Y", ""),
    "mo": ("M", ""), "mos": ("M", ""), "month": ("M", ""), "months": ("M", ""),
    "w": ("W", ""), "wk": ("W", ""), "wks": ("W", ""), "week": ("W", ""), "weeks": ("W", ""),
    "d": ("D", ""), "day": ("D", ""), "days": ("D", ""),
    "h": ("H", "T"), "hr": ("H", "T"), "hrs": ("H", "T"), "hour": ("H", "T"), "hours": ("H", "T"),
    "min": ("M", "T"), "mins": ("M", "T"), "minute": ("M", "T"), "minutes": ("M", "T"),
}  # fmt: skip
_SPAN = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)\s*(?:(?:-|\u2013|to)\s*(\d[\d,]*(?:\.\d+)?))?\s*(?:clock|contact|class|calendar|credit)?[\s-]*([a-z]+)?",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"^P(?=\d|T\d)(?:[\d.]+Y)?(?:[\d.]+M)?(?:[\d.]+W)?(?:[\d.]+D)?(?:T(?:[\d.]+H)?(?:[\d.]+M)?(?:[\d.]+S)?)?$"
)


def make_duration(rule: Rule) -> Make:
    unit = cell_of(rule.cells.get("unit"))

    def make(value: Scalar, row: Row) -> Node | None:
        text = text_of(value)
        if text.lower() in ("-1", "competency based", "competency-based"):
            return {"@type": "ceterms:DurationProfile", "ceterms:description": {"en-US": ["Competency-based"]}}
        if _ISO.match(text.upper()):
            return {"@type": "ceterms:DurationProfile", **_spanned(text.upper(), None)}
        found = _SPAN.match(text)
        word = ((found[3] if found else "") or unit(row)).strip().lower()
        if not found or len(text) > 60:
            raise BadValue(f"{shown(value)} is no duration.")
        letter = _unit(word)
        if letter is None:
            raise BadValue(f"{shown(value)} has no unit of time that is known ({word or 'none is given'}).")
        least, most = (decimal_of(part) if part else None for part in (found[1], found[2]))
        if not least:
            return None
        return {
            "@type": "ceterms:DurationProfile",
            **_spanned(_iso(least, letter), _iso(most, letter) if most else None),
        }

    return make


def _unit(word: str) -> tuple[str, str] | None:
    last = word.split()[-1] if word else ""
    return _UNITS.get(last) or _UNITS.get(re.sub(r"[^a-z]", "", last))


def _iso(number: Decimal, unit: tuple[str, str]) -> str:
    letter, mark = unit
    return f"P{mark}{amount_text(number)}{letter}"


def _spanned(exact: str, most: str | None) -> Node:
    if most is not None and most != exact:
        return {"ceterms:minimumDuration": [exact], "ceterms:maximumDuration": [most]}
    key = "ceterms:timeRequired" if exact.startswith("PT") else "ceterms:exactDuration"
    return {key: [exact]}


_CREDIT_UNITS = {
    "credit": "DegreeCredit", "credits": "DegreeCredit", "semester hours": "SemesterHour", "semester": "SemesterHour",
    "quarter hours": "QuarterHour", "quarter": "QuarterHour", "ceu": "ContinuingEducationUnit",
    "ceus": "ContinuingEducationUnit", "clock hours": "ClockHour", "contact hours": "ContactHour",
    "credit hours": "SemesterHour", "credit hour": "SemesterHour", "semester credits": "SemesterHour",
}  # fmt: skip


def make_credit(rule: Rule) -> Make:
    unit, level = cell_of(rule.cells.get("unit")), cell_of(rule.cells.get("level"))

    def make(value: Scalar, row: Row) -> Node | None:
        numbers = [decimal_of(part) for part in NUMBER.findall(text_of(value).replace("-", " "))[:2]]
        if not numbers:
            raise BadValue(f"{shown(value)} is no amount of credit.")
        if numbers == [0]:
            return None
        node: Node = {"@type": "ceterms:ValueProfile"}
        if len(numbers) == 2:
            node |= {"schema:minValue": [plain_number(numbers[0])], "schema:maxValue": [plain_number(numbers[1])]}
        else:
            node["schema:value"] = [plain_number(numbers[0])]
        if word := unit(row):
            node["ceterms:creditUnitType"] = [concept_named(_CREDIT_UNITS.get(word.lower(), word), "CreditUnit")]
        if word := level(row):
            node["ceterms:creditLevelType"] = [concept_named(word, "AudienceLevel")]
        return node

    return make


def make_language(rule: Rule) -> Make:
    del rule

    def make(value: Scalar, _row: Row) -> str:
        found = language_tag(text_of(value))
        if found is None:
            raise BadValue(f"{shown(value)} is no language.")
        return tag_of(found)

    return make


_POSTAL = re.compile(r"^[A-Za-z0-9][A-Za-z0-9 -]{2,11}$")
_PLACE = {
    "street": "ceterms:streetAddress",
    "city": "ceterms:addressLocality",
    "region": "ceterms:addressRegion",
    "country": "ceterms:addressCountry",
    "county": "ceterms:subRegion",
    "name": "ceterms:name",
}


def make_place(rule: Rule) -> Make:
    readers = {name: cell_of(cell) for name, cell in rule.cells.items()}
    fixed = frozenset(name for name, cell in rule.cells.items() if cell.fixed is not None)
    told = worded(rule)

    def make(value: Scalar, row: Row) -> Node | None:
        texts = {name: tidy(read(row)) for name, read in readers.items()}
        if value != "":
            texts.setdefault("name", tidy(text_of(value)))
        if not any(text for name, text in texts.items() if name not in fixed):
            return None
        texts = _parted(texts)
        node: Node = {"@type": "ceterms:Place"}
        for name, term in _PLACE.items():
            if text := texts.get(name):
                node[term] = told(blot((region_or_text(text) or text) if name == "region" else text))
        if (code := texts.get("postal")) and _POSTAL.match(code):
            node["ceterms:postalCode"] = [code.zfill(5) if code.isdigit() and len(code) < 5 else code]
        node.update(_coordinates(texts))
        return node

    return make


def _parted(texts: dict[str, str]) -> dict[str, str]:
    """Parts of a place that stand in one cell, `Denver, CO 80202`, each for itself; what has its own cell stays."""
    for name in ("street", "city", "name"):
        words = apart(texts[name]) if texts.get(name) else None
        if words is not None and not any(texts.get(part) for part in words if part not in (name, "region", "country")):
            rest = {part: text for part, text in texts.items() if part != name and text}
            return words | rest
    return texts


def _coordinates(texts: dict[str, str]) -> Node:
    """Latitude and longitude where both are numbers on earth; 0, 0 is nowhere."""
    try:
        north, east = (float(texts.get(name) or "nan") for name in ("latitude", "longitude"))
    except ValueError:
        return {}
    if not (abs(north) <= 90 and abs(east) <= 180) or (north == 0 and east == 0):
        return {}
    return {"ceterms:latitude": [north], "ceterms:longitude": [east]}


def make_jurisdiction(rule: Rule) -> Make:
    told = worded(rule)

    def make(value: Scalar, _row: Row) -> Node:
        name = tidy(text_of(value))
        code = region_or_text(name) or name
        place = {"@type": "ceterms:Place", "ceterms:name": told(name), "ceterms:addressRegion": told(code)}
        return {"@type": "ceterms:JurisdictionProfile", "ceterms:mainJurisdiction": [place]}

    return make


def make_organization(rule: Rule) -> Make:
    page, words = cell_of(rule.cells.get("url")), cell_of(rule.cells.get("description"))
    kind, told = rule.type or "ceterms:Organization", worded(rule)

    def make(value: Scalar, row: Row) -> Node | None:
        name = blot(tidy(text_of(value)))
        if not normal_name(name):
            return None
        node: Node = {"@type": kind, "ceterms:name": told(name)}
        if text := blot(tidy(words(row))):
            node["ceterms:description"] = told(text)
        if link := page(row):
            node["ceterms:subjectWebpage"] = [address(link)]
        return node

    return make


def make_identifier(rule: Rule) -> Make:
    scheme, told = cell_of(rule.cells.get("scheme")), worded(rule)

    def make(value: Scalar, row: Row) -> Node:
        node: Node = {
            "@type": "ceterms:IdentifierValue",
            "ceterms:identifierValueCode": [without_email(text_of(value))],
        }
        if name := scheme(row):
            node["ceterms:identifierTypeName"] = told(name)
        return node

    return make
