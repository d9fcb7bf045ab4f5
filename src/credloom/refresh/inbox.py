"""The durable inbox: what web workers learned from live sources, and what operators ask of the refresh worker.

A small SQLite file of its own beside the store. Any process may put in; only the writer of the store takes out. A
message is acknowledged when it is committed here, so nothing is lost when a process dies.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from credloom import clock
from credloom.errors import StoreDamaged, StoreError, StoreFull
from credloom.model.record import Document, Refusal

_DDL = """
CREATE TABLE IF NOT EXISTS learned (id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS request (
  id INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL, state TEXT NOT NULL, result BLOB, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""


class Learned(msgspec.Struct, frozen=True):
    """Documents of one source that a live call brought, as sent: they are normalised again by the writer."""

    source: str
    documents: Sequence[Document]
    refusals: Sequence[Refusal] = ()


class RefreshRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator asks for while another process is the writer. No source means all."""

    sources: Sequence[str] = ()
    full: bool = False
    accept_drop: bool = False


class Inbox:
    """The inbox of a data directory, for several threads: one connection writes, another reads, so that who asks what
    is drained does not wait for somebody's commit."""

    def __init__(self, folder: Path) -> None:
        file = folder / "inbox.sqlite"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._writer, self._reader = _Connection(file), _Connection(file)
            with self._writer.using() as db:
                db.execute("PRAGMA journal_mode=WAL")
                db.execute("PRAGMA synchronous=FULL")
                db.executescript(_DDL)
        except (OSError, sqlite3.OperationalError) as error:
            raise StoreError(f"{file} cannot be opened or written ({error}).") from error
        except sqlite3.DatabaseError as error:
            raise StoreDamaged(
                f"{file} is damaged. Move it away: what live sources sent and was not in the store yet is asked again."
            ) from error

    def close(self) -> None:
        """Close it, behind whatever a thread is doing with it. Whoever comes later gets `StoreError`."""
        self._writer.close()
        self._reader.close()

    def put(self, learned: Learned) -> int:
        """Keep what was learned; returns its number, to be compared with `drained`."""
        with self._writing() as db:
            cursor = db.execute(
                "INSERT INTO learned (source, body) VALUES (?, ?)", (learned.source, msgspec.msgpack.encode(learned))
            )
        return int(cursor.lastrowid or 0)

    def take(self, limit: int = 100) -> list[tuple[int, Learned]]:
        """The oldest messages, still kept until `drop`."""
        with self._reader.using() as db:
            rows = db.execute("SELECT id, body FROM learned ORDER BY id LIMIT ?", (limit,)).fetchall()
        return [(number, msgspec.msgpack.decode(body, type=Learned)) for number, body in rows]

    def drop(self, number: int) -> None:
        """Forget everything up to a number: it is in the store now."""
        with self._writing() as db:
            db.execute("DELETE FROM learned WHERE id <= ?", (number,))
            db.execute(
                "INSERT INTO mark VALUES ('drained', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (number,),
            )

    def drained(self) -> int:
        """Up to which number everything is in the store."""
        with self._reader.using() as db:
            row = db.execute("SELECT value FROM mark WHERE name = 'drained'").fetchone()
        return int(row[0]) if row else 0

    def ask(self, request: RefreshRequest) -> int:
        """Ask the writer for a refresh; returns the request's number."""
        with self._writing() as db:
            cursor = db.execute(
                "INSERT INTO request (body, state, at) VALUES (?, 'asked', ?)",
                (msgspec.msgpack.encode(request), clock.now().timestamp()),
            )
        return int(cursor.lastrowid or 0)

    def next_request(self) -> tuple[int, RefreshRequest] | None:
        """The oldest request that is not answered; one that was running when a writer died is taken up again."""
        with self._reader.using() as db:
            row = db.execute(
                "SELECT id, body FROM request WHERE state IN ('asked', 'running') ORDER BY id LIMIT 1"
            ).fetchone()
        return (row[0], msgspec.msgpack.decode(row[1], type=RefreshRequest)) if row else None

    def report(self, number: int, state: str, result: bytes) -> None:
        """Note how a request stands: `running` with its progress, or `done` with its results."""
        with self._writing() as db:
            db.execute("UPDATE request SET state = ?, result = ? WHERE id = ?", (state, result, number))
            db.execute("DELETE FROM request WHERE state = 'done' AND id < ?", (number - 100,))

    def request_state(self, number: int) -> tuple[str, bytes | None]:
        """`(state, progress or results)` of a request."""
        with self._reader.using() as db:
            row = db.execute("SELECT state, result FROM request WHERE id = ?", (number,)).fetchone()
        return (row[0], row[1]) if row else ("gone", None)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._writer.using() as db:
            try:
                db.execute("BEGIN IMMEDIATE")
                yield db
                db.execute("COMMIT")
            except sqlite3.OperationalError as error:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                if "full" in str(error):
                    message = "The disk of the data directory is full: make room, nothing kept is lost."
                    raise StoreFull(message) from error
                raise


class _Connection:
    """One connection for one thread at a time: SQLite's may not be closed while another thread is inside."""

    def __init__(self, file: Path) -> None:
        self._db = sqlite3.connect(file, timeout=5, isolation_level=None, check_same_thread=False)
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def using(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._closed:
                raise StoreError("The inbox is closed.")
            yield self._db

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._db.close()
