"""Opening a socket to the first of several addresses that answers (RFC 8305, "happy eyeballs"), with TLS or without."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Sequence
from itertools import chain, zip_longest

import httpx

from credloom.connect.transport.connection import Connection, Lost

STAGGER_SECONDS = 0.25
"""How long an address is waited for alone before the next one is tried beside it."""


async def first_open(
    addresses: Sequence[str], port: int, host: str, secure: ssl.SSLContext | None, lost: Lost | None
) -> Connection:
    """A connection to the first address that answers; `host` is the name that its certificate has to bear."""
    if len(addresses) == 1:
        return await _open(addresses[0], port, host, secure, lost)
    waiting = interleaved(addresses)
    running: set[asyncio.Task[Connection]] = set()
    problem: BaseException | None = None
    try:
        while waiting or running:
            if waiting:
                running.add(asyncio.create_task(_open(waiting.pop(0), port, host, secure, lost)))
            limit = STAGGER_SECONDS if waiting else None
            done, running = await asyncio.wait(running, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                problem = task.exception()
                if problem is None:
                    running |= done - {task}
                    return task.result()
    finally:
        await _dropped(running)
    raise problem or httpx.ConnectError("no address answered")


async def secured(tunnel: Connection, host: str, secure: ssl.SSLContext, lost: Lost) -> Connection:
    """The connection within a tunnel, secured by TLS."""
    connection = Connection(lost)
    loop = asyncio.get_running_loop()
    try:
        made = await loop.start_tls(tunnel.transport, connection, secure, server_hostname=_bare(host))
    except OSError as error:
        raise _connect_error(error) from error
    if made is None:
        raise httpx.ConnectError("closed while the tunnel was secured")
    connection.connection_made(made)
    return connection


def interleaved(addresses: Sequence[str]) -> list[str]:
    """The addresses in their order, but the two families by turns, beginning with that of the first."""
    ours = [address for address in addresses if (":" in address) == (":" in addresses[0])]
    others = [address for address in addresses if address not in ours]
    pairs = chain.from_iterable(zip_longest(ours, others))
    return [address for address in pairs if address is not None]


async def _open(address: str, port: int, host: str, secure: ssl.SSLContext | None, lost: Lost | None) -> Connection:
    connection = Connection(lost)
    name = _bare(host) if secure is not None else None
    loop = asyncio.get_running_loop()
    try:
        await loop.create_connection(lambda: connection, address, port, ssl=secure, server_hostname=name)
    except OSError as error:
        connection.abort()
        raise _connect_error(error) from error
    except ValueError as error:
        raise httpx.ConnectError("a name that no certificate can bear") from error
    except BaseException:
        connection.abort()
        raise
    return connection


async def _dropped(tasks: set[asyncio.Task[Connection]]) -> None:
    """End attempts that are not needed, also one that succeeds at this moment."""
    for task in tasks:
        task.cancel()
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ended, Connection):
            ended.abort()


def _bare(host: str) -> str:
    """Certificates bear names without the dot of the root."""
    return host.rstrip(".")


def _connect_error(error: OSError) -> httpx.ConnectError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return httpx.ConnectError(f"the certificate is not valid: {error.verify_message}")
    if isinstance(error, ssl.SSLError):
        return httpx.ConnectError(f"no secure connection: {error.reason or 'TLS failed'}")
    reason = os.strerror(error.errno) if error.errno is not None else type(error).__name__
    return httpx.ConnectError(reason.lower())  # asyncio's own text holds the address
