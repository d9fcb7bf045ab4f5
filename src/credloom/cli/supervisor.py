"""Keeps the processes of `serve` running: starts them, starts again what dies, ends them in order when asked.

Signals reach this process; the others leave Ctrl-C alone and end at its SIGTERM, so that answers under way are given
first and the writer ends last. When this process is killed outright, they notice and end by themselves.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any

from credloom import clock
from credloom.errors import CredloomError, StoreError

log = logging.getLogger(__name__)

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
"""Seconds before a process that died is started again; doubled each time unless it lived for longer than that."""
READY = b"ready"
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Child:
    """One process: `target(ready, *arguments)` in a fresh interpreter; `target` is `module:function`, so that what it
    needs is imported there alone. It sends `READY` through `ready` once it is, or the reason why it cannot start.

    `grace` is how many seconds it has to end.
    """

    name: str
    target: str
    arguments: tuple[Any, ...]
    grace: float
    process: BaseProcess | None = field(default=None, init=False)
    pipe: Connection | None = field(default=None, init=False)
    ready: bool = field(default=False, init=False)
    began: float = field(default=0.0, init=False)
    delay: float = field(default=FIRST_DELAY, init=False)
    due: float | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it, or start it again."""
        context = multiprocessing.get_context("spawn")
        if self.pipe is not None:
            self.pipe.close()
        self.pipe, theirs = context.Pipe(duplex=False)
        arguments = (self.target, theirs, self.arguments)
        self.process = context.Process(target=launch, args=arguments, name=f"credloom {self.name}")
        self.process.start()
        theirs.close()
        self.began, self.due = clock.monotonic(), None

    def look(self) -> None:
        """Note whether it is ready, and when it has to be started again."""
        if self.pipe is not None and not self.ready:
            self._hear(self.pipe)
        if self.process is None or self.process.exitcode is None:
            return
        code, self.process = self.process.exitcode, None
        log.error("process died", extra={"child": self.name, "exit": code})
        if not self.ready:
            raise CredloomError(f"The {self.name} process cannot start; the log above says why.")
        lived = clock.monotonic() - self.began
        self.delay = FIRST_DELAY if lived > LONGEST_DELAY else min(2 * self.delay, LONGEST_DELAY)
        self.due = clock.monotonic() + self.delay

    def _hear(self, pipe: Connection) -> None:
        with suppress(EOFError, OSError):
            if pipe.poll():
                told = pipe.recv_bytes()
                if told != READY:
                    raise StoreError(told.decode())
                self.ready = True

    def watched(self) -> list[Any]:
        """What tells that `look` has something to see."""
        found: list[Any] = [self.process.sentinel] if self.process is not None else []
        return [*found, self.pipe] if self.pipe is not None and not self.ready and self.process else found

    def ask_to_end(self) -> None:
        """Send SIGTERM."""
        if self.process is not None:
            self.process.terminate()

    def stop(self) -> None:
        """Ask it to end, and see to it."""
        self.ask_to_end()
        self.end(clock.monotonic() + self.grace)

    def end(self, until: float) -> None:
        """Wait for its end, and make sure of it."""
        if self.process is not None:
            self.process.join(max(0.0, until - clock.monotonic()))
            if self.process.exitcode is None:
                log.warning("process killed", extra={"child": self.name})
                self.process.kill()
            self.process.join()
        if self.pipe is not None:
            self.pipe.close()


class Supervisor:
    """Runs groups of children; at the end one group after the other is asked to end, and waited for."""

    def __init__(
        self, groups: Sequence[Sequence[Child]], *, on_ready: Callable[[], None], on_end: Callable[[], None]
    ) -> None:
        self._groups = groups
        self._children = [child for group in groups for child in group]
        self._on_ready, self._on_end = on_ready, on_end
        self._told = False

    def run(self) -> None:
        """Work until a signal asks to end. Raises `CredloomError` where a process cannot start the first time."""
        with Signals() as signals:
            try:
                for child in self._children:
                    child.start()
                while not signals.asked:
                    self._tend()
                    watched = [item for child in self._children for item in child.watched()]
                    wait([signals.fileno(), *watched], self._patience())
            finally:
                self._on_end()
                for group in self._groups:
                    for child in group:
                        child.ask_to_end()
                    now = clock.monotonic()
                    for child in group:
                        child.end(now + child.grace)

    def _tend(self) -> None:
        for child in self._children:
            child.look()
            if child.due is not None and child.due <= clock.monotonic():
                child.start()
        if not self._told and all(child.ready for child in self._children):
            self._told = True
            self._on_ready()

    def _patience(self) -> float | None:
        due = [child.due for child in self._children if child.due is not None]
        return max(0.0, min(due) - clock.monotonic()) if due else None


def launch(target: str, ready: Connection, arguments: tuple[Any, ...]) -> None:
    """What a child runs first: its target, imported. A third of loading would be the collector's, and finds nothing."""
    gc.disable()
    module, _, name = target.partition(":")
    getattr(import_module(module), name)(ready, *arguments)


class Signals:
    """Within it, the signals that ask to end are noted, and make it readable to `wait`."""

    def __enter__(self) -> Signals:
        self.asked = False
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._before = {number: signal.signal(number, lambda *_: self._note()) for number in STOPPING}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    def fileno(self) -> int:
        """For `wait`."""
        return self._reader.fileno()

    def _note(self) -> None:
        self.asked = True
        with suppress(BlockingIOError):
            self._writer.send(b"!")
