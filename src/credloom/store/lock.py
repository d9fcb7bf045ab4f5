"""One writer per data directory: an advisory lock that ends with the process that holds it."""

from __future__ import annotations

import fcntl
import os
import sys
from contextlib import suppress
from pathlib import Path

from credloom.errors import StoreError, StoreLocked

NAME = "writer.lock"


class WriterLock:
    """The lock of a data directory's writer. Raises `StoreLocked`, which names who holds it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(f"{self._path} cannot be opened for writing: {error.strerror}.") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(self._file)
            os.close(self._file)
            raise StoreLocked(f"{folder} is being written by {holder}. One process writes at a time.") from None
        with suppress(OSError):  # the lock counts, the note is a courtesy: a full disk must not stop a reader's repair
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, f"{os.getpid()} {Path(sys.argv[0]).name}".encode(), 0)

    def release(self) -> None:
        """Let another process write. May be called twice."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _holder(file: int) -> str:
    pid, _, command = os.pread(file, 200, 0).decode("utf-8", "replace").partition(" ")
    return f"process {pid} ({command})" if pid else "another process"
