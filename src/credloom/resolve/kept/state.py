"""Which competencies are kept in which segment, which are still to be linked, and the links: one SQLite file.

The refresh worker writes; others read. What the file says counts: a segment that it does not name is a remainder.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import orjson

FILE = "state.db"
FORMAT = "2"
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE segment (id INTEGER PRIMARY KEY, size INTEGER NOT NULL);
CREATE TABLE competency (key TEXT PRIMARY KEY, digest BLOB NOT NULL, segment INTEGER NOT NULL, place INTEGER NOT NULL)
  WITHOUT ROWID;
CREATE INDEX competency_segment ON competency (segment);
CREATE TABLE dead (segment INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (segment, place)) WITHOUT ROWID;
CREATE TABLE unlinked (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE link (
  one TEXT NOT NULL, other TEXT NOT NULL, kind TEXT NOT NULL, chance REAL NOT NULL, said TEXT NOT NULL,
  heard TEXT NOT NULL, model TEXT NOT NULL, PRIMARY KEY (one, other)
) WITHOUT ROWID;
CREATE INDEX link_other ON link (other);
"""


class Link(msgspec.Struct, frozen=True):
    """A link that was found: `one` was looked for by the words `said`, `other` has the label `heard`."""

    one: str
    other: str
    kind: str
    chance: float
    said: str
    heard: str
    model: str


class State:
    """The file, open. Safe to use in several threads."""

    def __init__(self, folder: Path, *, write: bool) -> None:
        self.folder = folder
        if write:
            folder.mkdir(parents=True, exist_ok=True)
        file = folder / FILE
        uri = file.absolute().as_uri() + ("" if write else "?mode=ro")
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None, timeout=30)
        self._lock = threading.RLock()
        if write:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            if not self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                self._db.executescript(_TABLES)
                self.set(format=FORMAT)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def version(self) -> int:
        """Changes with every commit of another process, and with every commit of this one."""
        with self._lock:
            outside = self._db.execute("PRAGMA data_version").fetchone()[0]
            return int(outside) * 1_000_003 + self._db.total_changes

    def get(self, name: str) -> str | None:
        """A value that was kept."""
        with self._lock:
            row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, **values: str) -> None:
        """Keep values."""
        with self._lock:
            self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(values.items()))

    def transaction(self) -> _Transaction:
        """All of a block or nothing."""
        return _Transaction(self._db, self._lock)

    def clear(self) -> None:
        """Forget everything."""
        with self.transaction():
            for table in ("meta", "segment", "competency", "dead", "unlinked", "link"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608  names of our own
            self.set(format=FORMAT)

    def segments(self) -> list[tuple[int, int]]:
        """(number, size) of each segment, the oldest first."""
        return self._rows("SELECT id, size FROM segment ORDER BY id", ())

    def dead(self, segment: int) -> list[int]:
        """The places of a segment that do not count any more."""
        return [row[0] for row in self._rows("SELECT place FROM dead WHERE segment = ?", (segment,))]

    def members(self, segments: Sequence[int]) -> list[str]:
        """The keys that are kept in some segments, in order."""
        wanted = orjson.dumps(list(segments)).decode()
        sql = "SELECT key FROM competency WHERE segment IN (SELECT value FROM json_each(?)) ORDER BY segment, place"
        rows = self._rows(sql, (wanted,))
        return [row[0] for row in rows]

    def digests(self, keys: Sequence[str]) -> dict[str, bytes]:
        """What is known of some competencies."""
        wanted = orjson.dumps(list(keys)).decode()
        sql = "SELECT key, digest FROM competency WHERE key IN (SELECT value FROM json_each(?))"
        return dict(self._rows(sql, (wanted,)))

    def forget(self, keys: Iterable[str]) -> None:
        """Take competencies out, with their links."""
        rows = [(key,) for key in keys]
        with self._lock:
            run = self._db.executemany
            run("INSERT OR IGNORE INTO dead SELECT segment, place FROM competency WHERE key = ?", rows)
            run("DELETE FROM competency WHERE key = ?", rows)
            run("DELETE FROM unlinked WHERE key = ?", rows)
            run("DELETE FROM link WHERE one = ?", rows)
            run("DELETE FROM link WHERE other = ?", rows)

    def add(self, segment: int, kept: Sequence[tuple[str, bytes]], *, unlinked: bool) -> None:
        """Put competencies in a new segment, in the order of their places."""
        with self._lock:
            self._db.execute("INSERT INTO segment VALUES (?, ?)", (segment, len(kept)))
            self._db.executemany(
                "INSERT OR REPLACE INTO competency VALUES (?, ?, ?, ?)",
                ((key, digest, segment, place) for place, (key, digest) in enumerate(kept)),
            )
            if unlinked:
                self._db.executemany("INSERT OR IGNORE INTO unlinked VALUES (?)", ((key,) for key, _ in kept))

    def drop(self, segments: Sequence[int]) -> None:
        """Forget segments whose competencies are in another one now."""
        rows = [(number,) for number in segments]
        with self._lock:
            self._db.executemany("DELETE FROM segment WHERE id = ?", rows)
            self._db.executemany("DELETE FROM dead WHERE segment = ?", rows)

    def unlinked(self, count: int) -> list[str]:
        """Competencies that are still to be linked."""
        return [row[0] for row in self._rows("SELECT key FROM unlinked LIMIT ?", (count,))]

    def link(self, keys: Sequence[str], links: Sequence[Link]) -> None:
        """Keep the links that were found for some competencies, which are linked then."""
        rows = [(key,) for key in keys]
        with self._lock:
            self._db.executemany("DELETE FROM link WHERE one = ?", rows)
            self._db.executemany(
                "INSERT OR REPLACE INTO link VALUES (?, ?, ?, ?, ?, ?, ?)",
                [msgspec.structs.astuple(one) for one in links],
            )
            self._db.executemany("DELETE FROM unlinked WHERE key = ?", rows)

    def links(self, keys: Sequence[str]) -> list[Link]:
        """The links that some competencies are an end of."""
        wanted = orjson.dumps(list(keys)).decode()
        rows = self._rows(
            "SELECT * FROM link WHERE one IN (SELECT value FROM json_each(?1)) UNION "
            "SELECT * FROM link WHERE other IN (SELECT value FROM json_each(?1))",
            (wanted,),
        )
        return [Link(*row) for row in rows]

    def _rows(self, sql: str, values: Sequence[object]) -> list[Any]:
        with self._lock, closing(self._db.execute(sql, values)) as found:
            return found.fetchall()


class _Transaction:
    def __init__(self, db: sqlite3.Connection, lock: threading.RLock) -> None:
        self._db, self._lock = db, lock

    def __enter__(self) -> None:
        self._lock.acquire()
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self._db.execute("COMMIT" if kind is None else "ROLLBACK")
        finally:
            self._lock.release()
