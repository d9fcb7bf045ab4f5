"""The CTDL query language over the nodes of a stand-in: terms, groups, match types, links both ways, ranges."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from credloom.demo.ctdl import Json
from credloom.demo.registry_search import has_words, moment, texts
from credloom.demo.registry_state import Envelope, Registry, values, written
from credloom.model import vocabulary
from credloom.model.identity import ctid_of

_MATCHES: dict[str, Callable[[str], str]] = {
    "search:startsWith": lambda pattern: f"^{pattern}",
    "search:endsWith": lambda pattern: f"{pattern}$",
    "search:contains": lambda pattern: pattern,
    "search:exactMatch": lambda pattern: f"^{pattern}$",
}
_RECORD: dict[str, Callable[[Envelope], Any]] = {
    "search:recordCreated": lambda envelope: envelope.created_at,
    "search:recordUpdated": lambda envelope: envelope.updated_at,
    "search:recordOwnedBy": lambda envelope: envelope.head()["owned_by"],
    "search:recordPublishedBy": lambda envelope: envelope.head()["published_by"],
    "search:resourcePublishType": lambda envelope: envelope.head()["resource_publish_type"],
}
_CONTROL = frozenset({"search:operator", "search:value", "search:matchType"})


class BadQuery(Exception):
    """A query that the Registry answers with status 500 and an `error`."""


class Ctdl:
    """Queries over one registry."""

    def __init__(self, registry: Registry, provisional: str = "exclude") -> None:
        self._rows = [
            (envelope, node)
            for envelope in registry.listed(provisional)
            for node in envelope.nodes
            if node.get("ceterms:ctid")
        ]
        self._nodes = {str(n["@id"]): n for e in registry.listed(provisional) for n in e.nodes if "@id" in n}
        self._envelope = {id(node): envelope for envelope, node in self._rows}

    def find(self, query: Any, order: str = "^search:recordUpdated") -> list[tuple[Envelope, Json]]:
        """Nodes that match, in an order. `search:relevance` is the same for all, as it is there."""
        found = [row for row in self._rows if self._matches(row[1], query)]
        name = order.removeprefix("^")
        if name in ("search:recordCreated", "search:recordUpdated"):
            found.sort(key=lambda row: written(_RECORD[name](row[0])), reverse=order.startswith("^"))
        return found

    def _matches(self, node: Json, query: Any) -> bool:
        if isinstance(query, list):
            return any(self._matches(node, one) for one in query)
        if not isinstance(query, dict):
            raise BadQuery(f"Either an array or object is expected, `{query}` is neither")
        hits = [self._term(node, key, value) for key, value in query.items() if key not in _CONTROL]
        hits += self._group_values(node, query)
        return any(hits) if query.get("search:operator") == "search:orTerms" else all(hits)

    def _group_values(self, node: Json, query: Json) -> list[bool]:
        """`search:value` of a group: a list of objects, joined by the group's operator."""
        return [self._matches(node, one) for one in values(query.get("search:value")) if isinstance(one, dict)]

    def _term(self, node: Json, key: str, wanted: Any) -> bool:
        if key.startswith("!"):
            return not self._term(node, key[1:], wanted)
        if key == "search:termGroup":
            return self._matches(node, wanted)
        if key.startswith("^"):
            return self._backwards(node, key[1:], wanted)
        if key in _RECORD:
            return _record(_RECORD[key](self._envelope[id(node)]), wanted) if id(node) in self._envelope else False
        if key == "@type":
            return any(_typed(node, one) for one in values(wanted))
        if key not in vocabulary.terms() and key not in ("@id", "ceterms:ctid"):
            raise BadQuery(f"Unsupported property: `{key}`")
        return self._property(list(values(node.get(key))), wanted)

    def _backwards(self, node: Json, key: str, wanted: Any) -> bool:
        own = str(node.get("@id"))
        others = (other for _, other in self._rows if own in values(other.get(key)))
        return any(self._matches(other, wanted) for other in others)

    def _property(self, have: list[Any], wanted: Any) -> bool:
        if wanted == "search:anyValue":
            return bool(have)
        if wanted == "search:noValue":
            return not have
        if isinstance(wanted, list):
            span = _span(wanted)
            return _between(have, span) if span else any(self._property(have, one) for one in wanted)
        if isinstance(wanted, dict):
            return self._object(have, wanted)
        return _text(have, str(wanted), None)

    def _object(self, have: list[Any], wanted: Json) -> bool:
        if "search:value" in wanted:
            kind = wanted.get("search:matchType")
            if kind is not None and kind not in _MATCHES:
                raise BadQuery(f"Unsupported search:matchType: `{kind}`. Supported values: {', '.join(_MATCHES)}")
            hits = [_text(have, str(one), kind) for one in values(wanted["search:value"])]
            return all(hits) if wanted.get("search:operator") == "search:andTerms" else any(hits)
        if wanted and all(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]+)?", key) for key in wanted):
            said = [value[tag] for value in have if isinstance(value, dict) for tag in wanted if tag in value]
            return all(_text(said, str(text), None) for text in wanted.values())
        return any(self._matches(node, wanted) for node in self._followed(have))

    def _followed(self, have: list[Any]) -> Iterator[Json]:
        """The nodes that values are or refer to, whatever style of address they use."""
        for value in have:
            if isinstance(value, dict):
                yield value
            elif isinstance(value, str):
                node = self._nodes.get(value) or self._nodes.get(str(value).replace("/ce-registry/", "/"))
                if node is not None:
                    yield node


def _typed(node: Json, wanted: Any) -> bool:
    found = [str(name) for name in values(node.get("@type"))]
    if isinstance(wanted, dict):
        name = str(wanted.get("search:value"))
        below = wanted.get("search:matchType") == "search:subClassOf"
        return any(name in vocabulary.superclasses(one) if below else name == one for one in found)
    return str(wanted) in found


def _text(have: list[Any], wanted: str, kind: str | None) -> bool:
    """A match type is ILIKE over all languages joined; without one, words are alternatives."""
    references = [value for value in have if isinstance(value, str) and value.startswith(("http", "_:", "ce-"))]
    if kind is None and references:
        return any((ctid_of(wanted) or wanted).lower() in value.lower() for value in references)
    if kind is None:
        return has_words(texts(have), wanted, every=False)
    pattern = "".join({"%": ".*", "_": "."}.get(letter, re.escape(letter)) for letter in wanted)
    said = " ".join(texts(have)) or " ".join(references)
    return re.search(_MATCHES[kind](pattern), said, re.IGNORECASE | re.DOTALL) is not None


def _record(have: Any, wanted: Any) -> bool:
    if isinstance(have, datetime):
        span = _span(wanted if isinstance(wanted, list) else [wanted, wanted])
        return span is not None and _between([written(have)], span)
    return any(str(have) == str(one) for one in values(wanted))


def _span(wanted: list[Any]) -> tuple[datetime | float | None, datetime | float | None] | None:
    """The bounds of a list of two dates or numbers, one of which may be open."""
    if len(wanted) != 2 or not any(wanted):
        return None
    bounds = [_measure(one) for one in wanted]
    if any(bound is None and one != "" for bound, one in zip(bounds, wanted, strict=True)):
        return None
    return bounds[0], bounds[1]


def _between(have: list[Any], span: tuple[Any, Any]) -> bool:
    found = [bound for value in have if (bound := _measure(value)) is not None]
    low, high = span
    return any((low is None or value >= low) and (high is None or value <= high) for value in found)


def _measure(value: Any) -> datetime | float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return moment(value) if isinstance(value, str) else None
