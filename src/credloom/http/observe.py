"""What every request gets: an id, a log line, counts and durations, and headers that keep browsers safe."""

from __future__ import annotations

import logging
import re
import uuid

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from credloom import clock, log
from credloom.http.answers import REQUEST_ID
from credloom.http.metrics import Metrics

access = logging.getLogger("credloom.http.access")

GONE = 499
"""What is counted where the client left before there was an answer."""
_GOOD_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_RAW = tuple((name.encode(), value.encode()) for name, value in HEADERS.items())


class RequestId:
    """Takes `X-Request-ID` where it is a plain word, else makes one; answers with it and binds it to the logs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        given = dict(scope["headers"]).get(b"x-request-id", b"")
        word = given.decode() if _GOOD_ID.fullmatch(given) else uuid.uuid4().hex
        scope[REQUEST_ID] = word
        token = log.request_id.set(word)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [pair for pair in message.get("headers", ()) if pair[0] != b"x-request-id"]
                message["headers"] = [*others, (b"x-request-id", word.encode())]
            await send(message)

        try:
            await self.app(scope, receive, marked)
        finally:
            log.request_id.reset(token)


class Observe:
    """Counts and times requests by path and status, and writes one log line for each. Queries are never logged."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began, status = clock.monotonic(), GONE

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except BaseException:
            status = 500 if status == GONE else status
            raise
        finally:
            took = clock.monotonic() - began
            route = getattr(scope.get("route"), "path", "other")
            self.metrics.request(scope["method"], route, status, took)
            level = logging.DEBUG if scope["path"].startswith(("/health", "/metrics")) else logging.INFO
            extra = {"method": scope["method"], "path": scope["path"], "status": status, "ms": round(took * 1000, 1)}
            access.log(level, "request", extra=extra)


class SafeHeaders:
    """Headers for every answer; a route may set its own value first."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                names = {name for name, _ in given}
                message["headers"] = given + [pair for pair in _RAW if pair[0] not in names]
            await send(message)

        await self.app(scope, receive, safe if scope["type"] == "http" else send)


class Slashes:
    """A missing or an extra slash leads to the same place, without a redirect."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["path"] = "/" + "/".join(part for part in scope["path"].split("/") if part)
        await self.app(scope, receive, send)
