"""Small questions about canonical nodes, and joining two descriptions of one thing."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

from credloom.model import vocabulary
from credloom.model.record import Node


def types_of(node: Node) -> frozenset[str]:
    """The classes of a canonical node."""
    found = node.get("@type")
    return frozenset([found] if isinstance(found, str) else found or ())


def main_type(node: Node) -> str | None:
    """The most specific class of a canonical node."""
    found = node.get("@type")
    return found if isinstance(found, str) else found[0] if found else None


def specific(found: list[str]) -> str | list[str]:
    """One class, or several with the most specific first; superclasses of another are left out."""
    if len(found) == 1:
        return found[0]
    kept = [c for c in found if not any(c != other and c in vocabulary.superclasses(other) for other in found)]
    kept.sort(key=lambda c: (c not in vocabulary.classes(), -len(vocabulary.superclasses(c)), c))
    return kept[0] if len(kept) == 1 else kept


def distinct(members: list[Any]) -> list[Any]:
    """The members of a property, each once, in order. `1` and `true` are two."""
    if len(members) < 2:
        return members
    seen: set[Any] = set()
    kept = []
    for member in members:
        plain = isinstance(member, str | int | float)
        key = (member.__class__, member) if plain else _dump(member)
        if key not in seen:
            seen.add(key)
            kept.append(member)
    return kept


def ordered(value: Any) -> Any:
    """A value in one order: equal for equal statements, whatever order they came in."""
    if isinstance(value, dict):
        return {key: ordered(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return sorted((ordered(item) for item in value), key=_dump)
    return value


def digest(node: Node) -> str:
    """What names a node that has no name: sixteen hex digits of its statements."""
    return hashlib.sha256(_dump(ordered(node))).hexdigest()[:16]


def _dump(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def join(known: Node, more: Node) -> None:
    """Add to a node what a second description of it says."""
    for name, value in more.items():
        there = known.get(name)
        if there is None:
            known[name] = value
        elif name == "@type":
            known[name] = specific(sorted(types_of(known) | types_of(more)))
        elif isinstance(there, dict):
            for tag, texts in value.items():
                there[tag] = list(dict.fromkeys([*there.get(tag, ()), *texts]))
        elif isinstance(there, list):
            known[name] = distinct([*there, *value])
