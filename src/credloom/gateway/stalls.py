"""Finds what blocks the event loop: a thread that knocks at it, and looks at its stack when nobody answers."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable

log = logging.getLogger(__name__)

EVERY_SECONDS = 0.002
DEEPEST = 8
"""How many of the innermost calls are told."""

Tell = Callable[[float, list[str]], None]
"""Called in the thread with the seconds that the loop was busy, and the calls that it was in, outer first."""


def logged(seconds: float, calls: list[str]) -> None:
    """A line of the log for each stall."""
    log.warning("event loop was blocked", extra={"ms": round(seconds * 1000, 1), "in": " > ".join(calls)})


class Stalls:
    """Watches the running loop from `start` to `stop`. `limit` in seconds: what is shorter is no stall.

    For development: it takes about a hundredth of a processor. A thread that holds the interpreter counts, too.
    """

    def __init__(self, limit: float, tell: Tell = logged) -> None:
        self._limit, self._tell = limit, tell
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Watch the loop that this is called in."""
        loop, ident = asyncio.get_running_loop(), threading.get_ident()
        self._thread = threading.Thread(target=self._watch, args=(loop, ident), name="stalls", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Watch no more."""
        self._ended.set()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)

    def _watch(self, loop: asyncio.AbstractEventLoop, ident: int) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            answered, knocked = threading.Event(), time.monotonic()
            try:
                loop.call_soon_threadsafe(answered.set)
            except RuntimeError:  # the loop is closed
                return
            if answered.wait(self._limit):
                continue
            frame = sys._current_frames().get(ident)
            calls = [f"{call.name} ({call.filename.rsplit('/', 1)[-1]}:{call.lineno})" for call in _stack(frame)]
            while not answered.wait(0.1):
                if self._ended.is_set():
                    return
            self._tell(time.monotonic() - knocked, calls)


def _stack(frame: object) -> list[traceback.FrameSummary]:
    return list(traceback.extract_stack(frame))[-DEEPEST:] if frame is not None else []  # type: ignore[arg-type]
