"""A value of a canonical node in words, so that a person can compare what sources say: `Tuition, price: 120`."""

from __future__ import annotations

import re
from typing import Any

_NAMES = ("ceterms:targetNodeName", "ceterms:name", "schema:name", "ceasn:competencyText", "ceasn:name")
"""What names a nested node; its other values stand with the words of their property."""
_UNSAID = frozenset({"@type", "@id", *_NAMES, "ceterms:framework", "ceterms:frameworkName", "ceterms:targetNode"})
"""Of these at most one is said, and only where it has no name."""
_DEEPEST = 6


def in_words(value: Any, depth: int = 0) -> str:
    """A property's value: texts as they are, several with commas between, nested nodes as their names and values."""
    if isinstance(value, list):
        nested = any(isinstance(item, dict) for item in value)
        return ("; " if nested else ", ").join(text for item in value if (text := in_words(item, depth)))
    if not isinstance(value, dict):
        return _plain(value)
    if depth >= _DEEPEST:
        return "…"
    if _is_texts(value):
        return next((text for texts in value.values() for text in texts), "")
    return _node(value, depth + 1)


def _node(node: dict[str, Any], depth: int) -> str:
    name = next((text for term in _NAMES if (text := in_words(node.get(term, ""), depth))), "")
    if not name and not node.keys() - _UNSAID:
        name = in_words(node.get("ceterms:targetNode") or node.get("@id") or "", depth)
    code = in_words(node.get("ceterms:codedNotation", ""), depth)
    parts = [f"{name} ({code})" if name and code else name or code]
    for term, inner in node.items():
        if term not in _UNSAID and term != "ceterms:codedNotation" and (text := in_words(inner, depth)):
            nested = isinstance(inner, list) and any(isinstance(item, dict) and not _is_texts(item) for item in inner)
            parts.append(f"{_words(term)}: ({text})" if nested and ": " in text else f"{_words(term)}: {text}")
    return ", ".join(part for part in parts if part)


def _is_texts(value: dict[str, Any]) -> bool:
    """Whether this is a map of languages: its keys are tags and its values lists of texts."""
    return bool(value) and all(":" not in tag and not tag.startswith("@") for tag in value)


def _words(term: str) -> str:
    """`ceterms:directCostType` as `direct cost type`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", term.rpartition(":")[2]).lower()


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
