"""The short way of a request that came before: no routing, no parsing, no running, and the body compressed already."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from credloom import clock
from credloom.http.encoding import LONG, WORTH, coding, compressed
from credloom.http.responses import Kept, Request, Responses

PATH = "/graphql"
REQUEST = "credloom.request"
"""Where a request, as it may come again, is in the ASGI scope."""
SCOPE = "credloom.scope"
"""Where the name of what a caller may see is in the ASGI scope; nothing for the public."""
Headers = list[tuple[bytes, bytes]]
_VARY = (b"vary", b"accept, accept-encoding")


class Again:
    """Answers what is kept, and lets through what is not. `route` is the one that counts are told of."""

    def __init__(self, app: ASGIApp, responses: Responses, max_age: int, route: Any) -> None:
        self.app, self.responses, self.max_age, self.route = app, responses, max_age, route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] not in ("GET", "POST"):
            return await self.app(scope, receive, send)
        headers = fields(scope["headers"])
        content, first = scope["query_string"], None
        if scope["method"] == "POST":
            first = await receive()
            if first["type"] != "http.request" or first.get("more_body"):
                return await self.app(scope, _behind(first, receive), send)
            content = first.get("body", b"")
        accept, kind = headers.get(b"accept", b""), headers.get(b"content-type", b"")
        request = Request(scope["method"], accept, kind, content, scope.get(SCOPE, ""))
        found = self.responses.by_request(request)
        if found is None:
            scope[REQUEST] = request
            return await self.app(scope, receive if first is None else _behind(first, receive), send)
        scope["route"] = self.route
        kept, media = found
        codings = len(kept.codings)
        status, answered, body = await answer(kept, media, scope["method"], headers, self.max_age)
        if len(kept.codings) > codings:
            self.responses.resized(request)
        await send({"type": "http.response.start", "status": status, "headers": answered})
        return await send({"type": "http.response.body", "body": body})


def fields(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Header fields by name; those that stand several times are one list (RFC 9110, section 5.3)."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        found[name] = found[name] + b"," + value if name in found else value
    return found


def _behind(first: Message, receive: Receive) -> Receive:
    """A `receive` that gives a message again before the others."""
    waiting = [first]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


async def answer(
    kept: Kept, media: str, method: str, headers: dict[bytes, bytes], max_age: int
) -> tuple[int, Headers, bytes]:
    """(status, headers, body) for a client: in its coding, and nothing at all where it has the body already."""
    wanted = coding(headers.get(b"accept-encoding", b"identity"))
    if wanted and wanted not in kept.codings and len(kept.body) > LONG:
        kept.codings[wanted] = await asyncio.to_thread(compressed, kept.body, wanted, kept=True)
    body, used = kept.coded(wanted)
    found: Headers = [_VARY]
    now = clock.monotonic()
    if method == "GET":
        tag = kept.etag(used)
        left = max(0, min(max_age, int(kept.until - now)))
        shared = "private" if b"authorization" in headers else "public"
        found += [(b"etag", tag.encode()), (b"cache-control", f"{shared}, max-age={left}".encode())]
        if _has(headers.get(b"if-none-match", b"").decode("latin-1"), kept):
            return 304, found, b""
    else:
        found.append((b"cache-control", b"no-store"))
    if (age := int(now - kept.born)) > 0:
        found.append((b"age", b"%d" % age))
    if used:
        found.append((b"content-encoding", used.encode()))
    found += [(b"content-type", media.encode()), (b"content-length", b"%d" % len(body))]
    return 200, found, body


def _has(stated: str, kept: Kept) -> bool:
    """Whether If-None-Match names the answer, in whatever coding."""
    if not stated:
        return False
    tags = (word.strip().removeprefix("W/").strip('"') for word in stated.split(","))
    return any(tag == "*" or tag.partition("-")[0] == kept.tag for tag in tags)


async def once(body: bytes, accepted: bytes) -> tuple[bytes, str]:
    """A body that is sent once, in the coding that a client takes, and that coding."""
    wanted = coding(accepted)
    if not wanted or len(body) < WORTH:
        return body, ""
    if len(body) > LONG:
        return await asyncio.to_thread(compressed, body, wanted, kept=False), wanted
    return compressed(body, wanted, kept=False), wanted
