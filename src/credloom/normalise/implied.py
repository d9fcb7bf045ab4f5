"""Things that a record only mentions: an organization by its name, a competency by its words.

Each becomes a record of its own, one for a source and name (or framework and words), and the mention becomes a
reference to it. Nothing is joined across sources by name alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from credloom.model.identity import local_key
from credloom.model.links import AGENT_ROLES
from credloom.model.record import Node

AGENTS = frozenset(
    {f"ceterms:{name}" for name in AGENT_ROLES}
    | {f"ceterms:{name}" for name in ("parentOrganization", "subOrganization", "assertedBy", "copyrightHolder")}
)
COMPETENCIES = frozenset({"ceterms:teaches", "ceterms:assesses", "ceterms:targetCompetency", "ceterms:targetNode"})
_INSIDE = tuple(
    f"ceterms:{name}"
    for name in (
        "requires",
        "recommends",
        "corequisite",
        "coPrerequisite",
        "entryCondition",
        "renewal",
        "alternativeCondition",
        "isPreparationFor",
        "preparationFrom",
        "advancedStandingFrom",
        "isAdvancedStandingFor",
    )
)


def normal_name(name: str) -> str:
    """A name without case, punctuation and doubled spaces: what makes two spellings of one organization one."""
    return " ".join(re.sub(r"[^\w]+", " ", name.casefold()).split())


def first_text(value: Any) -> str | None:
    """The first text of a language map or list."""
    if isinstance(value, dict):
        return next((text for texts in value.values() for text in texts), None)
    return next((str(text) for text in value or () if isinstance(text, str)), None)


def implied(source: str, node: Node) -> list[tuple[str, Node]]:
    """(key, node) of what the node mentions; the mentions are replaced by references in place."""
    return list(_mentions(source, node))


def _mentions(source: str, node: Node) -> Iterator[tuple[str, Node]]:
    for name in [name for name in node if name in AGENTS]:
        members = node[name]
        for place, member in enumerate(members):
            if isinstance(member, dict) and (text := first_text(member.get("ceterms:name"))):
                key = local_key(source, "organization", normal_name(text))
                members[place] = key
                yield key, {"@type": "ceterms:Organization", **member, "@id": key}
    for name in ("ceterms:teaches", "ceterms:assesses", "ceterms:targetCompetency"):
        for member in node.get(name, ()):
            if isinstance(member, dict) and not member.get("ceterms:targetNode"):
                yield from _competency(source, member)
    for name in _INSIDE:
        for member in node.get(name, ()):
            if isinstance(member, dict):
                yield from _mentions(source, member)


def _competency(source: str, member: Node) -> Iterator[tuple[str, Node]]:
    label = first_text(member.get("ceterms:targetNodeName"))
    statement = first_text(member.get("ceterms:targetNodeDescription")) or label
    if not statement:
        return
    framework = first_text(member.get("ceterms:frameworkName")) or ""
    digest = hashlib.sha256(f"{framework}|{normal_name(label or '')}|{normal_name(statement)}".encode()).hexdigest()
    key = local_key(source, "competency", digest[:16])
    member["ceterms:targetNode"] = [key]
    text = member.get("ceterms:targetNodeDescription") or member["ceterms:targetNodeName"]
    made: Node = {"@id": key, "@type": "ceasn:Competency", "ceasn:competencyText": text}
    if label and label != statement:
        made["ceasn:competencyLabel"] = member["ceterms:targetNodeName"]
    if member.get("ceterms:codedNotation"):
        made["ceasn:codedNotation"] = member["ceterms:codedNotation"]
    yield key, made
