"""Pinned epochs: a read transaction of the database together with the index of the same epoch.

A pin is shared by all requests that come while the epoch is the newest, and let go with the last of them, so that an
idle process keeps nothing from being cleaned up.
"""

from __future__ import annotations

import sqlite3
import threading
import time
import weakref
from collections import OrderedDict
from pathlib import Path

import tantivy

from credloom.errors import CursorExpired, StoreDamaged, StoreError
from credloom.store.database import connect, translated
from credloom.store.index_files import IndexFiles

ATTEMPTS = 50
WAIT_SECONDS = 0.02
LEASE_EVERY = 10.0
"""How often the lease of one epoch is renewed on disk, in seconds."""
SEARCHERS = 8
"""How many indexes stay open: the newest one and those of relevance cursors."""


class Pin:
    """One epoch. Several threads may read from it."""

    def __init__(self, db: sqlite3.Connection, epoch: int, pins: Pins) -> None:
        self.db, self.epoch = db, epoch
        self._pins = pins

    def index(self, epoch: int) -> tuple[tantivy.Index, tantivy.Searcher]:
        """The index of this epoch, or of an earlier one that a cursor names."""
        return self._pins.index(epoch)

    def lease(self) -> None:
        """Keep this epoch's index for some minutes: a cursor was given that needs it."""
        self._pins.lease(self.epoch)


class Pins:
    """The pins of one process."""

    def __init__(self, path: Path, files: IndexFiles) -> None:
        self._path, self._files = path, files
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._monitor = connect(path, write=False)
        self._asking = threading.Lock()
        self._counter = connect(path, write=False)  # one of its own: it never waits while an index is opened
        self._counted = (-1, -1)
        self._version = -1
        self._current: weakref.ref[Pin] | None = None
        self._indexes: OrderedDict[int, tuple[tantivy.Index, tantivy.Searcher]] = OrderedDict()
        self._leased: dict[int, float] = {}
        self._closed = False

    def take(self) -> Pin:
        """The newest epoch. Raises `StoreError` and its kinds."""
        with self._lock, translated(self._path):
            version, current = self._newest()
            return current or self._keep(version, self._begin())

    def ready(self) -> Pin | None:
        """The newest epoch where its index is open already; never waits for another thread that opens it."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            with translated(self._path):
                version, current = self._newest()
                if current is not None:
                    return current
                pin = self._begin_opened()
                return None if pin is None else self._keep(version, pin)
        finally:
            self._lock.release()

    def newest(self) -> int:
        """The number of the newest epoch: read only where the database was written since it was asked last."""
        with self._asking, translated(self._path):
            version = int(self._counter.execute("PRAGMA data_version").fetchone()[0])
            if version != self._counted[0]:
                self._counted = (version, self._epoch(self._counter))
            return self._counted[1]

    def _newest(self) -> tuple[int, Pin | None]:
        """The database's version, and the pin that is of it and in use."""
        version = int(self._monitor.execute("PRAGMA data_version").fetchone()[0])
        current = self._current() if self._current is not None else None
        return version, current if version == self._version else None

    def _keep(self, version: int, pin: Pin) -> Pin:
        self._version, self._current = version, weakref.ref(pin)
        return pin

    def _begin_opened(self) -> Pin | None:
        """A read transaction, where there is a connection for it and the epoch's index is open."""
        if not self._idle:
            return None
        db = self._idle.pop()
        db.execute("BEGIN")
        epoch = self._epoch(db)
        if epoch not in self._indexes:
            self._give_back(db)
            return None
        return self._pinned(db, epoch)

    def _begin(self) -> Pin:
        """A read transaction whose epoch's index can be opened."""
        db = self._idle.pop() if self._idle else connect(self._path, write=False)
        for _ in range(ATTEMPTS):
            db.execute("BEGIN")
            epoch = self._epoch(db)
            try:
                self._open(epoch)
            except FileNotFoundError:  # the writer has gone on and cleaned up between the two steps: look again
                db.execute("ROLLBACK")
                time.sleep(WAIT_SECONDS)
                continue
            return self._pinned(db, epoch)
        raise self._unreadable(f"no view of epoch {epoch}")

    def _pinned(self, db: sqlite3.Connection, epoch: int) -> Pin:
        pin = Pin(db, epoch, self)
        weakref.finalize(pin, self._give_back, db).atexit = False
        return pin

    @staticmethod
    def _epoch(db: sqlite3.Connection) -> int:
        return int(db.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()[0])

    def index(self, epoch: int) -> tuple[tantivy.Index, tantivy.Searcher]:
        """The index of an epoch that a cursor names. Raises `CursorExpired` where it is gone."""
        with self._lock:
            try:
                return self._open(epoch)
            except FileNotFoundError:
                raise CursorExpired(
                    "The search has changed since this page was made: start from the first page."
                ) from None

    def lease(self, epoch: int) -> None:
        """Keep the index of an epoch for some minutes."""
        now = time.monotonic()
        if now - self._leased.get(epoch, -LEASE_EVERY) >= LEASE_EVERY:
            self._leased = {number: at for number, at in self._leased.items() if now - at < LEASE_EVERY} | {epoch: now}
            self._files.lease(epoch)

    def _open(self, epoch: int) -> tuple[tantivy.Index, tantivy.Searcher]:
        found = self._indexes.get(epoch)
        if found is None:
            try:
                index = self._files.open_view(epoch)
                found = (index, index.searcher())
            except ValueError as error:
                raise self._unreadable(str(error)) from error
            self._indexes[epoch] = found
            while len(self._indexes) > SEARCHERS:
                self._indexes.popitem(last=False)
        self._indexes.move_to_end(epoch)
        return found

    def _unreadable(self, detail: str) -> StoreError:
        """The index cannot be read: ask the writer for a new one."""
        self._files.wanted.parent.mkdir(parents=True, exist_ok=True)
        self._files.wanted.touch()
        return StoreDamaged(
            f"The search index in {self._files.live.parent} is damaged. It is made anew at the next write, or now by "
            "starting `credloom serve` or `credloom refresh` again.",
            detail=detail,
        )

    def _give_back(self, db: sqlite3.Connection) -> None:
        """End a pin's transaction. Runs wherever the last reference is dropped, so it takes no lock."""
        try:
            if db.in_transaction:
                db.execute("ROLLBACK")
        except sqlite3.Error:
            return
        if self._closed:
            db.close()
        else:
            self._idle.append(db)

    def close(self) -> None:
        """Close what is not in use; what is, closes with its last reader."""
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop().close()
            self._monitor.close()
            self._counter.close()
            self._indexes.clear()
