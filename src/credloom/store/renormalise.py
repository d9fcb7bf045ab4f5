"""Records made anew from the originals that are kept, when the rules changed by which they were made."""

from __future__ import annotations

import hashlib

import msgspec

from credloom.model.record import Document
from credloom.normalise import normalise
from credloom.sources.manifest import Source
from credloom.store.ports import Batch, Written
from credloom.store.rules import NORMALISING, digest
from credloom.store.writer import Writer

PORTION = 500


def version_of(source: Source) -> str:
    """What tells whether a source's records were made by the present rules: its manifest and our code and data.

    Where the source lies and how it is asked is no rule.
    """
    manifest = {name: value for name, value in msgspec.structs.asdict(source.manifest).items() if name != "folder"}
    manifest["fetch"] = (source.manifest.fetch.reader, source.manifest.fetch.options)
    encoded = msgspec.json.encode(manifest, order="deterministic", enc_hook=str)
    return hashlib.sha256(encoded + rules().encode()).hexdigest()[:32]


def rules() -> str:
    """The code and the vocabulary that normalise."""
    return digest(NORMALISING)


def renormalise(writer: Writer, source: Source) -> Written | None:
    """See `ports.Store.renormalise`.

    Records that the present rules no longer make of an original are removed; where they can make nothing of it, it is
    refused and its records stay. The new version is noted at the end, so that what was stopped begins again: what is
    unchanged by then costs little.
    """
    version = version_of(source)
    known = writer.normaliser(source.key)
    if known == version:
        return None
    total = Written()
    if known:
        for documents in writer.originals(source.key, PORTION):
            total = _sum(total, _portion(writer, source, documents))
    writer.note_normaliser(source.key, version)
    return total


def _portion(writer: Writer, source: Source, documents: list[Document]) -> Written:
    made = normalise(source, documents)
    kept = {record.record_id for record in made.records}
    refused = {one.ref for one in made.refusals} - {record.original for record in made.records}
    before = writer.records_of(source.key, [document.ref for document in documents if document.ref not in refused])
    batch = Batch(
        source=source.key,
        kind=source.manifest.source.kind,
        documents=documents,
        records=made.records,
        refusals=made.refusals,
        removed=[name for name in before if name not in kept],
    )
    return writer.write(batch)


def _sum(one: Written, other: Written) -> Written:
    return Written(
        added=one.added + other.added,
        changed=one.changed + other.changed,
        unchanged=one.unchanged + other.unchanged,
        removed=one.removed + other.removed,
    )
