"""Links between competencies, brought up to date beside the writer's other work: in a thread, when there is news."""

from __future__ import annotations

import asyncio
import logging
import threading

from credloom import clock
from credloom.refresh.collecting import give_back
from credloom.store.ports import Snapshot, Store

log = logging.getLogger(__name__)

REST = 10.0
"""After an update, so many times as long as it took nothing is linked: many small changes become one update."""
LEAST_REST_SECONDS = 1.0


class Linking:
    """At most one update at a time. A failure is logged; what was linked before stays, the next change tries again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stopped = threading.Event()
        self._running: asyncio.Task[None] | None = None
        self._epoch = -1
        self._not_before = 0.0

    def go_on(self) -> None:
        """Start an update where the store has news and none runs."""
        if self._running is not None and not self._running.done():
            return
        if clock.monotonic() < self._not_before:
            return
        snapshot = self._store.snapshot()
        if snapshot.epoch != self._epoch:
            self._epoch = snapshot.epoch
            self._running = asyncio.create_task(self._update(snapshot))

    async def stop(self) -> None:
        """End the update that runs behind its present portion; it goes on at the next start."""
        self._stopped.set()
        if self._running is not None:
            await self._running

    async def _update(self, snapshot: Snapshot) -> None:
        began = clock.monotonic()
        await asyncio.to_thread(link, snapshot, self._stopped)
        took = clock.monotonic() - began
        self._not_before = clock.monotonic() + max(LEAST_REST_SECONDS, took * REST)


def link(snapshot: Snapshot, stopped: threading.Event | None = None) -> None:
    """One update, which never raises: without links the rest of the gateway works as before."""
    if snapshot.folder is None:
        return
    try:
        from credloom.resolve.kept.linker import update

        done = update(snapshot.folder, snapshot, stopped.is_set if stopped else lambda: False)
    except Exception:
        log.exception("competencies not linked")
    else:
        if done.fresh or done.gone:
            give_back()
            log.info("competencies linked", extra={"fresh": done.fresh, "gone": done.gone, "links": done.links})
