"""Originals and refusals of a batch."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from credloom.model.record import Document, Refusal
from credloom.store.database import as_list
from credloom.store.transaction import Transaction


def digest(body: bytes) -> bytes:
    """What tells whether an original has changed."""
    return hashlib.blake2b(body, digest_size=16).digest()


def keep_documents(
    tx: Transaction, source: int, run: int, documents: Sequence[Document]
) -> tuple[dict[str, int], list[int]]:
    """Keep the originals; returns their numbers by ref, and those of originals that are not what they were.

    The same ref twice in a batch is the later one.
    """
    latest = {document.ref: document for document in documents}
    rows = tx.rows(
        "SELECT ref, id, hash FROM document WHERE source = ?2 AND ref IN (SELECT value FROM json_each(?1))",
        latest,
        source,
    )
    known = {ref: (number, kept) for ref, number, kept in rows}
    numbers = {ref: number for ref, (number, _) in known.items()}
    following = int(tx.db.execute("SELECT coalesce(max(id), 0) + 1 FROM document").fetchone()[0])
    added, changed, seen = [], [], []
    for ref, one in latest.items():
        found, times = digest(one.body), (one.retrieved_at.timestamp(), one.modified_at and one.modified_at.timestamp())
        if ref not in known:
            numbers[ref] = following
            added.append((following, source, ref, one.format, one.url, *times, found, run, tx.packer.body(one.body)))
            following += 1
        elif known[ref][1] == found:
            seen.append((one.format, one.url, *times, run, numbers[ref]))
        else:
            changed.append((one.format, one.url, *times, run, found, tx.packer.body(one.body), numbers[ref]))
    tx.db.executemany("INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", added)
    tx.db.executemany(
        "UPDATE document SET format = ?, url = ?, retrieved = ?, modified = ?, run = ? WHERE id = ?", seen
    )
    tx.db.executemany(
        "UPDATE document SET format = ?, url = ?, retrieved = ?, modified = ?, run = ?, hash = ?, body = ? "
        "WHERE id = ?",
        changed,
    )
    return numbers, [row[-1] for row in changed]


def keep_refusals(tx: Transaction, source: int, run: int, refs: Sequence[str], refusals: Sequence[Refusal]) -> None:
    """Replace what was refused of these originals, and keep what was refused else, each place and field once."""
    told = {(one.ref, one.place, one.field): one for one in refusals}
    replaced = {*refs, *(ref for ref, _, _ in told if ref is not None)}
    removed = 0
    if replaced:
        removed += tx.db.execute(
            "DELETE FROM refusal WHERE source = ? AND ref IN (SELECT value FROM json_each(?))",
            (source, as_list(sorted(replaced))),
        ).rowcount
    for ref, place, field in told:
        if ref is None:
            removed += tx.db.execute(
                "DELETE FROM refusal WHERE source = ? AND ref IS NULL AND place = ? AND field IS ?",
                (source, place, field),
            ).rowcount
    tx.db.executemany(
        "INSERT INTO refusal (source, run, ref, place, reason, field) VALUES (?, ?, ?, ?, ?, ?)",
        [(source, run, one.ref, one.place, one.reason, one.field) for one in told.values()],
    )
    if removed != len(told):
        tx.db.execute("UPDATE source SET refused = refused + ? WHERE id = ?", (len(told) - removed, source))
