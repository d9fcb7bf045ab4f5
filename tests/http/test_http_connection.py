"""Connections that are slow, half open or too large, over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import uvicorn

from credloom.http import connection
from credloom.http.app import build
from credloom.http.connection import ClientConnection
from credloom.http.limits import HEAD_BYTES
from credloom.settings import Settings
from tests.http.gateway import Gateway

pytestmark = [pytest.mark.asyncio, pytest.mark.service]
GET = b"GET /health/live HTTP/1.1\r\nhost: gw\r\n\r\n"
POST = b"POST /graphql HTTP/1.1\r\nhost: gw\r\ncontent-type: application/json\r\ncontent-length: 22\r\n\r\n"
SOON = 5.0


class Server(uvicorn.Server):
    """Serves in the test's own loop."""

    def capture_signals(self) -> contextlib.AbstractContextManager[None]:  # type: ignore[override]
        return contextlib.nullcontext()


@pytest_asyncio.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.3)
    app = build(Settings(deadline_ms=600, max_concurrent_requests=2), Gateway())
    server = Server(
        uvicorn.Config(
            app, http=ClientConnection, ws="none", log_level="error", timeout_keep_alive=1, timeout_graceful_shutdown=1
        )
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(server.serve([listening]))
        while not server.started:  # noqa: ASYNC110  uvicorn tells it no other way
            await asyncio.sleep(0.01)
        yield server
        server.should_exit = True
        await serving


@pytest_asyncio.fixture
async def port(server: Server) -> int:
    return int(server.servers[0].sockets[0].getsockname()[1])


async def sent(port: int, *parts: bytes, pause: float = 0.1) -> bytes:
    """What is answered to bytes that come in parts, until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    reading = asyncio.create_task(_all_of(reader))
    with contextlib.suppress(ConnectionError):
        for part in parts:
            if reading.done():
                break
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
    answered = await asyncio.wait_for(reading, SOON)
    writer.close()
    return answered


async def _all_of(reader: asyncio.StreamReader) -> bytes:
    found = b""
    with contextlib.suppress(ConnectionError):
        while part := await reader.read(65536):
            found += part
    return found


async def test_half_a_head_is_closed(port: int) -> None:
    assert (await sent(port, GET[:20])).startswith(b"HTTP/1.1 408 ")


async def test_a_head_that_drips_is_closed(port: int) -> None:
    assert b"408" in await sent(port, *(GET[place : place + 1] for place in range(len(GET) - 4)))


async def test_a_connection_that_asks_nothing_is_closed(port: int) -> None:
    assert await sent(port) == b""


async def test_a_further_head_that_drips_is_closed(port: int) -> None:
    answered = await sent(port, GET, *(GET[place : place + 1] for place in range(20)))
    assert answered.startswith(b"HTTP/1.1 200 ")
    assert b"408" in answered


async def test_line_breaks_for_ever_are_closed(port: int) -> None:
    assert (await sent(port, GET, *(b"\r\n" for _ in range(20)))).startswith(b"HTTP/1.1 200 ")


async def test_a_kept_connection_answers_again(port: int) -> None:
    assert (await sent(port, GET, GET, GET)).count(b"HTTP/1.1 200 ") == 3


async def test_requests_behind_each_other_are_all_answered(port: int) -> None:
    assert (await sent(port, GET * 50)).count(b"HTTP/1.1 200 ") == 50


async def test_a_head_without_end_is_refused(port: int) -> None:
    start = GET[:-2]
    for more in (b"x: " + b"a" * (HEAD_BYTES + 1), b"x-1: aaaaaaaa\r\n" * (HEAD_BYTES // 15 + 1)):
        assert (await sent(port, start + more)).startswith(b"HTTP/1.1 431 ")


async def test_a_head_that_is_too_large_is_refused(port: int) -> None:
    answered = await sent(port, GET[:-2] + b"x: " + b"a" * (HEAD_BYTES - 50) + b"\r\n\r\n")
    assert answered.startswith(b"HTTP/1.1 200 ")
    answered = await sent(port, GET[:-2] + b"x: " + b"a" * HEAD_BYTES + b"\r\n\r\n")
    assert answered.startswith(b"HTTP/1.1 431 ")
    assert b"QUERY_TOO_LARGE" in answered


async def test_slow_bodies_keep_nobody_from_being_answered(port: int) -> None:
    slow = [asyncio.create_task(sent(port, POST, b"{")) for _ in range(10)]
    await asyncio.sleep(0.2)
    answered = await sent(port, POST + b'{"query": "{ hello }"}')
    assert answered.startswith(b"HTTP/1.1 200 ")
    for answer in await asyncio.gather(*slow):
        assert answer.startswith(b"HTTP/1.1 504 ")
        assert b"DEADLINE_EXCEEDED" in answer


async def test_a_client_that_leaves_in_its_body_is_no_error(port: int, caplog: pytest.LogCaptureFixture) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(POST + b"{")
    await writer.drain()
    writer.close()
    await sent(port, GET)
    assert not [record for record in caplog.records if record.exc_info]


async def test_answers_that_nobody_reads_are_thrown_away(server: Server, port: int) -> None:
    """Else a connection would keep its unsent bytes as long as the client likes."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", port))
        client.setblocking(False)
        asking = asyncio.create_task(
            asyncio.get_running_loop().sock_sendall(
                client, b"GET /assets/style.css HTTP/1.1\r\nhost: gw\r\n\r\n" * 3_000
            )
        )
        await asyncio.sleep(0.3)
        assert server.server_state.connections
        async with asyncio.timeout(SOON):
            while server.server_state.connections:  # noqa: ASYNC110  as above
                await asyncio.sleep(0.05)
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await asking
