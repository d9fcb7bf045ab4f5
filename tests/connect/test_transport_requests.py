"""What goes out, and when it does not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from credloom.connect.guard import AddressRefused
from tests.connect.servers import httpx_client, serving


@pytest.mark.asyncio
async def test_method_path_headers_and_content_arrive() -> None:
    async with serving(lambda asked: asked.ok()) as server, httpx_client() as client:
        await client.post(f"{server.url}/a%20b/ü?q=1&r=ä", json={"a": [1]}, headers={"X-One": "1"})
    asked = server.asked[0]
    assert asked.line == "POST /a%20b/%C3%BC?q=1&r=%C3%A4 HTTP/1.1"
    assert asked.headers["host"] == f"127.0.0.1:{server.port}"
    assert asked.headers["x-one"] == "1"
    assert asked.body == b'{"a":[1]}'


@pytest.mark.asyncio
async def test_content_in_parts_is_sent_with_its_length() -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b"hello "
        yield b"world"

    async with serving(lambda asked: asked.ok()) as server, httpx_client() as client:
        await client.put(server.url, content=parts())
    assert server.asked[0].body == b"hello world"
    assert "transfer-encoding" not in server.asked[0].headers


@pytest.mark.asyncio
@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b"])
async def test_headers_cannot_break_out_of_their_line(value: str) -> None:
    async with serving(lambda asked: asked.ok()) as server, httpx_client() as client:
        with pytest.raises(httpx.LocalProtocolError):
            await client.get(server.url, headers={"X-One": value})
        with pytest.raises(httpx.LocalProtocolError):
            await client.request(f"GET / HTTP/1.1\r\nX: {value}", server.url)
    assert server.asked == []


@pytest.mark.asyncio
async def test_a_large_content_is_sent_whole() -> None:
    content = bytes(range(256)) * 40_000
    async with serving(lambda asked: asked.ok(b"%d" % len(asked.body))) as server, httpx_client() as client:
        assert (await client.post(server.url, content=content)).content == b"%d" % len(content)
    assert server.asked[0].body == content


@pytest.mark.asyncio
@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http://user:pw@127.0.0.1/", "http://2130706433/", "http:///x"])
async def test_addresses_that_no_source_may_have(url: str) -> None:
    async with httpx_client() as client:
        with pytest.raises((AddressRefused, httpx.UnsupportedProtocol, httpx.LocalProtocolError)):
            await client.get(url)
