"""From a place in the record made of a posting to the place in the posting as it was given (RFC 6901)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credloom.normalise.posting_texts import REQUIREMENTS
from credloom.normalise.posting_values import clean, many, plain

_DESCRIPTIONS = ("description", "jobDescription", "responsibilities")


def pointer_in(posting: Mapping[str, Any], node: Mapping[str, Any], pointer: str) -> str | None:
    """Where the text that a pointer into the node leads to stands in the posting; None where it cannot be said."""
    term, *rest = pointer.removeprefix("/").split("/")
    names = REQUIREMENTS.get(term, _DESCRIPTIONS)
    if term == "ceterms:description":
        key = _key(posting, names)
        return f"/{key}" if key is not None else None
    values = node.get(term, ())
    number = int(rest[0]) if rest and rest[0].isdigit() else 0
    wanted = values[number] if number < len(values) else None
    for name in names:
        key = _key(posting, (name,))
        if key is None:
            continue
        given = posting[key]
        for place, item in enumerate(many(given)):
            if not isinstance(wanted, str) or wanted in _texts(item):
                return f"/{key}/{place}" if isinstance(given, list) else f"/{key}"
    return None


def _key(posting: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    """The key under which the first of some properties stands, as the posting spells it."""
    spelled = {
        next(iter(plain({key: 1})), ""): key for key, value in posting.items() if value not in (None, "", [], {})
    }
    return next((spelled[name] for name in names if name in spelled), None)


def _texts(item: Any) -> set[str]:
    """Every text in a value, cleaned as the record's texts are."""
    if isinstance(item, str):
        return {clean(item)}
    inner = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
    return {text for value in inner for text in _texts(value)}
