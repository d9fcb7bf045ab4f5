"""O*NET → CTDL: occupations with their tasks, competencies and technology, and the frameworks of these competencies.

Both kinds of document are described in `connect.onet.shape`. Identifiers are shared on purpose: whoever tells of an
O*NET-SOC code or an element of the content model tells of the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from credloom.errors import SourceBadData
from credloom.model import codes
from credloom.model.identity import identifier_key
from credloom.model.record import Document, Node, Record, Refusal
from credloom.normalise.mapping_codes import coded_alignment
from credloom.normalise.mapping_values import tidy
from credloom.normalise.posting_values import put
from credloom.normalise.records import record_from_node
from credloom.sources.manifest import Source

Json = dict[str, Any]

LANGUAGE = "en-US"
SCHEME, MODEL, TECHNOLOGY = "O*NET-SOC", "O*NET Content Model", "O*NET Technology"
_EMBODIED = {
    "skills": "ceasn:skillEmbodied",
    "knowledge": "ceasn:knowledgeEmbodied",
    "abilities": "ceasn:abilityEmbodied",
}
_FRAMEWORKS = {
    "skills": "O*NET Skills",
    "knowledge": "O*NET Knowledge",
    "abilities": "O*NET Abilities",
    "technology": "O*NET Technology Skills",
}
_ABOUT = "https://www.onetonline.org/link/summary/"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def records_of(source: Source, document: Document) -> tuple[list[Record], list[Refusal]]:
    """The records of an occupation or of a domain. Raises `SourceBadData` for what is neither."""
    data = document.data
    if isinstance(data, dict) and isinstance(data.get("domain"), str) and data["domain"] in _FRAMEWORKS:
        nodes = list(_domain(data))
    elif isinstance(data, dict) and data.get("title") and codes.onet_code(str(data.get("code", ""))):
        nodes = [occupation(data), *_told(data)]
    else:
        raise SourceBadData(f"{document.ref}: expected an occupation with an O*NET-SOC code and a title.")
    return [record_from_node(source, document, node, key=node["@id"]) for node in nodes], []


def occupation(data: Json) -> Node:
    """The canonical node of an occupation. Its most important competencies come first."""
    code, title = str(codes.onet_code(str(data["code"]))), tidy(str(data["title"]))
    node: Node = {"@id": identifier_key(SCHEME, code), "@type": "ceterms:Occupation", "ceterms:name": _text(title)}
    put(node, "ceterms:description", _text(data.get("description", "")))
    titles = [tidy(str(text)) for text in data.get("titles", ())]
    put(node, "ceterms:alternateName", {LANGUAGE: titles} if titles else None)
    node["ceterms:codedNotation"] = [code]
    node["ceterms:identifier"] = [_identifier(SCHEME, code)]
    node["ceterms:occupationType"] = [coded_alignment(codes.ONET, code, title)]
    node["ceterms:subjectWebpage"] = [_ABOUT + code]
    put(node, "ceterms:hasTask", [_task(entry) for entry in data.get("tasks", ()) if entry.get("text")])
    for domain, term in _EMBODIED.items():
        rated = [entry for entry in data.get("elements", ()) if entry.get("domain") == domain]
        rated.sort(key=lambda entry: (-(_importance(entry) or 0), entry["id"]))
        put(node, term, [_rated(entry, domain) for entry in rated])
    _technology(node, data.get("technology", ()))
    put(node, "ceterms:requires", _preparation(data.get("zone", {})))
    return node


def _text(text: object) -> dict[str, list[str]] | None:
    words = tidy(str(text))
    return {LANGUAGE: [words]} if words else None


def _identifier(scheme: str, value: str) -> Node:
    return {
        "@type": "ceterms:IdentifierValue",
        "ceterms:identifierTypeName": {LANGUAGE: [scheme]},
        "ceterms:identifierValueCode": [value],
    }


def _task(entry: Json) -> Node:
    node: Node = {"@type": "ceterms:Task", "ceterms:description": _text(entry["text"])}
    put(node, "ceterms:identifier", [_identifier("O*NET Task ID", str(entry["id"]))] if entry.get("id") else None)
    if kind := str(entry.get("type", "")):
        named = {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNodeName": _text(kind)}
        node["ceterms:classification"] = [named | {"ceterms:frameworkName": _text("O*NET Task Type")}]
    return node


def _rated(entry: Json, domain: str) -> Node:
    """A competency with `ceterms:weight`, its importance from 0 to 1, and `schema:value`, its level from 0 to 7."""
    node = _aligned(identifier_key(MODEL, entry["id"]), entry["name"], domain)
    node["ceterms:codedNotation"] = [entry["id"]]
    importance, level = _importance(entry), _level(entry)
    put(node, "ceterms:weight", [_plain(importance)] if importance is not None else None)
    put(node, "schema:value", [_plain(level)] if level is not None else None)
    return node


def _aligned(key: str, name: str, domain: str) -> Node:
    return {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:targetNode": [key],
        "ceterms:targetNodeName": {LANGUAGE: [name]},
        "ceterms:frameworkName": {LANGUAGE: [_FRAMEWORKS[domain]]},
    }


def _importance(entry: Json) -> float | None:
    """O*NET's importance on a scale from 0 to 1 (files have 1 to 5, Web Services 0 to 100)."""
    if "IM" in entry:
        return round((float(entry["IM"]) - 1) / 4, 4)
    return round(float(entry["importance"]) / 100, 4) if "importance" in entry else None


def _level(entry: Json) -> float | None:
    """O*NET's level on its own scale from 0 to 7 (Web Services have 0 to 100)."""
    if "LV" in entry:
        return float(entry["LV"])
    return round(float(entry["level"]) * 7 / 100, 2) if "level" in entry else None


def _plain(figure: float) -> int | float:
    return int(figure) if figure.is_integer() else figure


def _technology(node: Node, entries: list[Json]) -> None:
    """Technology that is in demand is recommended; the rest is only mentioned, as the occupation's subject."""
    wanted: list[Node] = []
    other: list[Node] = []
    for entry in {technology_key(str(entry["name"])): entry for entry in entries if entry.get("name")}.values():
        aligned = _aligned(technology_key(entry["name"]), entry["name"], "technology")
        if "percentage" in entry:
            aligned["ceterms:weight"] = [_plain(round(float(entry["percentage"]) / 100, 4))]
        (wanted if entry.get("demand") else other).append(aligned)
    if wanted:
        node["ceterms:recommends"] = [{"@type": "ceterms:ConditionProfile", "ceterms:targetCompetency": wanted}]
    put(node, "ceterms:subject", other)


def technology_key(name: str) -> str:
    """The key of a technology: O*NET has no code for it, so its name without regard to case names it."""
    return identifier_key(TECHNOLOGY, " ".join(name.casefold().split()))


def _preparation(zone: Json) -> list[Node]:
    """What a job zone says of education and experience."""
    made: list[Node] = []
    for term, name in (("ceterms:description", "education"), ("ceterms:experience", "experience")):
        words = _text(zone.get(name, ""))
        if words:
            profile: Node = {"@type": "ceterms:ConditionProfile"}
            put(profile, "ceterms:name", _text(zone.get("name") or f"Job Zone {zone.get('zone', '')}"))
            made.append(profile | {term: words})
    return made


# -- frameworks


def _framework(domain: str) -> Node:
    name = _FRAMEWORKS[domain]
    return {
        "@id": identifier_key("O*NET Domain", domain),
        "@type": "ceasn:CompetencyFramework",
        "ceasn:name": {LANGUAGE: [name]},
        "ceasn:publisherName": {LANGUAGE: ["National Center for O*NET Development"]},
        "ceasn:license": [_LICENCE],
        "ceasn:source": ["https://www.onetcenter.org/content.html"],
    }


def _domain(data: Json) -> Iterator[Node]:
    """A framework and its competencies; of technology, one category and what is below it."""
    domain = data["domain"]
    yield _framework(domain)
    if domain == "technology":
        yield from _category(data)
        return
    for entry in data.get("elements", ()):
        yield _element(entry, domain)


def _element(entry: Json, domain: str) -> Node:
    framework = identifier_key("O*NET Domain", domain)
    node: Node = {
        "@id": identifier_key(MODEL, entry["id"]),
        "@type": "ceasn:Competency",
        "ceasn:competencyLabel": {LANGUAGE: [entry["name"]]},
        "ceasn:competencyText": _text(entry.get("description") or entry["name"]),
        "ceasn:codedNotation": [entry["id"]],
        "ceasn:competencyCategory": {LANGUAGE: [_FRAMEWORKS[domain].removeprefix("O*NET ")]},
        "ceasn:isPartOf": [framework],
    }
    above = entry.get("parent")
    node["ceasn:isChildOf" if above else "ceasn:isTopChildOf"] = [identifier_key(MODEL, above) if above else framework]
    return node


def _category(data: Json) -> Iterator[Node]:
    framework, title = identifier_key("O*NET Domain", "technology"), str(data.get("title") or "Other technology")
    code = str(data.get("id", ""))
    key = _category_key(data)
    node: Node = {
        "@id": key,
        "@type": "ceasn:Competency",
        "ceasn:competencyText": {LANGUAGE: [title]},
        "ceasn:competencyCategory": {LANGUAGE: ["Technology"]},
        "ceasn:isPartOf": [framework],
        "ceasn:isTopChildOf": [framework],
    }
    put(node, "ceasn:codedNotation", [code] if code else None)
    yield node
    for entry in data.get("elements", ()):
        yield _tool(str(entry["name"]), [key, *(_category_key(other) for other in entry.get("also", ()))])


def _category_key(data: Json) -> str:
    return identifier_key("UNSPSC", str(data.get("id") or data.get("title") or "Other technology"))


def _tool(name: str, categories: list[str]) -> Node:
    framework = identifier_key("O*NET Domain", "technology")
    node: Node = {
        "@id": technology_key(name),
        "@type": "ceasn:Competency",
        "ceasn:competencyText": {LANGUAGE: [tidy(name)]},
        "ceasn:competencyCategory": {LANGUAGE: ["Technology"]},
        "ceasn:isPartOf": [framework],
    }
    put(node, "ceasn:isChildOf", categories)
    return node


def _told(data: Json) -> Iterator[Node]:
    """Competencies that only an occupation of Web Services describes: files have them in documents of their own."""
    described = [entry for entry in data.get("elements", ()) if entry.get("description")]
    for domain in dict.fromkeys(entry["domain"] for entry in described):
        yield _framework(domain)
    for entry in described:
        yield _element(entry, entry["domain"])
