"""Connections to the database, and its failures as errors of ours."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import orjson

from credloom.errors import StoreDamaged, StoreError, StoreFull

FILE = "credloom.sqlite"
BUSY_SECONDS = 10.0
READER_CACHE_KIB = 16 * 1024
WRITER_CACHE_KIB = 64 * 1024
PAGE_BYTES = 8_192
"""Things are about 2 kB: in pages of the usual 4 kB half of the room is lost, larger ones are read for one of them."""
WAL_PAGES = 2000
"""About 16 MB: the write-ahead log is copied back when it is longer, unless a reader still needs it."""


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """A connection in autocommit mode; transactions are begun and ended by those who use it."""
    with translated(path):
        db = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=512
        )
        if write:
            db.execute(f"PRAGMA page_size={PAGE_BYTES}")  # of a new database: an old one keeps its own
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=FULL")
            db.execute(f"PRAGMA wal_autocheckpoint={WAL_PAGES}")
            db.execute("PRAGMA temp_store=MEMORY")
        else:
            db.execute("PRAGMA query_only=1")
        db.execute(f"PRAGMA cache_size=-{WRITER_CACHE_KIB if write else READER_CACHE_KIB}")
        return db


def copy_back(db: sqlite3.Connection) -> None:
    """Copy the log back and make it empty, as far as readers allow: nobody waits for them, the next time will do."""
    db.execute("PRAGMA busy_timeout=0")
    with suppress(sqlite3.Error):
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}")


def as_list(values: Sequence[Any]) -> str:
    """A list as one parameter: `… IN (SELECT value FROM json_each(?))`."""
    return orjson.dumps(values).decode()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Failures of the database or of its disk as `StoreFull`, `StoreDamaged` or `StoreError`."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _translate(error, path) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise _full(path) from error
        raise StoreError(f"{path.parent} cannot be used: {error.strerror or error}.", detail=str(error)) from error


def _translate(error: sqlite3.DatabaseError, path: Path) -> Exception:
    code = (error.sqlite_errorcode or 0) & 0xFF if hasattr(error, "sqlite_errorcode") else 0
    if code == sqlite3.SQLITE_FULL:
        return _full(path)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT):
        return damaged(path, str(error))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(f"{path} is busy for more than {BUSY_SECONDS:.0f} seconds: try again.", detail=str(error))
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR):
        return StoreError(f"{path} cannot be opened or written: {error}.", detail=str(error))
    return error


def _full(path: Path) -> StoreFull:
    return StoreFull(f"The disk of {path.parent} is full: make room and try again. What was acknowledged is kept.")


def damaged(path: Path, detail: str) -> StoreDamaged:
    """The error of a database that cannot be read."""
    return StoreDamaged(
        f"{path} is damaged. Put a backup in its place, or move the file away and run `credloom refresh --full`: "
        "everything is read from the sources again.",
        detail=detail,
    )
