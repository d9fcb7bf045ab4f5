"""What is gone: records that a source withdrew, and those that a complete listing did not show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from credloom.errors import StoreError
from credloom.store.database import as_list
from credloom.store.records import is_mention
from credloom.store.transaction import Transaction

DROP_ALLOWED = 0.2
"""Share of a source's records that may be missing from a listing without an operator's word."""
DROP_SMALL = 5
"""So many may be missing while others are there: a share says little about a handful of records."""


def forget(tx: Transaction, source: int, removed: Sequence[str]) -> int:
    """Tombstones for records by their id, or for everything that came from an original.

    What a source only mentions (an organization by name) stays while another of its records mentions it. Ids are
    compared as they are and in lower case: a source that deletes writes a CTID as it likes.
    """
    wanted = list({*removed, *(text.lower() for text in removed)})
    rows = tx.rows(
        "SELECT r.id, r.entity, NULL FROM name n JOIN record r ON r.name = n.id AND r.source = ?2 "
        "WHERE n.key IN (SELECT value FROM json_each(?1))",
        wanted,
        source,
    )
    own = {row[0] for row in rows}
    rows += tx.rows(
        "SELECT r.id, r.entity, n.key FROM document d JOIN record r ON r.document = d.id JOIN name n ON n.id = r.own "
        "WHERE d.source = ?2 AND d.ref IN (SELECT value FROM json_each(?1))",
        wanted,
        source,
    )
    tx.rows("DELETE FROM document WHERE source = ?2 AND ref IN (SELECT value FROM json_each(?1))", wanted, source)
    gone = {row[0]: row[1] for row in rows}
    mentioned = {row[0] for row in rows if row[2] is not None and row[2].startswith("urn:credloom:")} - own
    for record in _still_mentioned(tx, source, mentioned, gone):
        del gone[record]
    return _remove(tx, source, gone.items())


def _still_mentioned(tx: Transaction, source: int, records: Iterable[int], gone: dict[int, int]) -> list[int]:
    rows = tx.rows(
        "SELECT DISTINCT r.id FROM record r JOIN name n ON n.entity = r.entity JOIN link l ON l.object = n.id "
        "JOIN record other ON other.entity = l.subject AND other.source = ?2 "
        "WHERE r.id IN (SELECT value FROM json_each(?1)) AND other.id NOT IN (SELECT value FROM json_each(?3))",
        records,
        source,
        "[" + ",".join(map(str, gone)) + "]",
    )
    return [row[0] for row in rows]


def dropped(tx: Transaction, source: int, documents: Iterable[int], records: Iterable[str]) -> int:
    """Tombstones for what changed originals do not hold any more; `records` are the ids of what they hold now."""
    rows = tx.rows(
        "SELECT r.id, r.entity, own.key FROM record r JOIN name n ON n.id = r.name JOIN name own ON own.id = r.own "
        "WHERE r.source = ?2 AND r.document IN (SELECT value FROM json_each(?1)) "
        "AND n.key NOT IN (SELECT value FROM json_each(?3))",
        documents,
        source,
        as_list(list(records)),
    )
    return _remove(tx, source, [(record, entity) for record, entity, key in rows if not is_mention(key)])


def spare(tx: Transaction, source: int, run: int, refs: Iterable[str]) -> None:
    """Originals that a source still has but that cannot be read now: what was made of them earlier is not gone."""
    wanted = as_list(list(refs))
    ours = "SELECT id FROM document WHERE source = ?2 AND ref IN (SELECT value FROM json_each(?3))"
    tx.db.execute(f"UPDATE record SET run = ?1 WHERE document IN ({ours})", (run, source, wanted))  # noqa: S608  ours
    tx.db.execute(f"UPDATE document SET run = ?1 WHERE id IN ({ours})", (run, source, wanted))  # noqa: S608  ours


def unseen(tx: Transaction, source: int, run: int, *, accept_drop: bool) -> int:
    """Tombstones for what a complete listing did not show.

    Raises `StoreError` where that is more than a fifth of the source's records and nobody accepted it.
    """
    missing: list[tuple[int, int]] = tx.db.execute(
        "SELECT id, entity FROM record WHERE source = ? AND run < ?", (source, run)
    ).fetchall()
    total, base = tx.db.execute("SELECT records, run_base FROM source WHERE id = ?", (source,)).fetchone()
    handful = len(missing) <= DROP_SMALL and len(missing) < total
    if not accept_drop and not handful and len(missing) > DROP_ALLOWED * max(base, 1):
        raise StoreError(
            f"The source no longer lists {len(missing)} of its {max(base, len(missing))} records. That is more than a "
            "fifth, so nothing was removed. If it is right, refresh it once more with --accept-drop.",
            detail=f"{total} records now",
        )
    tx.db.execute("DELETE FROM document WHERE source = ? AND run < ?", (source, run))
    return _remove(tx, source, missing)


def _remove(tx: Transaction, source: int, gone: Iterable[tuple[int, int]]) -> int:
    records: list[Any] = []
    for record, entity in gone:
        records.append(record)
        tx.touched[entity] = source
    if records:
        tx.rows("DELETE FROM record WHERE id IN (SELECT value FROM json_each(?))", records)
        tx.db.execute("UPDATE source SET records = records - ? WHERE id = ?", (len(records), source))
    return len(records)
