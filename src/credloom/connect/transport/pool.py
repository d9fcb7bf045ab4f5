"""Connections by place: kept open, limited, and waited for in the order of asking."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import httpx

from credloom.connect.transport.connection import Connection, Lost
from credloom.connect.transport.dial import Place

Dial = Callable[[Place, Lost, float | None], Awaitable[Connection]]

CLOSE_SECONDS = 1.0
"""How long a connection may take to close in order before it is cut."""


class _Slots:
    """The connections of one place: a semaphore that serves in order, and those that are idle, newest last."""

    __slots__ = ("idle", "semaphore", "users")

    def __init__(self, limit: int) -> None:
        self.semaphore = asyncio.Semaphore(limit)
        self.idle: deque[Connection] = deque()
        self.users = 0


class Pool:
    """At most `per_place` connections to each place; idle ones are closed after `idle_seconds`."""

    def __init__(self, dial: Dial, *, per_place: int, idle_seconds: float) -> None:
        self._dial, self._per_place, self._idle_seconds = dial, per_place, idle_seconds
        self._places: dict[Place, _Slots] = {}
        self._open: dict[Connection, asyncio.Future[None]] = {}
        self._sweeper: asyncio.TimerHandle | None = None
        self._closed = False

    async def enter(self, place: Place, timeout: float | None) -> _Slots:  # noqa: ASYNC109 - as httpx
        """Wait for a slot; `leave` gives it back. Raises `httpx.PoolTimeout`."""
        slots = self._places.get(place)
        if slots is None:
            slots = self._places[place] = _Slots(self._per_place)
        slots.users += 1
        try:
            if timeout is None or not slots.semaphore.locked():
                await slots.semaphore.acquire()
            else:
                async with asyncio.timeout(timeout):
                    await slots.semaphore.acquire()
        except BaseException as error:
            self._forget(place, slots)
            if isinstance(error, TimeoutError):
                raise httpx.PoolTimeout("no free connection in time") from error
            raise
        return slots

    def leave(self, place: Place, slots: _Slots) -> None:
        """Give a slot back."""
        slots.semaphore.release()
        self._forget(place, slots)

    async def take(self, place: Place, slots: _Slots, timeout: float | None, *, fresh: bool = False) -> Connection:  # noqa: ASYNC109
        """An idle connection, or a new one opened within `timeout` seconds."""
        if self._closed:
            raise httpx.ConnectError("the client is closed")
        while slots.idle and not fresh:
            kept = slots.idle.pop()
            if kept.alive:
                return kept
        connection = await self._dial(place, self._lost, timeout)
        if self._closed or not connection.alive:
            connection.abort()
            raise httpx.ConnectError("the client is closed" if self._closed else "closed as soon as it was open")
        self._open[connection] = asyncio.get_running_loop().create_future()
        return connection

    def keep(self, slots: _Slots, connection: Connection) -> None:
        """Put a connection aside for the next request, or close it where it cannot serve one."""
        if not connection.alive or self._closed:
            connection.close()
            return
        loop = asyncio.get_running_loop()
        connection.idle_since = loop.time()
        slots.idle.append(connection)
        if self._sweeper is None:
            self._sweeper = loop.call_later(self._idle_seconds, self._sweep)

    async def aclose(self) -> None:
        """Close every connection, also those in use, and wait until they are."""
        self._closed = True
        if self._sweeper is not None:
            self._sweeper.cancel()
            self._sweeper = None
        for connection in list(self._open):
            connection.close()
        if self._open:
            await asyncio.wait(list(self._open.values()), timeout=CLOSE_SECONDS)
        for connection in list(self._open):
            connection.abort()
        if self._open:
            await asyncio.wait(list(self._open.values()), timeout=CLOSE_SECONDS)
        self._places.clear()
        await asyncio.sleep(0)  # for those that were cut while they were opened

    @property
    def open_connections(self) -> int:
        """How many connections there are, idle or in use."""
        return len(self._open)

    def _lost(self, connection: Connection) -> None:
        closed = self._open.pop(connection, None)
        if closed is not None and not closed.done():
            closed.set_result(None)

    def _forget(self, place: Place, slots: _Slots) -> None:
        slots.users -= 1
        if not slots.users and not slots.idle and self._places.get(place) is slots:
            del self._places[place]

    def _sweep(self) -> None:
        """Close what was idle for too long, and come again as long as something is."""
        loop = asyncio.get_running_loop()
        self._sweeper = None
        oldest: float | None = None
        for place, slots in list(self._places.items()):
            while slots.idle and (
                not slots.idle[0].alive or loop.time() - slots.idle[0].idle_since >= self._idle_seconds
            ):
                slots.idle.popleft().close()
            if slots.idle:
                since = slots.idle[0].idle_since
                oldest = since if oldest is None else min(oldest, since)
            elif not slots.users:
                del self._places[place]
        if oldest is not None:
            self._sweeper = loop.call_at(oldest + self._idle_seconds, self._sweep)
