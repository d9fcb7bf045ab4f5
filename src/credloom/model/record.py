"""What one source told: records, the documents they were read from, and what was refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import orjson

from credloom.model.things import AnyThing

Node = dict[str, Any]
"""A canonical CTDL node: see `normalise` for the form."""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing as one source told it. Never changed by another source.

    `key` is its identity (a CTID, an IRI, `urn:credloom:SOURCE:KIND:ID`); `same` are further keys that mean the same
    thing (sameAs, shared identifiers); `pointer` is a JSON pointer into the original; `content_hash` is the SHA-256 of
    the canonical node in hex. `basis` is a value of the contract's Basis.
    """

    source: str
    record_id: str
    key: str
    type: str
    node: Node
    content_hash: str
    retrieved_at: datetime
    same: tuple[str, ...] = ()
    url: str | None = None
    modified_at: datetime | None = None
    original: str | None = None
    """`Document.ref` of what it was read from."""
    pointer: str = ""
    basis: str = "ASSERTED"
    shown: AnyThing | None = None
    """What the record shows by itself, where that was made with it; else it is made when it is needed."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One original as a source sent it: an envelope, a row with what was joined to it, a page's JobPosting, a file.

    `ref` is stable within the source and names it for the operator ("ce-…", "programs.csv:17"). `body` is what is kept,
    byte for byte or as compact JSON; `given` is its value, where who made the document has it at hand.
    """

    ref: str
    format: str
    body: bytes
    retrieved_at: datetime
    given: Any = None
    url: str | None = None
    modified_at: datetime | None = None

    @property
    def data(self) -> Any:
        """The value that the normaliser of `format` understands: what was given, else the body read; None for RDF and
        for what is no JSON."""
        if self.given is not None or self.format.startswith("rdf:"):
            return self.given
        try:
            found = orjson.loads(self.body.removeprefix(b"\xef\xbb\xbf"))
        except orjson.JSONDecodeError:
            return None
        return {"at": self.ref, **found} if self.format == "row" and isinstance(found, dict) else found


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Something of a source that could not be used: `place` is file, line, row or JSON pointer, `reason` a sentence.

    `field` names the CTDL term or column when only a value was left out; then the rest of the record was kept.
    """

    source: str
    place: str
    reason: str
    field: str | None = None
    ref: str | None = None


class Provenance(msgspec.Struct, frozen=True, gc=False):
    """Where a record came from: the record without its node."""

    source: str
    record_id: str
    url: str | None
    retrieved_at: datetime
    modified_at: datetime | None
    content_hash: str
    pointer: str
    basis: str
