"""From canonical nodes to records: identity, content hash, pointer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import orjson

from credloom.model import vocabulary
from credloom.model.identity import ctid_of, identifier_key, key_of
from credloom.model.record import Document, Node, Record
from credloom.normalise.jsonld import main_type
from credloom.sources.manifest import Source

SAME = ("ceterms:sameAs", "schema:sameAs", "owl:sameAs", "ceasn:sameAs")


def record_from_node(
    source: Source,
    document: Document,
    node: Node,
    *,
    pointer: str = "",
    key: str | None = None,
    same: Iterable[str] = (),
) -> Record:
    """The record of a canonical node.

    `key` is given where the source's own id names it; else it is the node's CTID or `@id`. `same` are shared
    identifiers beside the node's `sameAs`.
    """
    ctid = _ctid(node)
    own = key or ctid or key_of(str(node["@id"]))
    alike = [*same, *(key_of(v) for name in SAME for v in node.get(name, ()) if isinstance(v, str))]
    if ctid:
        alike.append(ctid)
        node["ceterms:ctid"] = [ctid]
    alike.append(key_of(str(node.get("@id", own))))
    alike.extend(_shared_identifiers(source, node))
    return Record(
        source=source.key,
        record_id=own,
        key=own,
        type=main_type(node) or "",
        node=node,
        content_hash=content_hash(node),
        retrieved_at=document.retrieved_at,
        same=tuple(dict.fromkeys(k for k in alike if k and k != own)),
        url=document.url,
        modified_at=document.modified_at,
        original=document.ref,
        pointer=pointer,
    )


def content_hash(node: Node) -> str:
    """SHA-256, in hex, of the node: equal whatever order its properties came in, and the members of their lists.

    Inside a value that is an object, the order of values counts: sorting all of them took a fifth of normalising.
    """
    return hashlib.sha256(orjson.dumps(_ordered(node), option=orjson.OPT_SORT_KEYS)).hexdigest()


def _ordered(node: Node) -> Node:
    return {
        name: sorted(value, key=_sorted_dump) if type(value) is list and len(value) > 1 else value
        for name, value in node.items()
    }


def _sorted_dump(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _ctid(node: Node) -> str | None:
    for text in node.get("ceterms:ctid", ()):
        found = ctid_of(str(text))
        if found:
            return found
    return None


def _shared_identifiers(source: Source, node: Node) -> Iterable[str]:
    """Keys of identifiers that the source's manifest says are shared on purpose."""
    shared: dict[str, str] = source.manifest.fetch.options.get("shared_identifiers", {})
    if not shared:
        return
    for value in node.get("ceterms:identifier", ()):
        if isinstance(value, dict):
            names = [text for texts in value.get("ceterms:identifierTypeName", {}).values() for text in texts]
            scheme = next((shared[name] for name in names if name in shared), None)
            for code in value.get("ceterms:identifierValueCode", ()) if scheme else ():
                yield identifier_key(str(scheme), str(code))


def known_class(node: Node) -> bool:
    """Whether the node says what it is, in CTDL's words."""
    found = main_type(node)
    return found is not None and found in vocabulary.classes()
