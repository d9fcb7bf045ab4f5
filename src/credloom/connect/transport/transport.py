"""httpx's seam: a request in, a whole response out, over kept connections."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping

import httpx

from credloom.connect.guard import Guard
from credloom.connect.transport import head
from credloom.connect.transport.answer import Answer
from credloom.connect.transport.decode import decode
from credloom.connect.transport.dial import Dialler, Lookup, Place, system_lookup
from credloom.connect.transport.faults import AnswerTooLarge, StaleConnection
from credloom.connect.transport.pool import Pool
from credloom.connect.transport.proxy import Proxies
from credloom.connect.transport.whole import Whole

MAX_BYTES = 64 << 20
PER_PLACE = 20
IDLE_SECONDS = 30.0
IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})

_INLINE_PACKED, _INLINE_UNPACKED = 65_536, 1 << 20
"""What is unpacked on the event loop takes at most some 3 ms; more goes to a thread."""
_OF_CODING = frozenset({b"content-encoding", b"content-length"})
"""Headers that are no longer true of content that was unpacked."""
_OF_CODING_OF_HEAD = frozenset({b"content-encoding"})
_NO_TIMEOUT: Mapping[str, float | None] = {}


class Transport(httpx.AsyncBaseTransport):
    """HTTP/1.1 on asyncio and httptools, for one event loop.

    Responses are read whole and unpacked, at most `max_bytes` (or the request's extension `max_bytes`) before and
    after unpacking. Time-outs are httpx's (extension `timeout`: connect, read, write, pool). A request is repeated by
    itself only where a kept connection turned out to be closed before a byte of an answer came, and only where that is
    harmless: an idempotent method, or the extension `safe`. Raises httpx's transport errors, `AddressRefused` and
    `AnswerTooLarge`. A caller that is cancelled leaves nothing behind: its connection is closed.
    """

    def __init__(
        self,
        *,
        guard: Guard | None = None,
        proxies: Proxies | None = None,
        context: ssl.SSLContext | None = None,
        lookup: Lookup = system_lookup,
        per_place: int = PER_PLACE,
        idle_seconds: float = IDLE_SECONDS,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._guard = guard or Guard()
        self._proxies = proxies or Proxies()
        self._max_bytes = max_bytes
        dialler = Dialler(self._guard, lookup=lookup, context=context)
        self._pool = Pool(dialler.dial, per_place=per_place, idle_seconds=idle_seconds)

    @property
    def open_connections(self) -> int:
        """How many connections there are, idle or in use."""
        return self._pool.open_connections

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request; redirects are the caller's business."""
        self._guard.check(request.url)
        place = self._place(request.url)
        content = await request.aread()
        plain_proxy = place.proxy if place.scheme == "http" else None
        message = head.message(
            request,
            content,
            absolute=plain_proxy is not None,
            proxy_authorization=plain_proxy.authorization if plain_proxy is not None else None,
        )
        limit = int(request.extensions.get("max_bytes", self._max_bytes))
        answer = await self._exchanged(request, place, message, limit)
        return await _response(request, answer, limit)

    async def aclose(self) -> None:
        """Close every connection and wait until they are closed."""
        await self._pool.aclose()

    def _place(self, url: httpx.URL) -> Place:
        scheme, host = url.scheme, url.raw_host.decode("ascii")
        port = url.port or (443 if scheme == "https" else 80)
        return Place(scheme, host, port, self._proxies.for_place(scheme, host, port))

    async def _exchanged(self, request: httpx.Request, place: Place, message: bytes, limit: int) -> Answer:
        times: Mapping[str, float | None] = request.extensions.get("timeout", _NO_TIMEOUT)
        read, write, connect = times.get("read"), times.get("write"), times.get("connect")
        repeatable = request.method in IDEMPOTENT or bool(request.extensions.get("safe"))
        slots = await self._pool.enter(place, times.get("pool"))
        try:
            fresh = False
            while True:
                connection = await self._pool.take(place, slots, connect, fresh=fresh)
                answer = Answer(request.method, limit)
                try:
                    await connection.exchange(message, answer, read=read, write=write)
                except StaleConnection:
                    if not repeatable or fresh:
                        raise
                    fresh = True  # what else is kept there is most likely as old
                    continue
                self._pool.keep(slots, connection)
                return answer
        finally:
            self._pool.leave(place, slots)


async def _response(request: httpx.Request, answer: Answer, limit: int) -> httpx.Response:
    content = answer.parts[0] if len(answer.parts) == 1 else b"".join(answer.parts)
    headers = answer.headers
    if answer.codings:
        content = await _unpacked(content, answer.codings, limit) if content else content
        gone = _OF_CODING_OF_HEAD if request.method == "HEAD" else _OF_CODING
        headers = [pair for pair in headers if pair[0].lower() not in gone]
    return Whole(answer.status, headers, content, request, answer.reason)


async def _unpacked(content: bytes, codings: list[str], limit: int) -> bytes:
    if len(content) <= _INLINE_PACKED:
        try:
            return decode(content, codings, min(limit, _INLINE_UNPACKED))
        except AnswerTooLarge:
            if limit <= _INLINE_UNPACKED:
                raise
    return await asyncio.to_thread(decode, content, codings, limit)
