"""Stage 4: what a source sent becomes records in canonical CTDL.

`normalise(source, documents)` is the way in; each `Document.format` has its reader. One bad document never stops the
others: it becomes a refusal that names the place and the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module

import msgspec

from credloom.errors import CredloomError
from credloom.model.record import Document, Record, Refusal
from credloom.sources.manifest import Source

Made = tuple[list[Record], list[Refusal]]

_READERS = {"ctdl": "ctdl", "row": "mapping", "jobposting": "jobposting", "jdx": "jdx", "onet": "onet"}
"""The module that reads a format; all others are formats of RDF."""


class Normalised(msgspec.Struct, frozen=True):
    """The records of some documents, and what was refused."""

    records: list[Record]
    refusals: list[Refusal]


def normalise(source: Source, documents: Iterable[Document]) -> Normalised:
    """Records of documents of one source. A record that occurs twice counts once: the later one."""
    records: dict[str, Record] = {}
    refusals: list[Refusal] = []
    for document in documents:
        try:
            made, refused = _reader(document.format)(source, document)
        except CredloomError as error:
            refusals.append(Refusal(source=source.key, place=document.ref, reason=str(error), ref=document.ref))
        except RecursionError:
            reason = "The document is nested too deeply to be read."
            refusals.append(Refusal(source=source.key, place=document.ref, reason=reason, ref=document.ref))
        else:
            for record in made:
                known = records.get(record.record_id)
                if known is None or (record.type and not _older(record, known)):
                    records[record.record_id] = record
            refusals.extend(refused)
    return Normalised(list(records.values()), refusals)


def _older(record: Record, known: Record) -> bool:
    return bool(record.modified_at and known.modified_at and record.modified_at < known.modified_at)


def _reader(format_: str) -> Callable[[Source, Document], Made]:
    """The reader of a format; imported when it is first needed."""
    module = import_module(f"credloom.normalise.{_READERS.get(format_, 'rdf')}")
    read: Callable[[Source, Document], Made] = module.records_of
    return read


__all__ = ["Normalised", "normalise"]
