"""Kept originals as documents again, as their reader once gave them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from credloom.model.record import Document
from credloom.store.pack import Packer

COLUMNS = "id, ref, format, url, retrieved, modified, body"


def document_from(row: Sequence[Any], packer: Packer) -> Document:
    """The document of a row of `COLUMNS`."""
    _, ref, form, url, retrieved, modified, kept = row
    body = packer.unpack(kept)
    return Document(
        ref=ref,
        format=form,
        body=body,
        retrieved_at=datetime.fromtimestamp(retrieved, UTC),
        url=url,
        modified_at=None if modified is None else datetime.fromtimestamp(modified, UTC),
    )
