"""A raw server on loopback that sends what a test says, byte by byte, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from credloom.connect.client import Client
from credloom.connect.guard import Guard
from credloom.connect.transport import Transport
from credloom.sources.manifest import Fetch, Manifest, Secret, Source, SourceInfo


@dataclass
class Asked:
    """One request as it came in, and the way to answer it."""

    line: str
    headers: dict[str, str]
    body: bytes
    connection: int
    writer: asyncio.StreamWriter

    @property
    def path(self) -> str:
        return self.line.split(" ")[1]

    async def send(self, *parts: bytes, pause: float = 0.0) -> None:
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()
            if pause:
                await asyncio.sleep(pause)

    async def ok(self, body: bytes = b"ok", *headers: str, status: str = "200 OK") -> None:
        await self.send(answer(body, *headers, status=status))

    def close(self) -> None:
        self.writer.close()

    def reset(self) -> None:
        """Close with a reset instead of in order."""
        sock: socket.socket = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


def answer(body: bytes = b"ok", *headers: str, status: str = "200 OK") -> bytes:
    """A well-formed answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


Script = Callable[[Asked], Awaitable[None]]


@dataclass
class Server:
    """A running server: its address, what it was asked, how many connections there were and are."""

    url: str = ""
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    open: int = 0


@contextlib.asynccontextmanager
async def serving(script: Script | bytes, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """Serve a script that is called for every request, or the same bytes for each and then close."""
    server = Server()
    tasks: set[asyncio.Task[None]] = set()

    async def once(asked: Asked) -> None:
        assert isinstance(script, bytes)
        await asked.send(script)
        asked.close()

    act = once if isinstance(script, bytes) else script

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        server.connections += 1
        server.open += 1
        number = server.connections
        try:
            while not writer.is_closing():
                asked = await _read(reader, writer, number)
                if asked is None:
                    break
                server.asked.append(asked)
                await act(asked)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            server.open -= 1
            tasks.discard(task)
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    listening = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    server.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{server.port}"
    try:
        yield server
    finally:
        listening.close()
        for task in list(tasks):
            task.cancel()
        if tasks:
            await asyncio.wait(list(tasks), timeout=5)
        await listening.wait_closed()


async def _read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> Asked | None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    line, *lines = head.rstrip("\r\n").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (item.partition(":") for item in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(line, headers, body, number, writer)


@contextlib.asynccontextmanager
async def transporting(**options: object) -> AsyncIterator[Transport]:
    """A transport that may reach loopback; afterwards nothing of it may be left."""
    before = asyncio.all_tasks()
    options.setdefault("guard", Guard(allow_private=True))
    transport = Transport(**options)  # type: ignore[arg-type]  # the options are checked where they are used
    try:
        yield transport
    finally:
        await transport.aclose()
    assert transport.open_connections == 0
    await _settled(before)


@contextlib.asynccontextmanager
async def httpx_client(**options: object) -> AsyncIterator[httpx.AsyncClient]:
    """httpx over our transport."""
    async with transporting(**options) as transport, httpx.AsyncClient(transport=transport, timeout=5) as client:
        yield client


@contextlib.asynccontextmanager
async def asking(*, allow_private: bool = True, env: dict[str, str] | None = None) -> AsyncIterator[Client]:
    """The client of sources; afterwards no task may be left."""
    before = asyncio.all_tasks()
    client = Client(allow_private=allow_private, env=env or {})
    try:
        yield client
    finally:
        await client.aclose()
    await _settled(before)


async def _settled(before: set[asyncio.Task[object]]) -> None:
    """No task that was not there before and is no server's."""
    await asyncio.sleep(0)
    left = [task for task in asyncio.all_tasks() - before if not re.search("connected|_accept_", repr(task))]
    assert left == []


def source(
    url: str = "", *, key: str = "sample", secret: str | None = None, rule: Secret | None = None, **fetch: object
) -> Source:
    """A source with one address; its secret goes as `rule` says, else in `X-Key`."""
    rule = rule or (Secret(header="X-Key") if secret is not None else None)
    limits = Fetch(**{"reader": "json", "urls": {"main": url}, "secret": rule, **fetch})  # type: ignore[arg-type]
    info = SourceInfo(key=key, name=key, kind="OTHER")
    return Source(manifest=Manifest(source=info, fetch=limits, folder=Path()), urls={"main": url}, secret=secret)
