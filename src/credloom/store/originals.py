"""Kept originals as documents again, as their reader once gave them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from credloom.model.record import Document
from credloom.store.pack import Packer

COLUMNS = "id, ref, format, url, retrieved, modified, body"


def document_from(row: Sequence[Any], packer: Packer) -> Document:
    """The document of a row of `COLUMNS`. An original that is no JSON has no data, as when it was read."""
    _, ref, form, url, retrieved, modified, kept = row
    body = packer.unpack(kept)
    return Document(
        ref=ref,
        format=form,
        data=_data(form, ref, body),
        body=body,
        retrieved_at=datetime.fromtimestamp(retrieved, UTC),
        url=url,
        modified_at=None if modified is None else datetime.fromtimestamp(modified, UTC),
    )


def _data(form: str, ref: str, body: bytes) -> Any:
    if form.startswith("rdf:"):
        return None
    try:
        data = orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        return None
    return {"at": ref, **data} if form == "row" and isinstance(data, dict) else data
