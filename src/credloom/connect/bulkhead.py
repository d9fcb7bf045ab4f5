"""A bulkhead: how many calls to one source may be under way, so that one that hangs takes nothing from the others."""

from __future__ import annotations

import asyncio
from types import TracebackType


class Bulkhead:
    """Enter it for the time of one call; those that wait come in by the order in which they asked."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._semaphore = asyncio.Semaphore(limit)
        self._busy = self._waiting = 0

    @property
    def busy(self) -> int:
        """How many calls are under way."""
        return self._busy

    @property
    def waiting(self) -> int:
        """How many calls wait for a place."""
        return self._waiting

    async def __aenter__(self) -> None:
        self._waiting += 1
        try:
            await self._semaphore.acquire()
        finally:
            self._waiting -= 1
        self._busy += 1

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._busy -= 1
        self._semaphore.release()
