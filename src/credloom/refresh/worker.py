"""The refresh worker: the one process that writes. It drains the inbox, answers requests, keeps the schedule and links
what has changed."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Coroutine, Mapping
from datetime import datetime, timedelta

import msgspec

from credloom import clock
from credloom.connect.client import Client
from credloom.errors import CredloomError
from credloom.refresh.drain import drain
from credloom.refresh.inbox import Inbox, RefreshRequest
from credloom.refresh.linking import Linking
from credloom.refresh.run import Progress, Result, refresh_source
from credloom.refresh.schedule import due_at
from credloom.sources.manifest import Source
from credloom.store.ports import Store

log = logging.getLogger(__name__)

UNWRITTEN_SECONDS = 30.0
"""How long the writer waits before it tries again what the store refused."""
POLL_SECONDS = 0.02
"""How often the inbox is looked at, and so how long a live answer waits for an idle writer."""


class Worker:
    """The writer's loop over one store."""

    def __init__(self, sources: Mapping[str, Source], client: Client, store: Store, inbox: Inbox) -> None:
        self._sources, self._client, self._store, self._inbox = sources, client, store, inbox
        self._rng = random.Random()  # noqa: S311  jitter, not a secret
        self._drain_again = 0.0
        self._linking = Linking(store)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set: one refresh at a time, the inbox between its portions, requests before schedule.

        A source's failure is noted and never ends the loop. A refresh that is stopped goes on at the next start.
        """
        due = self._first_plan()
        job: asyncio.Task[None] | None = None
        while not stop.is_set():
            self._drain()
            if job is not None and job.done():
                job.result()
                job = None
            if job is None and (work := self._next(due)) is not None:
                job = asyncio.create_task(work)
            if job is None:
                self._linking.go_on()
            await _pause(stop)
        if job is not None:
            job.cancel()
            await asyncio.gather(job, return_exceptions=True)
        await self._linking.stop()
        self._drain()

    def _first_plan(self) -> dict[str, datetime]:
        started, statuses = clock.now(), self._store.snapshot().sources()
        return {
            key: due_at(source, statuses.get(key), started, self._rng)
            for key, source in self._sources.items()
            if source.manifest.source.mode == "MIRROR"
        }

    def _next(self, due: dict[str, datetime]) -> Coroutine[None, None, None] | None:
        """What to do next: an operator's request, else the source that is due longest."""
        if (found := self._inbox.next_request()) is not None:
            return self._answer(*found)
        ready = [key for key, at in due.items() if at <= clock.now()]
        return self._scheduled(min(ready, key=due.__getitem__), due) if ready else None

    async def _scheduled(self, key: str, due: dict[str, datetime]) -> None:
        result = await self._refresh(key, RefreshRequest())
        at = due_at(self._sources[key], self._store.snapshot().sources().get(key), clock.now(), self._rng)
        if result.problem is not None:  # it may not have been noted, when the store itself was the reason
            at = max(at, clock.now() + timedelta(seconds=UNWRITTEN_SECONDS))
        due[key] = at

    def _drain(self) -> None:
        if clock.monotonic() < self._drain_again:
            return
        try:
            drain(self._inbox, self._store, self._sources)
        except Exception:
            log.exception("inbox not drained; its messages are kept")
            self._drain_again = clock.monotonic() + UNWRITTEN_SECONDS

    async def _answer(self, number: int, request: RefreshRequest) -> None:
        keys = [key for key in (request.sources or self._sources) if key in self._sources]
        results = [await self._refresh(key, request, number) for key in keys]
        self._inbox.report(number, "done", msgspec.json.encode(results))

    async def _refresh(self, key: str, request: RefreshRequest, number: int | None = None) -> Result:
        def show(progress: Progress) -> None:
            if number is not None:
                self._inbox.report(number, "running", msgspec.json.encode(progress))

        source, began = self._sources[key], clock.now()
        try:
            result = await refresh_source(
                source, self._client, self._store, full=request.full, accept_drop=request.accept_drop, on_progress=show
            )
        except Exception as error:
            log.exception("refresh failed", extra={"source": key})
            result = _failed(key, began, error)
        log.info("refreshed", extra={"source": key, "code": result.code, "done": result.progress.done})
        return result


def _failed(key: str, began: datetime, error: Exception) -> Result:
    """The result of a refresh that could not even note how it ended."""
    code, problem = CredloomError.code, "A defect stopped the refresh; the gateway's log says where."
    if isinstance(error, CredloomError):
        code, problem = error.code, str(error)
    progress = Progress(source=key)
    return Result(progress=progress, started_at=began, finished_at=clock.now(), code=code, problem=problem)


async def _pause(stop: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(POLL_SECONDS):
            await stop.wait()
    except TimeoutError:
        return
