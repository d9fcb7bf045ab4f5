"""Envelopes as the Registry sends them → documents: the payload is kept as it came, its date and CTID beside it."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Any

import msgspec
import orjson

from credloom.errors import SourceBadData
from credloom.model.identity import ctid_of
from credloom.model.record import Document

FORMAT = "ctdl"
_NO_RAW = msgspec.Raw()


class Headers(msgspec.Struct):
    """`node_headers`: the dates that every shape of envelope has."""

    updated_at: str | None = None
    created_at: str | None = None
    deleted_at: str | None = None


class Envelope(msgspec.Struct):
    """An envelope, or a row of `/search`, which has the same head. Payloads stay undecoded until they are needed."""

    envelope_id: str | None = None
    envelope_ceterms_ctid: str | None = None
    updated_at: str | None = None
    node_headers: Headers | None = None
    decoded_resource: msgspec.Raw = _NO_RAW
    resource: msgspec.Raw = _NO_RAW

    @property
    def ctid(self) -> str | None:
        """The main resource's CTID, lower-cased."""
        return ctid_of(self.envelope_ceterms_ctid) if self.envelope_ceterms_ctid else None

    @property
    def modified_at(self) -> datetime | None:
        """When it was changed last."""
        return moment(self.updated_at or (self.node_headers.updated_at if self.node_headers else None))

    @property
    def deleted(self) -> bool:
        """Whether it is one of the old soft deletes."""
        return self.node_headers is not None and self.node_headers.deleted_at is not None


class Unread(msgspec.Struct, frozen=True):
    """A row that is no envelope, and why."""

    reason: str


Row = Envelope | Unread

_MANY: msgspec.json.Decoder[list[Envelope]] = msgspec.json.Decoder(list[Envelope])
_ONE: msgspec.json.Decoder[Envelope] = msgspec.json.Decoder(Envelope)
_RAW: msgspec.json.Decoder[list[msgspec.Raw]] = msgspec.json.Decoder(list[msgspec.Raw])


def rows(content: bytes) -> list[Row]:
    """The envelopes of a page. One bad row is `Unread`; raises `msgspec.MsgspecError` where it is no JSON list."""
    try:
        return [*_MANY.decode(content)]
    except msgspec.ValidationError:
        return [one(bytes(row)) for row in _RAW.decode(content)]


def one(content: bytes) -> Row:
    """One envelope."""
    try:
        return _ONE.decode(content)
    except (msgspec.MsgspecError, RecursionError) as error:
        return Unread(f"It is no envelope: {error}.")


def document(envelope: Envelope, base: str, retrieved_at: datetime, *, name: str = "") -> Document:
    """The document of an envelope. Raises `SourceBadData` where it holds no readable payload.

    `name` is its ref where neither envelope nor payload has an id.
    """
    body, data = _payload(envelope)
    ctid = envelope.ctid or main_ctid(loads(body) if data is None else data)
    ref = ctid or envelope.envelope_id or name
    if not ref:
        raise SourceBadData("The envelope has neither a CTID nor an envelope_id, so nothing names it.")
    return Document(
        ref=ref,
        format=FORMAT,
        given=data,
        body=body,
        retrieved_at=retrieved_at,
        url=_address(base, ctid, envelope.envelope_id),
        modified_at=envelope.modified_at,
    )


def document_of(content: bytes, base: str, retrieved_at: datetime, *, name: str = "") -> Document:
    """The document of one envelope as it came. Raises `SourceBadData`."""
    found = one(content)
    if isinstance(found, Unread):
        raise SourceBadData(found.reason)
    return document(found, base, retrieved_at, name=name)


def graph_document(
    body: bytes, base: str, retrieved_at: datetime, *, name: str = "", modified_at: datetime | None = None
) -> Document:
    """The document of a payload without its envelope. Raises `SourceBadData`."""
    data = loads(body)
    ref = main_ctid(data) or name
    if not ref:
        raise SourceBadData("The payload has no CTID, so nothing names it.")
    url = _address(base, main_ctid(data), None)
    return Document(
        ref=ref, format=FORMAT, given=data, body=body, retrieved_at=retrieved_at, url=url, modified_at=modified_at
    )


def main_ctid(data: Any) -> str | None:
    """The CTID of a payload: that of its address, else of the first node, which is the main one."""
    if not isinstance(data, dict):
        return None
    graph = data.get("@graph")
    first = graph[0] if isinstance(graph, list) and graph and isinstance(graph[0], dict) else {}
    for node in (data, first):
        for key in ("@id", "ceterms:ctid"):
            text = node.get(key)
            found = ctid_of(text) if isinstance(text, str) else None
            if found:
                return found
    return None


def loads(body: bytes) -> dict[str, Any]:
    """A payload as JSON. Raises `SourceBadData`."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise SourceBadData(f"The payload is not strict JSON: {error}.") from error
    if not isinstance(found, dict):
        raise SourceBadData(f"The payload is no JSON object but {type(found).__name__}.")
    return found


def moment(text: str | None) -> datetime | None:
    """A time as the Registry writes it: ISO 8601, or `2019-02-01 16:15:27 UTC`."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _address(base: str, ctid: str | None, envelope_id: str | None) -> str | None:
    if not base:
        return None
    return f"{base}/graph/{ctid}" if ctid else f"{base}/envelopes/{envelope_id}" if envelope_id else None


def _payload(envelope: Envelope) -> tuple[bytes, dict[str, Any] | None]:
    """The payload's bytes and value: decoded, or in `resource` as JSON, as text, in base64 or as a JWT's claims.

    A decoded payload is not read here: that it is a JSON object was seen with its page, and who makes records of it,
    perhaps in another process, reads it once.
    """
    raw = bytes(envelope.decoded_resource)
    if raw[:1] == b"{":
        return raw, None
    for found in (raw, bytes(envelope.resource)):
        body = _unwrapped(found)
        if body:
            return body, loads(body)
    raise SourceBadData("The envelope has no decoded_resource, and its resource holds no readable payload.")


def _unwrapped(raw: bytes) -> bytes:
    if raw[:1] == b"{":
        return raw
    text = orjson.loads(raw) if raw[:1] == b'"' else None
    if not isinstance(text, str):
        return b""
    if text.lstrip()[:1] == "{":
        return text.encode()
    parts = text.strip().split(".")
    packed = parts[1] if len(parts) == 3 else parts[0]
    try:
        body = base64.urlsafe_b64decode(packed.replace("+", "-").replace("/", "_") + "=" * (-len(packed) % 4))
    except (binascii.Error, ValueError):
        return b""
    return body.removeprefix(b"\xef\xbb\xbf") if body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{" else b""
