"""Sources and documents for tests of normalisation."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from credloom.model.record import Document, Node
from credloom.normalise import jsonld, rdf
from credloom.normalise.nodes import ordered as one_order
from credloom.sources.manifest import Fetch, Manifest, Source, SourceInfo
from credloom.sources.parse import parse

CONTEXT = "https://credreg.net/ctdl/schema/context/json"
CTID = "ce-5a0ad0a0-0000-4000-8000-000000000001"
RESOURCE = "https://credentialengineregistry.org/resources/"
WHEN = datetime(2026, 8, 1, tzinfo=UTC)


def source(key: str = "files", reader: str = "ctdl", **options: Any) -> Source:
    """A source of CTDL files."""
    info = SourceInfo(key=key, name=key, kind="STATE_CATALOG")
    manifest = Manifest(source=info, fetch=Fetch(reader=reader, options=options), folder=Path(key))
    return Source(manifest=manifest, urls={})


def source_of(text: str, key: str = "rows") -> Source:
    """The source of a manifest's text."""
    return Source(manifest=parse(text, Path(key)), urls={})


def document(data: Any, format_: str = "ctdl", *, ref: str = "file.json", url: str | None = None) -> Document:
    """A document: bytes for a format of RDF, a value for JSON."""
    body = data if isinstance(data, bytes) else orjson.dumps(data)
    value = None if isinstance(data, bytes) else data
    return Document(ref=ref, format=format_, given=value, body=body, retrieved_at=WHEN, url=url)


def nodes(data: Any, base: str = "") -> dict[str, Node]:
    """The canonical nodes of JSON-LD, read directly."""
    made = jsonld.Document(base)
    made.read(data)
    return made.nodes


def node(data: dict[str, Any]) -> Node:
    """The one canonical node of a bare node without context, its `@id` left out."""
    (found,) = nodes({"@id": RESOURCE + CTID, "@type": "ceterms:Certificate", **data}).values()
    return {name: value for name, value in found.items() if name not in ("@id", "@type")}


def by_rdf(data: Any, format_: str = "rdf:jsonld") -> dict[str, Node]:
    """The canonical nodes of a document that rdflib reads."""
    return rdf.read(document(data, format_), jsonld.Document()).nodes


def ordered(found: dict[str, Node]) -> dict[str, Any]:
    """Nodes in one order, so that equal statements are equal values."""
    return {name: one_order(value) for name, value in found.items()}
