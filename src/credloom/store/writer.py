"""The one writer of a data directory: batches, listings, statuses; each all or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from credloom.errors import CredloomError, StoreError
from credloom.model.record import Document
from credloom.store.database import as_list, connect, copy_back, translated
from credloom.store.derive import derive, write_links
from credloom.store.documents import keep_documents, keep_refusals
from credloom.store.forget import dropped, forget, spare, unseen
from credloom.store.index_files import IndexFiles
from credloom.store.index_writer import IndexWriter
from credloom.store.indexing import documents_of
from credloom.store.originals import COLUMNS, document_from
from credloom.store.pack import Packer
from credloom.store.ports import Batch, SourceStatus, Written
from credloom.store.rebuild import derive_everything, index_everything
from credloom.store.records import keep_records
from credloom.store.rules import DERIVING, digest
from credloom.store.transaction import Transaction, source_number


class Writer:
    """Writes to database and index. Made by `open_store` under the writer's lock; not for several threads at once."""

    def __init__(self, path: Path, files: IndexFiles, dictionaries: dict[int, bytes]) -> None:
        self._path, self._files = path, files
        self._packer = Packer(dictionaries)
        self._db = connect(path, write=True)
        self._index = IndexWriter(files, self._epoch())

    def write(self, batch: Batch) -> Written:
        """See `ports.Store.write`."""
        with self._transaction() as tx:
            source = source_number(tx.db, batch.source, batch.kind)
            run = int(tx.db.execute("SELECT run FROM source WHERE id = ?", (source,)).fetchone()[0])
            removed = forget(tx, source, batch.removed) if batch.removed else 0
            numbers, changed = keep_documents(tx, source, run, batch.documents)
            counts = keep_records(tx, source, run, batch.records, numbers)
            unread = _unread(batch)
            if unread:
                spare(tx, source, run, unread)
            read = set(changed) - {numbers.get(ref) for ref in unread}
            if read:
                removed += dropped(tx, source, read, [record.record_id for record in batch.records])
            keep_refusals(tx, source, run, list(numbers), batch.refusals)
            if counts.added:
                tx.db.execute("UPDATE source SET records = records + ? WHERE id = ?", (counts.added, source))
            if batch.checkpoint is not None:
                tx.db.execute("UPDATE source SET checkpoint = ? WHERE id = ?", (batch.checkpoint, source))
        return Written(added=counts.added, changed=counts.changed, unchanged=counts.unchanged, removed=removed)

    def begin(self, source: str) -> int:
        """See `ports.Store.begin`."""
        with self._transaction() as tx:
            number = source_number(tx.db, source)
            tx.db.execute(
                "UPDATE source SET run = run + 1, run_open = run + 1, run_base = records WHERE id = ? AND run_open = 0",
                (number,),
            )
            return int(tx.db.execute("SELECT run FROM source WHERE id = ?", (number,)).fetchone()[0])

    def finish(self, source: str, run: int, *, complete: bool, accept_drop: bool = False) -> Written:
        """See `ports.Store.finish`."""
        removed = 0
        with self._transaction() as tx:
            number = source_number(tx.db, source)
            open_run = tx.db.execute("SELECT run_open FROM source WHERE id = ?", (number,)).fetchone()[0]
            if run != open_run:
                raise StoreError(f"The listing {run} of {source} is not open.")
            if complete:
                removed = unseen(tx, number, run, accept_drop=accept_drop)
                tx.db.execute(
                    "DELETE FROM refusal WHERE source = ? AND run < ? AND ref IS NULL",
                    (number, run),
                )
                tx.db.execute(
                    "UPDATE source SET refused = (SELECT count(*) FROM refusal WHERE source = ?1) WHERE id = ?1",
                    (number,),
                )
            tx.db.execute("UPDATE source SET run_open = 0 WHERE id = ?", (number,))
        copy_back(self._db)
        return Written(removed=removed)

    def note(self, status: SourceStatus) -> None:
        """See `ports.Store.note`."""
        with self._transaction() as tx:
            number = source_number(tx.db, status.source)
            tx.db.execute(
                "UPDATE source SET last_refreshed = ?, last_attempt = ?, problem_code = ?, problem = ? WHERE id = ?",
                (
                    status.last_refreshed_at and status.last_refreshed_at.timestamp(),
                    status.last_attempt_at and status.last_attempt_at.timestamp(),
                    status.problem_code,
                    status.problem,
                    number,
                ),
            )

    def mend(self) -> None:
        """Make the index anew where it is missing, damaged or asked for; and what is shown too, after an upgrade."""
        with translated(self._path):
            things = int(self._db.execute("SELECT coalesce(sum(things), 0) FROM kind").fetchone()[0])
            sound = self._index.sound(self._epoch(), things)
            derived = self._db.execute("SELECT value FROM meta WHERE name = 'derived'").fetchone()
        if derived is None or derived[0] != digest(DERIVING):
            self._derive_again()
        elif self._files.wanted.exists() or not sound:
            self.rebuild_index()

    def normaliser(self, source: str) -> str:
        """By which rules a source's records were made; an empty text where that was never noted."""
        row = self._db.execute("SELECT normaliser FROM source WHERE key = ?", (source,)).fetchone()
        return str(row[0]) if row else ""

    def originals(self, source: str, portion: int) -> Iterator[list[Document]]:
        """The kept originals of a source, in portions."""
        last = 0
        while True:
            rows = self._db.execute(
                f"SELECT {COLUMNS} FROM document WHERE source = (SELECT id FROM source WHERE key = ?) AND id > ? "  # noqa: S608
                "ORDER BY id LIMIT ?",
                (source, last, portion),
            ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield [document_from(row, self._packer) for row in rows]

    def records_of(self, source: str, refs: Sequence[str]) -> list[str]:
        """The ids of the records that came from some originals of a source."""
        rows = self._db.execute(
            "SELECT n.key FROM source s JOIN document d ON d.source = s.id JOIN record r ON r.document = d.id "
            "JOIN name n ON n.id = r.name WHERE s.key = ? AND d.ref IN (SELECT value FROM json_each(?))",
            (source, as_list(list(refs))),
        )
        return [name for (name,) in rows]

    def note_normaliser(self, source: str, version: str) -> None:
        """Remember by which rules a source's records were made. A listing that was stopped begins anew: records that
        were written again since count as seen in it, whether it showed them or not."""
        with self._transaction() as tx:
            number = source_number(tx.db, source)
            tx.db.execute(
                "UPDATE source SET normaliser = ?, run_open = 0, "
                "checkpoint = CASE WHEN run_open = 0 THEN checkpoint END WHERE id = ?",
                (version, number),
            )

    def rebuild_index(self) -> int:
        """See `ports.Store.rebuild_index`."""
        with self._transaction() as tx:
            return self._reindex(tx)

    def _derive_again(self) -> None:
        """Make everything that is shown anew from the records, because another release made it."""
        with self._transaction() as tx:
            derive_everything(tx)
            tx.db.execute("INSERT OR REPLACE INTO meta VALUES ('derived', ?)", (digest(DERIVING),))
            self._reindex(tx)

    def _reindex(self, tx: Transaction) -> int:
        self._index.restart()
        self._files.wanted.unlink(missing_ok=True)
        made = index_everything(tx, self._index)
        self._index.publish(tx.epoch)
        tx.finish()
        return made

    def close(self) -> None:
        """Let go of index and database."""
        self._index.close()
        self._db.close()

    def _epoch(self) -> int:
        return int(self._db.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()[0])

    @contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        """A transaction, with what follows from it. The index of its epoch is frozen before the database commits."""
        with translated(self._path):
            if self._files.wanted.exists():
                self._files.wanted.unlink(missing_ok=True)
                self.rebuild_index()
            self._db.execute("BEGIN IMMEDIATE")
            try:
                tx = Transaction(self._db, self._packer)
                yield tx
                self._follow(tx)
                self._db.execute("COMMIT")
            except BaseException:
                self._undo()
                raise
            if tx.touched:
                self._files.prune(tx.epoch)

    def _follow(self, tx: Transaction) -> None:
        """Derive what the touched entities show, and put it into the index."""
        if not tx.touched:
            return
        shown = derive(tx)
        self._index.remove(tx.gone)
        for stale, documents in documents_of(tx, shown):
            self._index.remove(stale)
            self._index.put(documents)
        write_links(tx, shown)  # meanwhile the index takes the documents in, in a thread of its own
        self._index.publish(tx.epoch)
        tx.finish()

    def _undo(self) -> None:
        """Neither database nor index has seen the transaction."""
        with suppress(sqlite3.Error):
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
        epoch = self._epoch()
        try:
            self._index.revert(epoch)
        except CredloomError:
            self._files.wanted.touch()


def _unread(batch: Batch) -> set[str]:
    """Originals of which nothing could be made."""
    refused = {one.ref for one in batch.refusals if one.ref is not None and one.field is None}
    return refused - {record.original for record in batch.records}
