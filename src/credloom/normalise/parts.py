"""The parts of things out of canonical nodes: texts, concepts, references, places, costs, durations, conditions.

A value that cannot be read is left out; nothing here raises for what a source wrote.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from credloom.model import codes, vocabulary
from credloom.model.concept import Concept, named, titled
from credloom.model.currencies import currency_code
from credloom.model.identity import key_of
from credloom.model.parts import Cost, Credit, Duration, Identifier, Jurisdiction, Money, Place, Ref
from credloom.model.record import Node
from credloom.model.regions import region_or_text
from credloom.model.text import NO_LANGUAGE, LangText


def texts(node: Node, *names: str) -> tuple[LangText, ...]:
    """The texts of the first of some properties that is there."""
    for name in names:
        value = node.get(name)
        if isinstance(value, dict):
            return tuple(LangText(text, tag) for tag, many in value.items() for text in many)
        if value:
            return tuple(LangText(text, NO_LANGUAGE) for text in value if isinstance(text, str))
    return ()


def plain(node: Node, *names: str) -> str | None:
    """The first literal or text of some properties."""
    for name in names:
        value = node.get(name)
        if isinstance(value, dict):
            return next((text for tag in ("en-US", "en", *value) for text in value.get(tag, ())), None)
        for item in value or ():
            if isinstance(item, str | int | float) and not isinstance(item, bool):
                return str(item)
    return None


def number(node: Node, *names: str) -> float | None:
    """The first number of some properties."""
    text = plain(node, *names)
    try:
        return None if text is None else float(text.replace(",", "").lstrip("$"))
    except ValueError:
        return None


def flag(node: Node, name: str) -> bool | None:
    """A truth value."""
    return next((item for item in node.get(name, ()) if isinstance(item, bool)), None)


def iri(node: Node, *names: str) -> str | None:
    """The first http(s) address of some properties."""
    for name in names:
        for item in node.get(name, ()) if not isinstance(node.get(name), dict) else ():
            if isinstance(item, str) and item.startswith(("http://", "https://")):
                return item
    return None


def objects(node: Node, *names: str) -> list[Node]:
    """The nested nodes of some properties."""
    return [item for name in names for item in node.get(name, ()) if isinstance(item, dict)]


@lru_cache(maxsize=16_384)
def _named_concept(text: str, fallback: str) -> Concept:
    entry = vocabulary.concept(text)
    if entry is not None:
        return named(entry.scheme, entry.code, vocabulary.expand(entry.uri), entry.label)
    code = re.split(r"[/#:]", text.rstrip("/"))[-1] or text
    return Concept(fallback, code, text if "://" in text else None)


def concept(value: Any, fallback: str = "") -> Concept | None:
    """A concept in any encoding: name, address or alignment object; `fallback` is its scheme where it says none."""
    if isinstance(value, str):
        return _named_concept(value, fallback) if value.strip() else None
    if not isinstance(value, dict):
        return None
    labels = texts(value, "ceterms:targetNodeName", "skos:prefLabel", "ceterms:name", "schema:name")
    target = plain(value, "ceterms:targetNode") or value.get("@id")
    target = target if isinstance(target, str) else None
    if target is not None and vocabulary.concept(target) is not None:
        return _named_concept(target, fallback)
    framework = plain(value, "ceterms:frameworkName", "ceterms:framework") or ""
    code = plain(value, "ceterms:codedNotation", "skos:notation")
    found = _coded(framework, code, target, labels, fallback)
    if found is not None:
        return found
    known = _in_scheme(framework or fallback, code or (labels[0].value if labels else ""))
    if known is not None:
        return known
    word = code or (labels[0].value if labels else None) or (target and re.split(r"[/#:]", target.rstrip("/"))[-1])
    return (
        Concept(framework or fallback, word, target if target and "://" in target else None, labels) if word else None
    )


def _coded(
    framework: str, code: str | None, target: str | None, labels: tuple[LangText, ...], fallback: str
) -> Concept | None:
    scheme = codes.scheme_named(framework) or (codes.scheme_named(target) if target else None)
    scheme = scheme or (fallback if fallback in (codes.SOC, codes.CIP, codes.NAICS) else None)
    text = code or (target.rsplit("/", 1)[-1] if target else None)
    if scheme is None or not text:
        return None
    label = labels[0].value if labels else None
    if scheme in (codes.SOC, codes.ONET):
        scheme, found = (codes.ONET, full) if (full := codes.onet_code(text)) else (codes.SOC, codes.soc_code(text))
    else:
        found = codes.cip_code(text) if scheme == codes.CIP else codes.naics_code(text)
    return titled(scheme, found, label) if found else None


def _in_scheme(name: str, word: str) -> Concept | None:
    entry = vocabulary.scheme(name.rstrip("/").rsplit("/", 1)[-1]).get(word.strip().lower()) if word else None
    return _named_concept(entry.uri, entry.scheme) if entry else None


def concepts(node: Node, name: str, fallback: str = "") -> tuple[Concept, ...]:
    """The concepts of a property, each once; those that only words name too."""
    value = node.get(name)
    if not value:
        return ()
    if isinstance(value, dict):
        value = [text for many in value.values() for text in many]
    found = [concept(item, fallback) for item in value]
    if len(found) == 1:
        return () if found[0] is None else (found[0],)
    return tuple(dict.fromkeys(item for item in found if item is not None))


def reference(value: Any, kind: str) -> Ref | None:
    """A reference: an address, or an object that names its target."""
    if isinstance(value, str):
        return Ref(key_of(value), kind) if ":" in value or value.startswith("ce-") else None
    if isinstance(value, dict):
        target = value.get("@id") or next((t for t in value.get("ceterms:targetNode", ()) if isinstance(t, str)), None)
        name = plain(
            value, "ceterms:targetNodeName", "ceterms:name", "ceasn:competencyText", "ceterms:targetNodeDescription"
        )
        if (isinstance(target, str) and ":" in target) or (isinstance(target, str) and target.startswith("ce-")):
            return Ref(key_of(target), kind, name)
    return None


def references(node: Node, name: str, kind: str) -> tuple[Ref, ...]:
    """The references of a property, each target once."""
    value = node.get(name)
    if not value or isinstance(value, dict):
        return ()
    found = (reference(item, kind) for item in value)
    return tuple({ref.key: ref for ref in found if ref is not None}.values())


_OWN_IDENTIFIERS = tuple(
    (f"ceterms:{name}", name)
    for name in ("fein", "duns", "opeID", "ipedsID", "ncesID", "leiCode", "credentialId", "codedNotation")
)


def identifiers(node: Node) -> tuple[Identifier, ...]:
    """Identifiers of other systems: IdentifierValue objects and the properties that are identifiers themselves."""
    found = [
        Identifier(plain(item, "ceterms:identifierTypeName", "ceterms:name") or "", code)
        for item in objects(node, "ceterms:identifier")
        if (code := plain(item, "ceterms:identifierValueCode"))
    ]
    for term, name in _OWN_IDENTIFIERS:
        value = node.get(term)
        if isinstance(value, list):
            found.extend(Identifier(name, str(item)) for item in value if isinstance(item, str | int))
    return tuple(found)


def place(item: Any) -> Place | None:
    """An address, a named place or coordinates; None where nothing is left."""
    if isinstance(item, str):
        return Place(name=item) if "://" not in item and ":" not in item else None
    if not isinstance(item, dict):
        return None
    inner = objects(item, "ceterms:address") or objects(item, "ceterms:geoCoordinates")
    found = Place(
        name=plain(item, "ceterms:name"),
        street=plain(item, "ceterms:streetAddress"),
        city=plain(item, "ceterms:addressLocality"),
        region=region_or_text(plain(item, "ceterms:addressRegion")),
        postal_code=plain(item, "ceterms:postalCode"),
        country=plain(item, "ceterms:addressCountry"),
        county=plain(item, "ceterms:subRegion"),
        latitude=number(item, "ceterms:latitude"),
        longitude=number(item, "ceterms:longitude"),
    )
    if found == Place(name=found.name) and inner:
        return place(inner[0]) or (found if found.name else None)
    return found if found != Place() else None


def places(node: Node, *names: str) -> tuple[Place, ...]:
    """The places of some properties."""
    items = [item for name in names for item in node.get(name, ()) if not isinstance(node.get(name), dict)]
    if not items:
        return ()
    return tuple(dict.fromkeys(found for item in items if (found := place(item)) is not None))


def jurisdictions(node: Node, name: str) -> tuple[Jurisdiction, ...]:
    """JurisdictionProfiles of a property."""
    if name not in node:
        return ()
    return tuple(
        Jurisdiction(
            everywhere=flag(item, "ceterms:globalJurisdiction"),
            main=next(iter(places(item, "ceterms:mainJurisdiction")), None),
            exceptions=places(item, "ceterms:jurisdictionException"),
            descriptions=texts(item, "ceterms:description"),
            asserted_by=next(iter(references(item, "ceterms:assertedBy", "Organization")), None),
        )
        for item in objects(node, name)
    )


def costs(node: Node) -> tuple[Cost, ...]:
    """CostProfiles; one that gives only words or a page keeps these."""
    return tuple(_cost(item) for item in objects(node, "ceterms:estimatedCost"))


def _cost(item: Node) -> Cost:
    amount = number(item, "ceterms:price")
    currency = currency_code(plain(item, "ceterms:currency"))
    return Cost(
        type=next(iter(concepts(item, "ceterms:directCostType", "CostType")), None),
        residency=concepts(item, "ceterms:residencyType", "Residency"),
        audience=concepts(item, "ceterms:audienceType", "Audience"),
        amount=Money(_decimal(amount), currency) if amount is not None else None,
        descriptions=texts(item, "ceterms:description", "ceterms:name"),
        url=iri(item, "ceterms:costDetails"),
    )


def _decimal(amount: float) -> str:
    return str(int(amount)) if amount == int(amount) else f"{amount:.2f}".rstrip("0").rstrip(".")


_DURATION = re.compile(
    r"^P(?:(?P<y>[\d.]+)Y)?(?:(?P<mo>[\d.]+)M)?(?:(?P<w>[\d.]+)W)?(?:(?P<d>[\d.]+)D)?"
    r"(?:T(?:(?P<h>[\d.]+)H)?(?:(?P<mi>[\d.]+)M)?(?:(?P<s>[\d.]+)S)?)?$"
)


def hours_of(duration: str | None) -> float | None:
    """Clock hours of an ISO 8601 duration that is given in hours and minutes only; calendar time is no clock time."""
    found = _DURATION.match(duration or "")
    if not found or not (found["h"] or found["mi"]) or any(found[unit] for unit in ("y", "mo", "w", "d")):
        return None
    return float(found["h"] or 0) + float(found["mi"] or 0) / 60


def durations(node: Node) -> tuple[Duration, ...]:
    """DurationProfiles, and a bare ISO duration."""
    made = []
    for item in node.get("ceterms:estimatedDuration", ()):
        profile = {"ceterms:exactDuration": [item]} if isinstance(item, str) else item
        exact, least, most, required = (
            plain(profile, f"ceterms:{name}")
            for name in ("exactDuration", "minimumDuration", "maximumDuration", "timeRequired")
        )
        hours = hours_of(required) or hours_of(exact) or (hours_of(least) if least == most else None)
        described = (plain(profile, "ceterms:description") or "").lower()
        based = "competency-based" in described or "competency based" in described
        if exact or least or most or hours or based:
            made.append(Duration(exact or (required if not hours_of(required) else None), least, most, hours, based))
        elif required:
            made.append(Duration(exact=required, hours=hours))
    return tuple(made)


def credit(node: Node, *names: str) -> tuple[Credit, ...]:
    """ValueProfiles of some properties; a bare number counts too."""
    made: list[Credit] = []
    for name in names:
        for item in node.get(name, ()):
            if isinstance(item, int | float):
                made.append(Credit(value=float(item)))
            elif isinstance(item, dict):
                made.append(
                    Credit(
                        value=number(item, "schema:value", "qdata:percentage"),
                        minimum=number(item, "schema:minValue"),
                        maximum=number(item, "schema:maxValue"),
                        unit=next(iter(concepts(item, "ceterms:creditUnitType", "CreditUnit")), None),
                        level=next(iter(concepts(item, "ceterms:creditLevelType", "AudienceLevel")), None),
                    )
                )
    return tuple(made)
