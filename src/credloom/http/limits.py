"""How large, how long, how many: each limit an ASGI middleware of its own."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from credloom import clock
from credloom.errors import CredloomError, DeadlineExceeded, Overloaded, QueryTooLarge
from credloom.http.answers import refuse, status_of

DEADLINE = "credloom.deadline"
"""Where the request's deadline (of `clock.monotonic`) is in the ASGI scope."""
ABORT = "credloom.abort"
"""The ASGI extension with which a connection can be cut off (see `connection`)."""
GRACE_SECONDS = 0.25
"""How much longer than its deadline a request may take to answer that it is over."""
NEVER_SHED = ("/health/", "/metrics")
HEAD_BYTES = 65_536
"""How large a request's head may be: its target and all its fields."""
BODY_SECONDS = 8.0
"""How long a client may take to send a body."""


class HeadLimit:
    """Refuses a head that is too large."""

    def __init__(self, app: ASGIApp, bytes_: int = HEAD_BYTES) -> None:
        self.app, self.bytes = app, bytes_

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            size = sum(len(name) + len(value) for name, value in scope["headers"])
            if size + len(scope["query_string"]) > self.bytes:
                message = f"The request's head is larger than {self.bytes} bytes."
                return await _refused(scope, receive, send, 431, QueryTooLarge(message))
        return await self.app(scope, receive, send)


class Deadline:
    """One deadline for all that a request does. Who passes it well is stopped and answered 504."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app, self.seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        scope[DEADLINE] = clock.monotonic() + self.seconds
        started = Started(send)
        try:
            async with asyncio.timeout(self.seconds + GRACE_SECONDS) as over:
                await self.app(scope, receive, started)
        except TimeoutError:
            if not over.expired():
                raise
            if started.yes:
                return await _cut_off(scope, receive)
            error = DeadlineExceeded(f"The request took longer than {self.seconds:g} s.")
            await refuse(scope, status_of(error), error.code, str(error))(scope, receive, send)


async def _cut_off(scope: Scope, receive: Receive) -> None:
    """End a connection whose client does not read the answer."""
    abort = scope.get("extensions", {}).get(ABORT)
    if abort is None:
        raise TimeoutError
    abort()
    with suppress(TimeoutError):  # of several requests in a row, uvicorn tells only the last
        async with asyncio.timeout(GRACE_SECONDS):
            while (await receive())["type"] != "http.disconnect":
                pass


class Started:
    """A `send` that knows whether the response has begun."""

    def __init__(self, send: Send) -> None:
        self.send, self.yes = send, False

    async def __call__(self, message: Message) -> None:
        self.yes = True
        await self.send(message)


class BodyLimit:
    """Takes the whole body before anything is worked on, so that a client that sends slowly holds nothing but itself.

    Refuses a body that is too large, by its stated length, else as soon as it is, and one that is late.
    """

    def __init__(self, app: ASGIApp, bytes_: int, seconds: float = BODY_SECONDS) -> None:
        self.app, self.bytes, self.seconds = app, bytes_, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = dict(scope["headers"])
        stated = headers.get(b"content-length", b"0")
        if not stated.isdigit() or int(stated[:18]) > self.bytes:
            return await self._too_large(scope, receive, send)
        if stated == b"0" and b"transfer-encoding" not in headers:
            return await self.app(scope, receive, send)
        try:
            async with asyncio.timeout(self.seconds) as over:
                body = await self._read(receive)
        except TimeoutError:
            if not over.expired():
                raise
            late = DeadlineExceeded(f"The request's body took longer than {self.seconds:g} s.")
            return await _refused(scope, receive, send, 408, late)
        except ClientDisconnect:
            return None
        if body is None:
            return await self._too_large(scope, receive, send)
        return await self.app(scope, _replayed(body, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        """The body; None where it is too large. Raises `ClientDisconnect`."""
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > self.bytes:
                return None
            more = message.get("more_body", False)
        return b"".join(parts)

    async def _too_large(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = QueryTooLarge(f"The request's body is larger than {self.bytes} bytes.")
        await _refused(scope, receive, send, status_of(error), error)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a body that was read, then what comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


async def _refused(scope: Scope, receive: Receive, send: Send, status: int, error: CredloomError) -> None:
    """The answer to a request of which not everything was read: the connection ends with it."""
    response = refuse(scope, status, error.code, str(error), headers={"connection": "close"})
    await response(scope, receive, send)


class Shed:
    """Works on at most `most` requests at once; more are told at once to come back. Health is always answered."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app, self.most, self.now = app, most, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(NEVER_SHED):
            return await self.app(scope, receive, send)
        if self.now >= self.most:
            error = Overloaded("The gateway is at its limit. Try again in a second.")
            response = refuse(scope, status_of(error), error.code, str(error), headers={"retry-after": "1"})
            return await response(scope, receive, send)
        self.now += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.now -= 1
