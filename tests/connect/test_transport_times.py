"""Time limits: each ends what it is for, and nothing else."""

from __future__ import annotations

import asyncio
import socket

import httpx
import pytest

from credloom.connect.guard import Guard
from tests.connect.servers import Asked, answer, httpx_client, serving, transporting


def _only(**limits: float) -> httpx.Timeout:
    return httpx.Timeout(**{"connect": None, "read": None, "write": None, "pool": None, **limits})


@pytest.mark.asyncio
async def test_read_time_out_before_the_first_byte() -> None:
    async with serving(lambda asked: asyncio.sleep(30)) as server, httpx_client() as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.get(server.url, timeout=_only(read=0.05))


@pytest.mark.asyncio
async def test_read_time_out_within_the_content() -> None:
    async def stall(asked: Asked) -> None:
        await asked.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
        await asyncio.sleep(30)

    async with serving(stall) as server, httpx_client() as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.get(server.url, timeout=_only(read=0.05))


@pytest.mark.asyncio
async def test_bytes_that_keep_coming_keep_a_read_time_out_away() -> None:
    async def drip(asked: Asked) -> None:
        await asked.send(*(b"%c" % byte for byte in answer(b"hello")), pause=0.01)

    async with serving(drip) as server, httpx_client() as client:
        assert (await client.get(server.url, timeout=_only(read=0.2))).content == b"hello"


@pytest.mark.asyncio
async def test_a_dripping_answer_ends_with_the_callers_time() -> None:
    async def drip(asked: Asked) -> None:
        await asked.send(*([b"H"] * 1000), pause=0.02)

    async with serving(drip) as server, transporting() as transport:
        request = httpx.Request("GET", server.url, extensions={"timeout": {"read": 1.0}})
        with pytest.raises((TimeoutError, httpx.RemoteProtocolError)):
            async with asyncio.timeout(0.1):
                await transport.handle_async_request(request)
        await asyncio.sleep(0.01)
        assert transport.open_connections == 0


@pytest.mark.asyncio
async def test_write_time_out() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setblocking(False)  # connections are taken by the system, nobody reads from them
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        async with httpx_client() as client:
            with pytest.raises(httpx.WriteTimeout):
                await client.post(url, content=b"x" * 50_000_000, timeout=_only(write=0.1))
            with pytest.raises(httpx.WriteTimeout):
                await client.post(url, content=b"x" * 50_000_000, timeout=_only(write=0.1, read=0.05))
    finally:
        listening.close()


@pytest.mark.asyncio
async def test_a_slow_answer_is_no_slow_write() -> None:
    async def slow(asked: Asked) -> None:
        await asyncio.sleep(0.15)
        await asked.ok()

    async with serving(slow) as server, httpx_client() as client:
        assert (await client.get(server.url, timeout=_only(write=0.03))).content == b"ok"


@pytest.mark.asyncio
async def test_connect_time_out_counts_the_look_up() -> None:
    async def never(host: str, port: int) -> list[str]:
        await asyncio.sleep(30)
        return []

    async with httpx_client(lookup=never) as client:
        with pytest.raises(httpx.ConnectTimeout):
            await client.get("http://source.example", timeout=_only(connect=0.05))


@pytest.mark.asyncio
async def test_connect_time_out_counts_the_handshake_of_tls() -> None:
    async with serving(lambda asked: asked.ok()) as server, httpx_client() as client:
        silent = server.url.replace("http:", "https:")
        with pytest.raises((httpx.ConnectTimeout, httpx.ConnectError)):
            await client.get(silent, timeout=_only(connect=0.1))


@pytest.mark.asyncio
async def test_refused_and_unknown() -> None:
    async def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    async def nothing(host: str, port: int) -> list[str]:
        return []

    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    async with httpx_client() as client:
        with pytest.raises(httpx.ConnectError, match="refused"):
            await client.get(f"http://127.0.0.1:{port}/")
    for lookup in (unknown, nothing):
        async with httpx_client(lookup=lookup) as client:
            with pytest.raises(httpx.ConnectError, match="the name"):
                await client.get("http://source.example/")


@pytest.mark.asyncio
async def test_the_next_address_is_tried_where_one_refuses() -> None:
    async def two(host: str, port: int) -> list[str]:
        return ["127.0.0.2", "127.0.0.1"]

    async with serving(lambda asked: asked.ok()) as server, httpx_client(lookup=two) as client:
        response = await client.get(f"http://source.example:{server.port}/")
    assert response.content == b"ok"
    assert server.asked[0].headers["host"] == f"source.example:{server.port}"


@pytest.mark.asyncio
async def test_the_real_look_up_finds_localhost() -> None:
    async with serving(lambda asked: asked.ok()) as server, httpx_client(guard=Guard(allow_private=True)) as client:
        assert (await client.get(f"http://localhost:{server.port}/")).content == b"ok"
