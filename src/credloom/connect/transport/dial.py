"""The way to a place: the name is resolved once, every address is judged, one of the judged is connected to."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence

import httpx
import msgspec

from credloom.connect.guard import Guard, literal
from credloom.connect.transport import head, tls
from credloom.connect.transport.answer import Answer
from credloom.connect.transport.connection import Connection, Lost
from credloom.connect.transport.opening import first_open, secured
from credloom.connect.transport.proxy import Proxy

Lookup = Callable[[str, int], Awaitable[Sequence[str]]]


class Place(msgspec.Struct, frozen=True):
    """Where a connection leads: an origin, and the proxy on the way."""

    scheme: str
    host: str
    port: int
    proxy: Proxy | None = None


async def system_lookup(host: str, port: int) -> list[str]:
    """The addresses of a name in the order that the system prefers."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class Dialler:
    """Opens connections to places, through the guard."""

    def __init__(self, guard: Guard, *, lookup: Lookup = system_lookup, context: ssl.SSLContext | None = None) -> None:
        self._guard, self._lookup, self._context = guard, lookup, context

    async def dial(self, place: Place, lost: Lost, timeout: float | None) -> Connection:  # noqa: ASYNC109 - as httpx
        """A connection, opened within `timeout` seconds; `lost` is called when it is closed.

        Raises `httpx.ConnectError`, `ConnectTimeout`, `ProxyError` and `AddressRefused`; nothing is left open then.
        """
        try:
            async with asyncio.timeout(timeout):
                if place.proxy is not None:
                    return await self._through_proxy(place, place.proxy, lost)
                addresses = await self._resolved(place.host, place.port)
                self._guard.check_resolved(place.host, addresses)
                secure = await self._tls() if place.scheme == "https" else None
                return await first_open(addresses, place.port, place.host, secure, lost)
        except TimeoutError as error:
            raise httpx.ConnectTimeout("no connection in time") from error

    async def _through_proxy(self, place: Place, proxy: Proxy, lost: Lost) -> Connection:
        """The proxy is the operator's and may lie anywhere. It resolves the name, so we judge before it does."""
        await self._check_behind(place)
        addresses = await self._resolved(proxy.host, proxy.port)
        if place.scheme == "http":
            return await first_open(addresses, proxy.port, proxy.host, None, lost)
        secure = await self._tls()
        tunnel = await first_open(addresses, proxy.port, proxy.host, None, None)
        try:
            await _ask_for_tunnel(tunnel, place, proxy)
            return await secured(tunnel, place.host, secure, lost)
        except BaseException:
            tunnel.abort()
            raise

    async def _check_behind(self, place: Place) -> None:
        try:
            addresses = await self._resolved(place.host, place.port)
        except httpx.ConnectError:  # only the proxy knows the name
            return
        self._guard.check_resolved(place.host, addresses)

    async def _resolved(self, host: str, port: int) -> Sequence[str]:
        if literal(host) is not None:
            return [host]
        try:
            found = await self._lookup(host, port)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError("the name cannot be looked up") from error
        if not found:
            raise httpx.ConnectError("the name has no address")
        return found

    async def _tls(self) -> ssl.SSLContext:
        return self._context or await tls.context()


async def _ask_for_tunnel(tunnel: Connection, place: Place, proxy: Proxy) -> None:
    answer = Answer("CONNECT", 0)
    await tunnel.exchange(head.connect(place.host, place.port, proxy.authorization), answer)
    if not 200 <= answer.status < 300:
        raise httpx.ProxyError(f"the proxy answered {answer.status}")
    if not tunnel.alive:
        raise httpx.ProxyError("the proxy sent more than its answer")
