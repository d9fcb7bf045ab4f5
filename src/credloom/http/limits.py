"""How large, how long, how many: each limit an ASGI middleware of its own."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from credloom import clock
from credloom.errors import DeadlineExceeded, Overloaded, QueryTooLarge
from credloom.http.answers import refuse, status_of

DEADLINE = "credloom.deadline"
"""Where the request's deadline (of `clock.monotonic`) is in the ASGI scope."""
GRACE_SECONDS = 0.25
"""How much longer than its deadline a request may take to answer that it is over."""
NEVER_SHED = ("/health/", "/metrics")


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
            if started.yes or not over.expired():
                raise
            error = DeadlineExceeded(f"The request took longer than {self.seconds:g} s.")
            await refuse(scope, status_of(error), error.code, str(error))(scope, receive, send)


class Started:
    """A `send` that knows whether the response has begun."""

    def __init__(self, send: Send) -> None:
        self.send, self.yes = send, False

    async def __call__(self, message: Message) -> None:
        self.yes = True
        await self.send(message)


class BodyLimit:
    """Refuses a body that is too large: by its stated length, else as soon as it is."""

    def __init__(self, app: ASGIApp, bytes_: int) -> None:
        self.app, self.bytes = app, bytes_

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        stated = dict(scope["headers"]).get(b"content-length", b"0")
        started = Started(send)
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.bytes:
                raise _TooLarge
            return message

        if not stated.isdigit() or int(stated[:18]) > self.bytes:
            return await self._refuse(scope, receive, send)
        try:
            await self.app(scope, counted, started)
        except _TooLarge:
            if started.yes:
                raise
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = QueryTooLarge(f"The request's body is larger than {self.bytes} bytes.")
        response = refuse(scope, status_of(error), error.code, str(error), headers={"connection": "close"})
        await response(scope, receive, send)


class _TooLarge(Exception):
    """The body is over the limit."""


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
