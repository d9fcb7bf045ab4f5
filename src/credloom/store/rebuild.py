"""What follows from the records, made anew: things and links after an upgrade, the search index on demand."""

from __future__ import annotations

from credloom.store.derive import derive, write_links
from credloom.store.index_writer import IndexWriter
from credloom.store.indexing import make, neighbours, write_points
from credloom.store.pack import unpack_thing
from credloom.store.transaction import Transaction

PORTION = 2000


def derive_everything(tx: Transaction) -> None:
    """Derive every entity from its records. The change feed says nothing of it: no source changed anything."""
    last = 0
    while True:
        rows = tx.db.execute(
            "SELECT id FROM entity WHERE id > ? AND thing IS NOT NULL ORDER BY id LIMIT ?", (last, PORTION)
        ).fetchall()
        if not rows:
            tx.changes.clear()
            return
        last = rows[-1][0]
        tx.touched = {entity: 0 for (entity,) in rows}
        write_links(tx, derive(tx))
        tx.touched = {}


def index_everything(tx: Transaction, index: IndexWriter) -> int:
    """Put every thing into an empty index, portion by portion; returns how many there are."""
    tx.db.execute("DELETE FROM point")
    last, made = 0, 0
    while True:
        rows = tx.db.execute(
            "SELECT id, outcomes, thing FROM entity WHERE id > ? AND thing IS NOT NULL ORDER BY id LIMIT ?",
            (last, PORTION),
        ).fetchall()
        if not rows:
            return made
        things = [(entity, bool(flag), unpack_thing(kept)) for entity, flag, kept in rows]
        near = neighbours(tx, [thing for _, _, thing in things], {})
        points: list[tuple[int, float, float]] = []
        documents = []
        for entity, flag, thing in things:
            document, facts = make(thing, entity, near, outcomes=flag)
            documents.append(document)
            points.extend((entity, latitude, longitude) for latitude, longitude in facts.points)
        index.put(documents)
        write_points(tx, [], points)
        last, made = rows[-1][0], made + len(rows)
