"""Opening a connection: the name is resolved once, every address is judged, and one of the judged is connected to."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence

import httpx
import msgspec

from credloom.connect.guard import Guard, literal
from credloom.connect.transport import head, tls
from credloom.connect.transport.answer import Answer
from credloom.connect.transport.connection import Connection
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

    async def dial(self, place: Place, connection: Connection, timeout: float | None) -> None:  # noqa: ASYNC109 - as httpx
        """Connect within `timeout` seconds. Raises `ConnectError`, `ConnectTimeout`, `AddressRefused`, `ProxyError`."""
        try:
            async with asyncio.timeout(timeout):
                await self._open(place, connection)
        except TimeoutError as error:
            connection.abort()
            raise httpx.ConnectTimeout("no connection in time") from error
        except BaseException:
            connection.abort()
            raise

    async def _open(self, place: Place, connection: Connection) -> None:
        if place.proxy is not None:
            await self._through_proxy(place, place.proxy, connection)
            return
        addresses = await self._resolved(place.host, place.port)
        self._guard.check_resolved(place.host, addresses)
        secure = await self._tls() if place.scheme == "https" else None
        await _first(addresses, place, secure, connection)

    async def _through_proxy(self, place: Place, proxy: Proxy, connection: Connection) -> None:
        """The proxy is the operator's and may lie anywhere. It resolves the name, so we judge before it does."""
        await self._check_behind(place)
        addresses = await self._resolved(proxy.host, proxy.port)
        way = Place("http", proxy.host, proxy.port)
        if place.scheme == "http":
            await _first(addresses, way, None, connection)
            return
        tunnel = Connection()
        try:
            await _first(addresses, way, None, tunnel)
            secure = await self._tls()
            await _ask_for_tunnel(tunnel, place, proxy)
            await _upgrade(tunnel, connection, secure, place.host)
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


async def _first(addresses: Sequence[str], place: Place, secure: ssl.SSLContext | None, connection: Connection) -> None:
    """Connect to the first address that answers; one that is silent gets its share of the time only."""
    for rest in range(len(addresses) - 1, -1, -1):
        try:
            async with asyncio.timeout(_PATIENCE if rest else None):
                await _connect(addresses[len(addresses) - 1 - rest], place, secure, connection)
                return
        except (OSError, httpx.ConnectError, TimeoutError) as error:
            if not rest:
                raise _connect_error(error) from error


_PATIENCE = 2.0
"""Seconds that an address gets where another one could be tried."""


async def _connect(address: str, place: Place, secure: ssl.SSLContext | None, connection: Connection) -> None:
    loop = asyncio.get_running_loop()
    await loop.create_connection(
        lambda: connection,
        address,
        place.port,
        ssl=secure,
        server_hostname=place.host if secure is not None else None,
    )


async def _ask_for_tunnel(tunnel: Connection, place: Place, proxy: Proxy) -> None:
    answer = Answer("CONNECT", 0)
    await tunnel.exchange(head.connect(place.host, place.port, proxy.authorization), answer)
    if not 200 <= answer.status < 300:
        raise httpx.ProxyError(f"the proxy answered {answer.status}")
    if not tunnel.alive:
        raise httpx.ProxyError("the proxy sent more than its answer")


async def _upgrade(tunnel: Connection, connection: Connection, secure: ssl.SSLContext, host: str) -> None:
    loop = asyncio.get_running_loop()
    try:
        made = await loop.start_tls(tunnel.transport, connection, secure, server_hostname=host)
    except OSError as error:
        raise _connect_error(error) from error
    if made is None:
        raise httpx.ConnectError("closed while the tunnel was secured")
    connection.connection_made(made)


def _connect_error(error: Exception) -> httpx.TransportError:
    if isinstance(error, httpx.TransportError):
        return error
    if isinstance(error, ssl.SSLCertVerificationError):
        return httpx.ConnectError(f"the certificate is not valid: {error.verify_message}")
    if isinstance(error, ssl.SSLError):
        return httpx.ConnectError(f"no secure connection: {error.reason or 'TLS failed'}")
    if isinstance(error, OSError):
        reason = os.strerror(error.errno) if error.errno is not None else type(error).__name__
        return httpx.ConnectError(reason.lower())  # asyncio's own text holds the address
    return httpx.ConnectTimeout("no connection in time")
