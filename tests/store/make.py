"""Records, documents and sources for tests of the store."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import orjson

from credloom.model.record import Document, Node, Record
from credloom.normalise.records import content_hash
from credloom.sources.catalogue import built_in, manifests
from credloom.sources.manifest import Source
from credloom.store.ports import Batch

T0 = datetime(2026, 3, 1, tzinfo=UTC)
REGISTRY, CATALOG = "credential-registry", "colorado-etpl"
KINDS = {REGISTRY: "CREDENTIAL_REGISTRY", CATALOG: "STATE_CATALOG", "postings": "EMPLOYER_JOBS"}


def ctid(name: object) -> str:
    """The CTID of a name."""
    return f"ce-{uuid.uuid5(uuid.NAMESPACE_URL, str(name))}"


def node(type_: str = "ceterms:Certificate", **values: Any) -> Node:
    """A canonical node: texts for `name` and `description`, lists for everything else."""
    made: Node = {"@type": type_}
    for name, value in values.items():
        term = name if ":" in name else f"ceterms:{name}"
        if isinstance(value, str) and name in ("name", "description"):
            made[term] = {"en-US": [value]}
        else:
            made[term] = value if isinstance(value, list | dict) else [value]
    return made


def record(
    key: str,
    made: Node | None = None,
    *,
    source: str = REGISTRY,
    same: Iterable[str] = (),
    modified: int | None = None,
    original: str | None = None,
) -> Record:
    """A record; `modified` in days after T0."""
    body = {"@id": key, **(made if made is not None else node(name=key))}
    return Record(
        source=source,
        record_id=key,
        key=key,
        type=str(body["@type"]),
        node=body,
        content_hash=content_hash(body),
        retrieved_at=T0,
        same=tuple(same),
        modified_at=None if modified is None else T0 + timedelta(days=modified),
        original=original,
    )


def batch(*records: Record, source: str = REGISTRY, **more: Any) -> Batch:
    """A batch of records of one source."""
    return Batch(source=source, kind=KINDS.get(source, "OTHER"), records=records, **more)


def document(ref: str, body: Any = None, form: str = "ctdl") -> Document:
    """An original."""
    content = orjson.dumps(body if body is not None else {"ref": ref})
    return Document(ref=ref, format=form, given=orjson.loads(content), body=content, retrieved_at=T0)


def source(key: str = REGISTRY, **more: Any) -> Source:
    """A built-in source; `more` replaces parts of its manifest."""
    manifest = manifests([built_in()])[key]
    return Source(manifest=msgspec.structs.replace(manifest, **more), urls={"main": "http://127.0.0.1:9"})
