"""Records of a batch: what is new, what has changed, and which entity each belongs to.

Identity: records that share a key, by their own key or one of their further ones, are one entity. Keys are joined
over everything that the store knows, in whatever order it comes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from credloom.model.record import Record
from credloom.store.merge import Told
from credloom.store.names import Known
from credloom.store.pack import pack_texts
from credloom.store.transaction import Member, Transaction


class Kept(msgspec.Struct, frozen=True):
    """What the store has of a record."""

    record: int
    entity: int
    hash: bytes
    same: bytes | None
    own: int
    document: int | None


class Counts(msgspec.Struct):
    """Records of one batch by what became of them."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


class Owners:
    """Which entity each key stands for while a batch is read: union-find over what is stored and what comes."""

    def __init__(self, tx: Transaction, known: Known) -> None:
        self._tx = tx
        self._of = {key: entity for key, (_, entity) in known.items() if entity is not None}
        self._joined: dict[int, int] = {}

    def find(self, entity: int) -> int:
        """The entity that an entity has become."""
        while (joined := self._joined.get(entity)) is not None:
            entity = joined
        return entity

    def join(self, keys: Sequence[str], entity: int | None) -> int:
        """Let all of some keys, and an entity that is known to be meant, be one entity."""
        found = {self.find(self._of[key]) for key in keys if key in self._of}
        if entity is not None:
            found.add(self.find(entity))
        chosen = min(found) if found else self._tx.new_entity()
        for other in found - {chosen}:
            self._joined[other] = chosen
        for key in keys:
            self._of[key] = chosen
        return chosen

    def owners(self) -> dict[str, int | None]:
        """Key → entity, as it is in the end."""
        return {key: self.find(entity) for key, entity in self._of.items()}

    def joined(self) -> dict[int, int]:
        """Entities that ceased → what they became."""
        return {entity: self.find(entity) for entity in self._joined}


def keep_records(
    tx: Transaction, source: int, run: int, records: Sequence[Record], documents: Mapping[str, int]
) -> Counts:
    """Write records and settle their entities. The same record twice in a batch is the later one."""
    latest = {record.record_id: record for record in records}
    known = tx.names.resolve(key for one in latest.values() for key in (one.record_id, one.key, *one.same))
    kept = _kept(tx, source, latest, known)
    counts, seen, news, moved = Counts(), [], [], []
    for name, record in latest.items():
        there = kept.get(name)
        if there is not None and _equal(there, record, known):
            seen.append(there.record)
            counts.unchanged += 1
            document = documents.get(record.original or "")
            if document not in (None, there.document) and not is_mention(record.key):
                moved.append((document, there.record))
        else:
            news.append((record, there))
    tx.db.execute(
        "UPDATE record SET run = ?, retrieved = max(retrieved, ?) WHERE id IN (SELECT value FROM json_each(?))",
        (
            run,
            max((one.retrieved_at.timestamp() for one in latest.values()), default=0.0),
            msgspec.json.encode(seen).decode(),
        ),
    )
    tx.db.executemany("UPDATE record SET document = ? WHERE id = ?", moved)
    if news:
        _write(tx, source, run, news, documents, known)
    counts.changed = sum(1 for _, there in news if there is not None)
    counts.added = len(news) - counts.changed
    return counts


def is_mention(key: str) -> bool:
    """Whether a record is of something that a source only mentions, in any number of its originals."""
    return key.startswith("urn:credloom:")


def _kept(tx: Transaction, source: int, latest: Mapping[str, Record], known: Known) -> dict[str, Kept]:
    numbers = {known[name][0]: name for name in latest if name in known}
    rows = tx.rows(
        "SELECT name, id, entity, hash, same, own, document FROM record "
        "WHERE source = ?2 AND name IN (SELECT value FROM json_each(?1))",
        numbers,
        source,
    )
    return {numbers[row[0]]: Kept(*row[1:]) for row in rows}


def _equal(there: Kept, record: Record, known: Known) -> bool:
    return (
        there.hash == bytes.fromhex(record.content_hash)
        and there.same == pack_texts(record.same)
        and there.own == known.get(record.key, (0, None))[0]
    )


def _write(
    tx: Transaction,
    source: int,
    run: int,
    news: Sequence[tuple[Record, Kept | None]],
    documents: Mapping[str, int],
    known: Known,
) -> None:
    owners = Owners(tx, known)
    settled = [owners.join((one.key, *one.same), there.entity if there else None) for one, there in news]
    tx.names.assign(owners.owners(), known)
    tx.names.intern((one.record_id for one, _ in news), known)
    kind = str(tx.db.execute("SELECT kind FROM source WHERE id = ?", (source,)).fetchone()[0])
    added: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    for (one, there), first in zip(news, settled, strict=True):
        entity = owners.find(first)
        number = there.record if there else tx.new_record()
        tx.touched[entity] = source
        tx.fresh[number] = one.node
        if one.shown is not None:
            tx.shown[number] = one.shown
        if entity in tx.new:
            modified = one.modified_at.timestamp() if one.modified_at else None
            told = Told(one.source, kind, one.key, modified, one.node, number)
            tx.members.setdefault(entity, []).append(Member(told, source, (one.key, *one.same)))
        row = (source, known[one.record_id][0], known[one.key][0], entity, *_columns(tx, one, run, documents))
        if there:
            changed.append((*row, number))
        else:
            added.append((number, *row))
    tx.db.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", added)
    tx.db.executemany(
        "UPDATE record SET source = ?, name = ?, own = ?, entity = ?, type = ?, hash = ?, retrieved = ?, modified = ?, "
        "url = ?, document = ?, pointer = ?, basis = ?, run = ?, same = ?, node = ? WHERE id = ?",
        changed,
    )
    for entity, became in owners.joined().items():
        if entity not in tx.new:
            _dissolve(tx, entity, became, source)


def _columns(tx: Transaction, one: Record, run: int, documents: Mapping[str, int]) -> tuple[Any, ...]:
    return (
        one.type,
        bytes.fromhex(one.content_hash),
        one.retrieved_at.timestamp(),
        one.modified_at.timestamp() if one.modified_at else None,
        one.url,
        documents.get(one.original) if one.original else None,
        one.pointer,
        one.basis,
        run,
        pack_texts(one.same),
        tx.packer.node(one.node),
    )


def _dissolve(tx: Transaction, entity: int, became: int, source: int) -> None:
    """Let an entity be another one from now on: its keys and records move, its own place is emptied."""
    tx.db.execute("UPDATE name SET entity = ? WHERE entity = ?", (became, entity))
    tx.db.execute("UPDATE record SET entity = ? WHERE entity = ?", (became, entity))
    tx.touched[became] = source
    tx.touched.pop(entity, None)
    empty(tx, entity, became, source)


def empty(tx: Transaction, entity: int, became: int | None, source: int) -> None:
    """Take away what an entity shows. It stays as a place that its keys lead to."""
    row = tx.db.execute("SELECT key, kind FROM entity WHERE id = ? AND thing IS NOT NULL", (entity,)).fetchone()
    tx.db.execute(
        "UPDATE entity SET thing = NULL, sort = NULL, newest = NULL, became = ?, epoch = ? WHERE id = ?",
        (became, tx.epoch, entity),
    )
    tx.db.execute("DELETE FROM link WHERE subject = ?", (entity,))
    tx.db.execute("DELETE FROM point WHERE entity = ?", (entity,))
    tx.gone.append(entity)
    if row is not None:
        tx.change("REMOVED", row[0], row[1], source)
        tx.count(row[1], -1)
