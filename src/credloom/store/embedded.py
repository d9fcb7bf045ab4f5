"""The embedded store: SQLite holds the truth, tantivy the search index, both in one data directory."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from credloom.errors import StoreDamaged, StoreError, StoreLocked
from credloom.sources.manifest import Source
from credloom.store.database import FILE, connect, translated
from credloom.store.index_files import IndexFiles
from credloom.store.lock import WriterLock
from credloom.store.pack import Packer
from credloom.store.pins import Pins
from credloom.store.ports import Batch, SourceStatus, Written
from credloom.store.read_things import ThingCache
from credloom.store.renormalise import renormalise
from credloom.store.rules import DERIVING, digest
from credloom.store.schema import check_format, prepare
from credloom.store.snapshot import EmbeddedSnapshot
from credloom.store.writer import Writer

T = TypeVar("T")


class EmbeddedStore:
    """See `ports.Store`. Made by `open_store`."""

    def __init__(self, folder: Path, lock: WriterLock | None) -> None:
        path = folder / FILE
        self._folder = folder
        self._files = IndexFiles(folder / "index")
        self._lock = lock
        self._writer: Writer | None = None
        self._writing = threading.Lock()
        dictionaries = _dictionaries(path)
        if lock is not None:
            self._writer = Writer(path, self._files, dictionaries)
            self._writer.mend()
        self._packer = Packer(dictionaries)
        self._cache = ThingCache()
        self._pins = Pins(path, self._files)

    def snapshot(self) -> EmbeddedSnapshot:
        """See `ports.Store.snapshot`."""
        return EmbeddedSnapshot(self._pins.take(), self._packer, self._cache, self._folder)

    def ready(self) -> EmbeddedSnapshot | None:
        """See `ports.Store.ready`."""
        pin = self._pins.ready()
        return None if pin is None else EmbeddedSnapshot(pin, self._packer, self._cache, self._folder)

    def epoch(self) -> int:
        """See `ports.Store.epoch`."""
        return self._pins.newest()

    def write(self, batch: Batch) -> Written:
        """See `ports.Store.write`."""
        return self._write(lambda writer: writer.write(batch))

    def begin(self, source: str) -> int:
        """See `ports.Store.begin`."""
        return self._write(lambda writer: writer.begin(source))

    def finish(self, source: str, run: int, *, complete: bool, accept_drop: bool = False) -> Written:
        """See `ports.Store.finish`."""
        return self._write(lambda writer: writer.finish(source, run, complete=complete, accept_drop=accept_drop))

    def note(self, status: SourceStatus) -> None:
        """See `ports.Store.note`."""
        self._write(lambda writer: writer.note(status))

    def renormalise(self, source: Source) -> Written | None:
        """See `ports.Store.renormalise`."""
        return self._write(lambda writer: renormalise(writer, source))

    def rebuild_index(self) -> int:
        """See `ports.Store.rebuild_index`."""
        return self._write(lambda writer: writer.rebuild_index())

    def _write(self, work: Callable[[Writer], T]) -> T:
        if self._writer is None:
            raise StoreError("The store was opened for reading.")
        with self._writing:
            return work(self._writer)

    def close(self) -> None:
        """Close files and connections; what a snapshot still reads closes with it. May be called twice."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self._pins.close()
        if self._lock is not None:
            self._lock.release()


def open_embedded(folder: Path, *, write: bool, mend: bool = True) -> EmbeddedStore:
    """The store of a data directory, made where there is none. See `open_store`."""
    with translated(folder / FILE):
        folder.mkdir(parents=True, exist_ok=True)
    if write:
        return _open_writing(folder)
    if not _readable(folder):
        if not mend:
            raise StoreError(f"{folder} is being made ready by the process that writes.")
        _mend(folder)
    return EmbeddedStore(folder, None)


def _open_writing(folder: Path) -> EmbeddedStore:
    lock = WriterLock(folder)
    try:
        _prepare(folder)
        return EmbeddedStore(folder, lock)
    except BaseException:
        lock.release()
        raise


def _prepare(folder: Path) -> None:
    path = folder / FILE
    with translated(path), closing(connect(path, write=True)) as db:
        prepare(db)


def _readable(folder: Path) -> bool:
    """Whether a reader can use the directory as it is: made by this release, and the epoch's index can be opened."""
    path = folder / FILE
    if not path.exists():
        return False
    with translated(path), closing(connect(path, write=False)) as db:
        if not check_format(db):
            return False
        meta = dict(db.execute("SELECT name, value FROM meta"))
    files = IndexFiles(folder / "index")
    try:
        files.open_view(int(meta["epoch"]))
    except (FileNotFoundError, ValueError):
        return False
    return meta.get("derived") == digest(DERIVING) and not files.wanted.exists()


def _mend(folder: Path) -> None:
    """Make what a reader needs, as the writer for a moment; where there is a writer, that is its work."""
    try:
        _open_writing(folder).close()
    except StoreLocked as error:
        if not (folder / FILE).exists():
            raise StoreDamaged("The data directory is being made by another process: try again.") from error


def _dictionaries(path: Path) -> dict[int, bytes]:
    with translated(path), closing(connect(path, write=False)) as db:
        return dict(db.execute("SELECT id, data FROM dictionary"))
