"""What a posting asks for: texts as they stand, terms of a taxonomy as alignment objects, credentials by name."""

from __future__ import annotations

from typing import Any

from credloom.model.record import Node
from credloom.model.text import NO_LANGUAGE
from credloom.normalise.posting_values import Json, first, many, number, put, texts, types, web_address

REQUIREMENTS: dict[str, tuple[str, ...]] = {
    "schema:skills": ("skills",),
    "schema:qualifications": ("qualifications", "securityClearanceRequirement", "qualificationSummary"),
    "schema:responsibilities": ("responsibilities", "responsibility"),
    "schema:experienceRequirements": ("experienceRequirements",),
    "schema:educationRequirements": ("educationRequirements",),
}
"""Property of the node, and the posting's properties that it is made from."""
_EMPTY = frozenset({"not specified", "none", "n/a", "na", "no requirements", "-", "tbd"})


def stated(posting: Json, term: str) -> list[Any]:
    """The values of one requirement property, each once."""
    made: list[Any] = []
    for name in REQUIREMENTS[term]:
        for item in many(posting.get(name)):
            made.extend(found for found in _values(item, term) if found not in made)
    if term == "schema:skills":
        asked = [item for name in ("educationRequirements", "qualifications") for item in many(posting.get(name))]
        for item in asked:
            if isinstance(item, dict):
                made.extend(found for inner in many(item.get("competencyRequired")) for found in _values(inner, term))
    return made


def _values(item: Any, term: str) -> list[Any]:
    if isinstance(item, dict):
        node = _object(item)
        return [node] if node else texts(item, "name", "description", "text")
    if isinstance(item, str) and item.strip().startswith(("http://", "https://")) and " " not in item.strip():
        link = web_address(item)
        return [{"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNode": [link]}] if link else []
    found = [text for text in texts(item) if text.lower().strip(" .") not in _EMPTY]
    return [text for text in found if not (term == "schema:educationRequirements" and text.lower() == "false")]


def _object(item: Json) -> Any:
    """The value of an object: a sentence for credentials and experience, an alignment object for a defined term."""
    classes = types(item)
    if "OccupationalExperienceRequirements" in classes or "monthsOfExperience" in item:
        return _experience(item)
    if "EducationalOccupationalCredential" in classes or "credentialCategory" in item:
        return first(item.get("name")) or first(item.get("credentialCategory"), "name", "termCode")
    if (
        classes & {"DefinedTerm", "AnnotatedDefinedTerm", "CategoryCode"}
        or "termCode" in item
        or "inDefinedTermSet" in item
    ):
        return defined_term(item)
    return None


def _experience(item: Json) -> str:
    words = first(item, "description", "name")
    months = number(item.get("monthsOfExperience"))
    if words or not months:
        return words
    return f"{months / 12:g} years of experience" if months % 12 == 0 else f"{months:g} months of experience"


def defined_term(item: Json) -> Node | None:
    """A schema.org DefinedTerm: its name (or description), code, set and address."""
    name, words = first(item.get("name")), first(item.get("description"))
    if not (name or words):
        return None
    node: Node = {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:targetNodeName": {NO_LANGUAGE: [name or words]},
    }
    if name and words and words != name:
        node["ceterms:targetNodeDescription"] = {NO_LANGUAGE: [words]}
    put(node, "ceterms:codedNotation", [code] if (code := first(item.get("termCode"))) else None)
    link = web_address(item.get("@id")) or web_address(item.get("url"))
    put(node, "ceterms:targetNode", [link] if link else None)
    within = next(iter(many(item.get("inDefinedTermSet"))), None)
    put(node, "ceterms:frameworkName", {NO_LANGUAGE: [text]} if (text := _set_name(within)) else None)
    return node


def _set_name(within: Any) -> str:
    text = first(within, "name", "termCode") if within is not None else ""
    return "" if text.startswith(("http://", "https://")) else text
