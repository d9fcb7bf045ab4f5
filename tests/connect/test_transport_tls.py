"""TLS: verified against the name that was asked for, whatever address it has."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass

import httpx
import pytest
import trustme

from credloom.connect.transport import tls
from tests.connect.servers import Asked, httpx_client, serving


@dataclass
class Pair:
    """A server's context and a client's that trusts it."""

    server: ssl.SSLContext
    client: ssl.SSLContext


@pytest.fixture(scope="module")
def pair() -> Pair:
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("source.example", "127.0.0.1").configure_cert(server)
    authority.configure_trust(client)
    return Pair(server, client)


async def loopback(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


@pytest.mark.asyncio
async def test_a_trusted_server_is_read_over_kept_connections(pair: Pair) -> None:
    async with (
        serving(lambda asked: asked.ok(b"x" * 300_000), tls=pair.server) as server,
        httpx_client(context=pair.client, lookup=loopback) as client,
    ):
        for _ in range(3):
            response = await client.get(f"https://source.example:{server.port}/")
            assert len(response.content) == 300_000
    assert server.connections == 1
    assert server.asked[0].headers["host"] == f"source.example:{server.port}"


@pytest.mark.asyncio
async def test_another_name_is_refused(pair: Pair) -> None:
    async with (
        serving(lambda asked: asked.ok(), tls=pair.server) as server,
        httpx_client(context=pair.client, lookup=loopback) as client,
    ):
        with pytest.raises(httpx.ConnectError, match="certificate is not valid"):
            await client.get(f"https://other.example:{server.port}/")
    assert server.asked == []


@pytest.mark.asyncio
async def test_an_unknown_authority_is_refused(pair: Pair) -> None:
    async with serving(lambda asked: asked.ok(), tls=pair.server) as server, httpx_client() as client:
        with pytest.raises(httpx.ConnectError, match="certificate is not valid"):
            await client.get(server.url)
    assert server.asked == []


@pytest.mark.asyncio
async def test_a_server_without_tls_is_an_error(pair: Pair) -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        async with httpx_client(context=pair.client) as client:
            with pytest.raises(httpx.ConnectError, match="no secure connection"):
                await client.get(f"https://127.0.0.1:{port}/")
    finally:
        server.close()


@pytest.mark.asyncio
async def test_cancelled_and_broken_requests_close_their_connection(pair: Pair) -> None:
    async def script(asked: Asked) -> None:
        if asked.path == "/hang":
            await asyncio.sleep(30)
        elif asked.path == "/half":
            await asked.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")
            asked.close()
        else:
            await asked.ok()

    async with serving(script, tls=pair.server) as server, httpx_client(context=pair.client) as client:
        task = asyncio.create_task(client.get(f"{server.url}/hang"))
        await asyncio.sleep(0.1)
        task.cancel()
        await asyncio.wait([task])
        with pytest.raises(httpx.TransportError):
            await client.get(f"{server.url}/half")
        assert (await client.get(server.url)).content == b"ok"


@pytest.mark.asyncio
async def test_the_shared_context_is_made_once_and_verifies() -> None:
    first, second = await asyncio.gather(tls.context(), tls.context())
    assert await tls.context() in (first, second)
    assert first.check_hostname
    assert first.verify_mode == ssl.CERT_REQUIRED
    assert first.minimum_version >= ssl.TLSVersion.TLSv1_2
