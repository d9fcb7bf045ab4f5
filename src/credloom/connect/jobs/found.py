"""Postings in JSON data, wherever they stand: alone, in a list, in `@graph`, inside the objects of a page or a feed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import msgspec

Json = dict[str, Any]

MAX_DEPTH = 12
_BARE = frozenset({"title", "name"})
_TELLING = frozenset({"datePosted", "hiringOrganization", "jobLocation", "validThrough", "employmentType"})


class Posting(msgspec.Struct, frozen=True):
    """A posting or JDX document in some data, the JSON pointer to it, and its document format."""

    data: Json
    pointer: str
    format: str = "jobposting"


def postings(data: Any, *, bare: bool = False) -> list[Posting]:
    """Every posting in the data, in document order.

    `bare` takes objects without `@type` too where their keys are those of a posting (feeds often leave it out).
    """
    if is_jdx(data):
        return [Posting(document, pointer, "jdx") for document, pointer in _jdx_documents(data)]
    nodes = _named(data)
    return [Posting(_joined(node, nodes), pointer) for node, pointer in _walk(data, "", 0, bare)]


def is_posting(node: Json) -> bool:
    """Whether an object says that it is a schema.org JobPosting."""
    found = node.get("@type", node.get("type"))
    names = found if isinstance(found, list) else [found]
    return any(isinstance(name, str) and _local(name) == "JobPosting" for name in names)


def is_jdx(data: Any) -> bool:
    """Whether data is a JDX JobSchema+ document: its context or its keys say so."""
    if isinstance(data, list):
        return bool(data) and all(is_jdx(item) for item in data)
    if not isinstance(data, dict):
        return False
    context = str(data.get("@context", ""))[:2000].lower()
    if "purl.org/jdx" in context or "jobdataexchange" in context:
        return True
    inside = data.get("@graph")
    nodes = [data, *(inside if isinstance(inside, list) else ())]
    return any(isinstance(node, dict) and _jdx_words(node) for node in nodes)


def local_id(node: Json) -> str:
    """How its source calls the posting: its address, else its identifier; empty where nothing names it."""
    for key in ("@id", "url", "schema:url"):
        found = node.get(key)
        if isinstance(found, str) and urlsplit(found).scheme in ("http", "https"):
            return found
    for key in ("identifier", "schema:identifier", "id", "@id"):
        found = node.get(key)
        found = found[0] if isinstance(found, list) and found else found
        if isinstance(found, dict):
            found = found.get("value", found.get("schema:value"))
        if isinstance(found, str | int) and not isinstance(found, bool) and str(found).strip():
            return str(found).strip()
    return ""


def _jdx_words(node: Json) -> bool:
    return any(key.startswith("jdx:") for key in node) or str(node.get("@type", "")).startswith("jdx:")


def _jdx_documents(data: Any) -> list[tuple[Json, str]]:
    return [(item, f"/{place}") for place, item in enumerate(data)] if isinstance(data, list) else [(data, "")]


def _local(name: str) -> str:
    return name.rstrip("/").replace("#", "/").rsplit("/", 1)[-1].rpartition(":")[2]


def _walk(data: Any, pointer: str, depth: int, bare: bool) -> Iterator[tuple[Json, str]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(data, list):
        for place, item in enumerate(data):
            yield from _walk(item, f"{pointer}/{place}", depth + 1, bare)
    elif isinstance(data, dict):
        if is_posting(data) or (bare and "@type" not in data and _BARE & data.keys() and _TELLING & data.keys()):
            yield data, pointer
            return
        for key, value in data.items():
            if isinstance(value, dict | list):
                yield from _walk(value, f"{pointer}/{key}", depth + 1, bare)


def _named(data: Any) -> dict[str, Json]:
    """Nodes of a document by `@id`, those that say more than their name."""
    found: dict[str, Json] = {}
    todo: list[tuple[Any, int]] = [(data, 0)]
    while todo:
        value, depth = todo.pop()
        if depth > MAX_DEPTH:
            continue
        if isinstance(value, dict):
            name = value.get("@id")
            if isinstance(name, str) and len(value) > 1:
                found.setdefault(name, value)
            todo.extend((inner, depth + 1) for inner in value.values())
        elif isinstance(value, list):
            todo.extend((inner, depth + 1) for inner in value)
    return found


def _joined(node: Json, nodes: dict[str, Json]) -> Json:
    """The posting with nodes in the place of bare references to them, one level deep and one level below."""
    return {key: _filled(value, nodes, 2) for key, value in node.items()} if nodes else node


def _filled(value: Any, nodes: dict[str, Json], depth: int) -> Any:
    if isinstance(value, list):
        return [_filled(item, nodes, depth) for item in value]
    if isinstance(value, dict) and depth:
        if len(value) == 1 and isinstance(name := value.get("@id"), str) and not is_posting(nodes.get(name, {})):
            value = nodes.get(name, value)
        return {key: _filled(inner, nodes, depth - 1) for key, inner in value.items()}
    return value
