"""One socket, one exchange at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

import httpx

from credloom.connect.transport.answer import Answer
from credloom.connect.transport.faults import StaleConnection, Truncated

Lost = Callable[["Connection"], None]


class Connection(asyncio.Protocol):
    """A connection to one place. `alive` as long as it may carry another exchange; `used` after the first."""

    __slots__ = (
        "_answer",
        "_cut",
        "_heard",
        "_lost",
        "_paused",
        "_transport",
        "_waiter",
        "alive",
        "idle_since",
        "used",
    )

    def __init__(self, lost: Lost | None = None) -> None:
        self._lost = lost
        self._transport: asyncio.Transport | None = None
        self._answer: Answer | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._heard = 0.0
        self._paused = self._cut = False
        self.alive = self.used = False
        self.idle_since = 0.0

    @property
    def transport(self) -> asyncio.Transport:
        """The open transport below."""
        if self._transport is None:
            raise RuntimeError("not connected")
        return self._transport

    async def exchange(
        self, message: bytes, answer: Answer, *, read: float | None = None, write: float | None = None
    ) -> None:
        """Send one request and wait until its answer is complete.

        `read` seconds without a byte, or `write` seconds without one leaving, end it. However this ends other than
        well, also when the caller is cancelled, the connection is closed.
        """
        if not self.alive:
            raise self._closed(None)
        loop = asyncio.get_running_loop()
        waiter = self._waiter = loop.create_future()
        self._answer, self._heard = answer, loop.time()
        timer: _Watch | None = None
        try:
            self.transport.write(message)
            if read is not None or write is not None:
                timer = _Watch(self, loop, read, write).start()
            await waiter
        except BaseException:
            self.abort()
            raise
        finally:
            if timer is not None:
                timer.cancel()
            self._answer = self._waiter = None
            self.used = True
            self.alive = self.alive and answer.reusable

    def close(self) -> None:
        """Close in order what is idle; what is under way is lost."""
        self.alive, self._cut = False, True
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close at once; what is under way is lost."""
        self.alive, self._cut = False, True
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self.alive = True

    def data_received(self, data: bytes) -> None:
        answer, waiter = self._answer, self._waiter
        if answer is None or waiter is None:  # bytes that nobody asked for
            self.abort()
            return
        self._heard = asyncio.get_running_loop().time()
        try:
            answer.feed(data)
        except httpx.TransportError as error:
            self._fail(error)
            return
        if answer.complete and not waiter.done():
            waiter.set_result(None)

    def eof_received(self) -> None:
        """The other side says no more: neither do we."""
        self.alive = False

    def pause_writing(self) -> None:
        self._paused = True

    def resume_writing(self) -> None:
        self._paused = False
        self._heard = asyncio.get_running_loop().time()

    def connection_lost(self, exc: Exception | None) -> None:
        self.alive = False
        if self._answer is not None and self._waiter is not None:
            if exc is None and not self._cut and self._answer.end() and not self._waiter.done():
                self._waiter.set_result(None)
            else:
                self._fail(self._closed(exc))
        if self._lost is not None:
            self._lost(self)

    def overdue(self, read: float | None, write: float | None, now: float) -> float | None:
        """When to look again; None when the time was over and the exchange has failed."""
        limit = write if self._paused else read
        if limit is None:
            return now + (read or write or 1.0)
        if now - self._heard < limit:
            return self._heard + limit
        self._fail(httpx.WriteTimeout("nothing taken") if self._paused else httpx.ReadTimeout("nothing sent"))
        return None

    def _fail(self, error: httpx.TransportError) -> None:
        self.alive = False
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(error)

    def _closed(self, exc: Exception | None) -> httpx.TransportError:
        begun = self._answer is not None and self._answer.begun
        if self.used and not begun:
            return StaleConnection("a kept connection was closed")
        if exc is not None:
            return httpx.ReadError(str(exc) or type(exc).__name__)
        return Truncated("closed before the answer was complete")


class _Watch:
    """Looks after the time of one exchange with a single timer that is set again only when it is due."""

    __slots__ = ("_connection", "_handle", "_loop", "_read", "_write")

    def __init__(
        self, connection: Connection, loop: asyncio.AbstractEventLoop, read: float | None, write: float | None
    ) -> None:
        self._connection, self._loop, self._read, self._write = connection, loop, read, write
        self._handle: asyncio.TimerHandle | None = None

    def start(self) -> _Watch:
        """Set the timer."""
        first = min(limit for limit in (self._read, self._write) if limit is not None)
        self._handle = self._loop.call_later(first, self._look)
        return self

    def cancel(self) -> None:
        """Look no more."""
        if self._handle is not None:
            self._handle.cancel()

    def _look(self) -> None:
        again = self._connection.overdue(self._read, self._write, self._loop.time())
        if again is not None:
            self._handle = self._loop.call_at(again, self._look)
