"""What a canonical node points at: the links that the store keeps both ways."""

from __future__ import annotations

from functools import cache
from typing import Any

from credloom.model import vocabulary
from credloom.model.identity import key_of
from credloom.model.record import Node
from credloom.normalise.jsonld import main_type
from credloom.normalise.kinds import kind_of

_MORE = {
    **{f"ceterms:{name}": "" for name in ("hasMember", "proxyFor", "sourceData", "corequisite", "coPrerequisite")},
    **{f"ceterms:{name}": "" for name in ("entryCondition", "renewal", "alternativeCondition", "targetNode")},
    "ceterms:recognizedOfferers": "Collection",
    "asn:hasProgressionModel": "Other",
    "asn:hasProgressionLevel": "Other",
    "ceasn:alignTo": "Competency",
    "ceasn:alignFrom": "Competency",
    **{f"skos:{name}Match": "" for name in ("exact", "close", "broad", "narrow", "related", "no")},
    "qdata:relevantDataSet": "Other",
    "qdata:relevantDataSetFor": "",
    "ceterms:aggregateData": "Other",
}
_NOT = frozenset({"ceterms:credentialType", "ceterms:qualityAssuranceTargetType", "ceasn:source"})
_INSIDE = frozenset({"ceterms:alternativeCondition", "ceterms:targetNode"})
"""Properties of a condition or an alignment: what they lead to is linked by the property outside."""

Stated = tuple[str, str, str]
"""(relation, key of the other end, its kind or an empty text)."""


@cache
def _linking() -> dict[str, tuple[str, str]]:
    """Property → (relation, the one kind that it can lead to or an empty text)."""
    found: dict[str, tuple[str, str]] = {}
    for name, term in vocabulary.terms().items():
        kinds = {kind_of(one) for one in term.ranges} - {"Other"}
        if term.kind == "@id" and (kinds or name in _MORE) and name not in _NOT:
            kind = _MORE.get(name) or (kinds.pop() if len(kinds) == 1 else "")
            found[name] = (name.partition(":")[2], kind)
    for name, kind in _MORE.items():
        found.setdefault(name, (name.partition(":")[2], kind))
    return found


def links_of(node: Node) -> list[Stated]:
    """The links that a node states, each once; what stands inside a condition by the condition's relation."""
    found: dict[tuple[str, str], str] = {}
    linking = _linking()
    for name, value in node.items():
        entry = linking.get(name)
        if entry is not None and name not in _INSIDE:
            _follow(value, entry[0], entry[1], found)
    return [(relation, key, kind) for (relation, key), kind in found.items()]


def _follow(value: Any, relation: str, kind: str, found: dict[tuple[str, str], str]) -> None:
    if not isinstance(value, list):
        return
    for item in value:
        if isinstance(item, str):
            if ":" in item or item.startswith("ce-"):
                place = (relation, key_of(item))
                if kind or place not in found:
                    found[place] = kind
        elif isinstance(item, dict):
            _inside(item, relation, kind, found)


def _inside(item: Node, relation: str, kind: str, found: dict[tuple[str, str], str]) -> None:
    """The targets of a condition, an alignment or a thing that is described in place."""
    if (name := item.get("@id")) is not None:
        described = main_type(item)
        found[relation, key_of(str(name))] = kind_of(described) if described else kind
    linking = _linking()
    for name, value in item.items():
        entry = linking.get(name)
        if entry is not None and (name in _INSIDE or name.startswith("ceterms:target")):
            _follow(value, relation, entry[1] or (kind if name == "ceterms:targetNode" else ""), found)
