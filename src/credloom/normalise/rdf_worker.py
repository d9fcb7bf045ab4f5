"""The asking side of the limited process: one worker, begun when it is first needed, begun anew after trouble."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, Any

import msgspec

from credloom.errors import SourceBadData, SourceUnavailable
from credloom.normalise.rdf_process import BODY, HEAD, READY, Head, Limits, Told

_START = 60.0
"""Seconds that a process may take to begin."""
_ENDS = 500
"""Documents after which a process makes room for a fresh one: what a parser keeps is given back."""


class Worker:
    """Reads one document at a time in a process of its own. Safe to be called from several threads."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._read = 0

    def nodes(self, body: bytes, format_: str, base: str) -> list[dict[str, Any]]:
        """The expanded nodes of a document.

        Raises `SourceBadData` for a document that is none, that is too large, or over which the process died;
        `SourceUnavailable` where no process can be begun.
        """
        if len(body) > self.limits.size:
            raise SourceBadData(f"cannot be read: it has more than {self.limits.size >> 20} MB.")
        with self._lock:
            used = self._read
            try:
                status, told = self._asked(Head(format_, base), body)
            except _Died as died:
                # What came over a process that had read others may have nothing to do with this document.
                if not used or not died.sudden:
                    raise
                status, told = self._asked(Head(format_, base), body)
        if status == b"+":
            return msgspec.json.decode(told, type=list[dict[str, Any]])
        raise SourceBadData(f"cannot be read: {msgspec.json.decode(told, type=Told).reason}.")

    def _asked(self, head: Head, body: bytes) -> tuple[bytes, bytes]:
        process = self._running()
        self._read += 1
        late = _Clock(process, self.limits.wall)
        try:
            return self._ask(process, head, body)
        except (OSError, EOFError) as error:
            reason, sudden = self._ended(process, late)
            raise _Died(f"cannot be read: {reason}.", sudden) from error
        finally:
            late.stop()

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._stop()

    @property
    def pid(self) -> int | None:
        """The process that reads now; None where there is none."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and (
            self._owner != os.getpid() or self._read >= _ENDS or self._process.poll() is not None
        ):
            self._stop()
        if self._process is None:
            self._process = self._begun()
            self._owner, self._read = os.getpid(), 0
        return self._process

    def _begun(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "credloom.normalise.rdf_process", msgspec.json.encode(self.limits).decode()]
        try:
            process = subprocess.Popen(  # noqa: S603  # our own module, with no word of a user in the command
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            raise SourceUnavailable("The process that reads RDF cannot be begun.", detail=str(error)) from error
        late = _Clock(process, _START)
        try:
            if _pipe(process.stdout).read(1) != READY:
                self._process = process
                raise SourceUnavailable(f"The process that reads RDF cannot be begun: {self._ended(process, late)[0]}.")
        finally:
            late.stop()
        return process

    def _ask(self, process: subprocess.Popen[bytes], head: Head, body: bytes) -> tuple[bytes, bytes]:
        told = msgspec.json.encode(head)
        into = _pipe(process.stdin)
        into.write(HEAD.pack(len(told)) + told + BODY.pack(len(body)))
        into.write(body)
        into.flush()
        start = _exactly(process, 1 + BODY.size)
        size = BODY.unpack(start[1:])[0]
        if size > self.limits.answer:
            raise EOFError
        return start[:1], _exactly(process, size)

    def _ended(self, process: subprocess.Popen[bytes], late: _Clock) -> tuple[str, bool]:
        """End a process in trouble; why it is, and whether no limit was the reason."""
        code = process.poll() if late.over else _code(process)
        self._stop()
        if late.over:
            return f"it took longer than {late.seconds:g} seconds", False
        if code == -signal.SIGXCPU:
            return f"it took more than {self.limits.cpu} seconds of CPU", False
        return f"the process that read it ended ({'no answer' if code is None else f'code {code}'})", True

    def _stop(self) -> None:
        process, self._process, self._read = self._process, None, 0
        if process is None:
            return
        if self._owner in (0, os.getpid()):
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                _pipe(pipe).close()


class _Died(SourceBadData):
    """The process ended over a document; `sudden` where no limit was the reason."""

    def __init__(self, message: str, sudden: bool) -> None:
        super().__init__(message)
        self.sudden = sudden


class _Clock:
    """Kills a process that takes too long."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.seconds, self.over, self._process = seconds, False, process
        self._timer = threading.Timer(seconds, self._kill)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        """The process was in time."""
        self._timer.cancel()

    def _kill(self) -> None:
        self.over = True
        self._process.kill()


def _code(process: subprocess.Popen[bytes]) -> int | None:
    """The exit code of a process whose pipe broke; None where it lives on."""
    try:
        return process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        return None


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:  # pragma: no cover - both are pipes, as asked
        raise EOFError
    return pipe


def _exactly(process: subprocess.Popen[bytes], size: int) -> bytes:
    found = _pipe(process.stdout).read(size)
    if len(found) < size:
        raise EOFError
    return found


worker = Worker()
"""The one worker of this process."""
atexit.register(worker.close)
