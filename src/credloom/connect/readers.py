"""The closed list of readers, and the reader of a source. A reader is imported when a source needs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from credloom.connect.reader import Reader
from credloom.errors import SourceBadData, nearest
from credloom.sources.manifest import Source

if TYPE_CHECKING:
    from credloom.connect.client import Client


def _table(source: Source, client: Client) -> Reader:
    from credloom.connect.tables import TableReader

    return TableReader(source, client)


def _documents(source: Source, client: Client) -> Reader:
    from credloom.connect.documents import DocumentReader

    return DocumentReader(source, client)


def _registry(source: Source, client: Client) -> Reader:
    from credloom.connect.registry import RegistryReader

    return RegistryReader(source, client)


def _jobs(source: Source, client: Client) -> Reader:
    from credloom.connect.jobs import JobsReader

    return JobsReader(source, client)


def _onet(source: Source, client: Client) -> Reader:
    from credloom.connect.onet import OnetReader

    return OnetReader(source, client)


READERS: Mapping[str, Callable[[Source, Client], Reader]] = {
    "csv": _table,
    "tsv": _table,
    "json": _table,
    "jsonl": _table,
    "xlsx": _table,
    "ctdl": _documents,
    "registry": _registry,
    "jobs": _jobs,
    "onet": _onet,
}
"""What makes the reader that `[fetch] reader` names; the names and meanings are `sources.readers.READERS`."""


def reader_for(source: Source, client: Client) -> Reader:
    """The reader of a source. Raises `SourceBadData` for a name that is not in the list."""
    name = source.manifest.fetch.reader
    make = READERS.get(name)
    if make is None:
        raise SourceBadData(f"{source.key}: there is no reader {name!r}.{nearest(name, READERS)}", source=source.key)
    return make(source, client)
