"""Records, provenance, originals and disagreements of a pinned epoch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from credloom.model.record import Node, Provenance, Record
from credloom.normalise.published import published
from credloom.store import merge
from credloom.store.merge import Told
from credloom.store.pack import Packer, unpack_texts
from credloom.store.pins import Pin
from credloom.store.ports import Conflict, FieldCandidate
from credloom.store.read_things import entities, rows

CONTEXT = "https://credreg.net/ctdl/schema/context/json"

_RECORDS = """
SELECT r.entity, s.key, s.kind, n.key, o.key, r.type, r.hash, r.retrieved, r.modified, r.url, d.ref, r.pointer, r.basis,
  r.same, {node}
FROM record r JOIN source s ON s.id = r.source JOIN name n ON n.id = r.name JOIN name o ON o.id = r.own
  LEFT JOIN document d ON d.id = r.document
WHERE r.entity IN (SELECT value FROM json_each(?)) ORDER BY r.id
"""
_WITH_NODE, _WITHOUT_NODE = _RECORDS.format(node="r.node"), _RECORDS.format(node="NULL")


class Read(msgspec.Struct, frozen=True):
    """A record as it is kept, with the kind of its source."""

    record: Record
    source_kind: str

    @property
    def told(self) -> Told:
        """What merging sees of it."""
        modified = self.record.modified_at.timestamp() if self.record.modified_at else None
        return Told(self.record.source, self.source_kind, self.record.key, modified, self.record.node)


def read_records(pin: Pin, packer: Packer, keys: Sequence[str], *, nodes: bool = True) -> list[list[Read]]:
    """The records behind each key, oldest first."""
    numbers = entities(pin, keys)
    found: dict[int, list[Read]] = {}
    wanted = {number for number in numbers if number is not None}
    for row in rows(pin, _WITH_NODE if nodes else _WITHOUT_NODE, wanted):
        node: Node = packer.unpack_node(row[14]) if nodes else {}
        found.setdefault(row[0], []).append(Read(_record(row, node), row[2]))
    return [found.get(number, []) if number is not None else [] for number in numbers]


def _record(row: Sequence[Any], node: Node) -> Record:
    _, source, _, name, own, type_, digest, retrieved, modified, url, ref, pointer, basis, same, _ = row
    return Record(
        source=source,
        record_id=name,
        key=own,
        type=type_,
        node=node,
        content_hash=digest.hex(),
        retrieved_at=datetime.fromtimestamp(retrieved, UTC),
        same=unpack_texts(same),
        url=url,
        modified_at=None if modified is None else datetime.fromtimestamp(modified, UTC),
        original=ref,
        pointer=pointer,
        basis=basis,
    )


def provenance_of(record: Record) -> Provenance:
    """A record without its node."""
    return Provenance(
        source=record.source,
        record_id=record.record_id,
        url=record.url,
        retrieved_at=record.retrieved_at,
        modified_at=record.modified_at,
        content_hash=record.content_hash,
        pointer=record.pointer,
        basis=record.basis,
    )


def conflicts_of(read: Sequence[Read]) -> list[Conflict]:
    """What the records of one entity disagree about."""
    where = _where(read)
    return [
        Conflict(
            field=one.field,
            chosen=one.chosen,
            rule=merge.RULE,
            candidates=tuple(FieldCandidate(c.value, where[c.told.source, c.told.own]) for c in one.candidates),
        )
        for one in merge.disagreements(merge.ranked(record.told for record in read))
    ]


def tellers_of(read: Sequence[Read], fields: Sequence[str] | None) -> dict[str, list[Provenance]]:
    """Field → where its shown value comes from."""
    if not read:
        return {}
    where = _where(read)
    found = merge.tellers(merge.ranked(record.told for record in read))
    return {
        field: [where[one.source, one.own] for one in tellers]
        for field, tellers in found.items()
        if fields is None or field in fields
    }


def published_of(read: Sequence[Read]) -> dict[str, Any] | None:
    """The merged record as CTDL JSON-LD."""
    if not read:
        return None
    return {"@context": CONTEXT, **published(merge.merged(merge.ranked(record.told for record in read)))}


def _where(read: Sequence[Read]) -> dict[tuple[str, str], Provenance]:
    return {(one.record.source, one.record.key): provenance_of(one.record) for one in read}
