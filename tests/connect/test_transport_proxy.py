"""Proxies of the environment: which requests take one, and how they are spoken to."""

from __future__ import annotations

import asyncio
import base64
import ssl

import httpx
import pytest
import trustme

from credloom.connect.guard import AddressRefused, Guard
from credloom.connect.transport.proxy import Proxies, from_environment
from credloom.errors import UsageError
from tests.connect.servers import Asked, httpx_client, serving


def _proxies(port: int, **more: str) -> Proxies:
    return from_environment({"http_proxy": f"http://127.0.0.1:{port}", "https_proxy": f"127.0.0.1:{port}", **more})


async def nowhere(host: str, port: int) -> list[str]:
    """Names that only the proxy knows."""
    raise OSError("unknown")


@pytest.mark.asyncio
async def test_plain_requests_are_handed_over_whole() -> None:
    async with serving(lambda asked: asked.ok(b"via")) as proxy:
        proxies = from_environment({"HTTP_PROXY": "", "http_proxy": f"http://me:p%40ss@127.0.0.1:{proxy.port}"})
        async with httpx_client(proxies=proxies, lookup=nowhere) as client:
            for _ in range(2):
                assert (await client.get("http://source.example/a?b=c")).content == b"via"
    assert proxy.connections == 1
    assert proxy.asked[0].line == "GET http://source.example/a?b=c HTTP/1.1"
    assert proxy.asked[0].headers["host"] == "source.example"
    assert proxy.asked[0].headers["proxy-authorization"] == "Basic " + base64.b64encode(b"me:p@ss").decode()
    assert "p@ss" not in repr(proxies)


@pytest.mark.asyncio
async def test_secure_requests_go_through_a_tunnel() -> None:
    authority = trustme.CA()
    secure, trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("source.example").configure_cert(secure)
    authority.configure_trust(trusting)

    async with serving(lambda asked: asked.ok(b"tunnelled"), tls=secure) as server:
        tunnels: list[str] = []

        async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while data := await reader.read(65_536):
                    writer.write(data)
                    await writer.drain()
            except ConnectionError:
                pass
            writer.close()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            tunnels.append((await reader.readuntil(b"\r\n\r\n")).decode())
            upstream = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")
            await asyncio.gather(pump(reader, upstream[1]), pump(upstream[0], writer))

        proxy = await asyncio.start_server(connected, "127.0.0.1", 0)
        port = proxy.sockets[0].getsockname()[1]
        try:
            async with httpx_client(proxies=_proxies(port), lookup=nowhere, context=trusting) as client:
                for _ in range(3):
                    assert (await client.get("https://source.example/")).content == b"tunnelled"
                with pytest.raises(httpx.ConnectError, match="certificate"):
                    await client.get("https://other.example/")
        finally:
            proxy.close()
            await asyncio.sleep(0.05)
    assert [tunnel.split("\r\n")[0] for tunnel in tunnels] == [
        "CONNECT source.example:443 HTTP/1.1",
        "CONNECT other.example:443 HTTP/1.1",
    ]
    assert len(server.asked) == 3


@pytest.mark.asyncio
async def test_a_proxy_that_refuses_or_breaks_off() -> None:
    async def script(asked: Asked) -> None:
        if asked.path.startswith("refused"):
            await asked.ok(b"no", status="407 Proxy Authentication Required")
        elif asked.path.startswith("hang"):
            await asyncio.sleep(30)
        elif asked.path.startswith("plain"):
            await asked.send(b"HTTP/1.1 200 OK\r\n\r\n", b"this is not TLS\r\n\r\n", pause=0.05)
        elif asked.path.startswith("more"):
            await asked.send(b"HTTP/1.1 200 OK\r\n\r\nthis was not asked for")
        else:
            asked.close()

    async with serving(script) as proxy, httpx_client(proxies=_proxies(proxy.port), lookup=nowhere) as client:
        with pytest.raises(httpx.ProxyError, match="407"):
            await client.get("https://refused.example/")
        with pytest.raises(httpx.TransportError):
            await client.get("https://gone.example/")
        with pytest.raises(httpx.ConnectTimeout):
            await client.get("https://hang.example/", timeout=httpx.Timeout(5, connect=0.1))
        with pytest.raises(httpx.ProxyError, match="more than its answer"):
            await client.get("https://more.example/")
        with pytest.raises(httpx.ConnectError):
            await client.get("https://plain.example/", timeout=httpx.Timeout(5, connect=1))


@pytest.mark.asyncio
async def test_the_guard_holds_behind_a_proxy() -> None:
    async def private(host: str, port: int) -> list[str]:
        return ["10.0.0.1"] if host == "source.example" else ["127.0.0.1"]

    async with serving(lambda asked: asked.ok()) as proxy:
        proxies = from_environment({"all_proxy": f"http://proxy.example:{proxy.port}"})
        async with httpx_client(proxies=proxies, lookup=private, guard=Guard()) as client:
            for url in ("http://source.example/", "https://source.example/", "http://10.1.1.1/", "http://a.internal/"):
                with pytest.raises(AddressRefused):
                    await client.get(url)
    assert proxy.asked == []


@pytest.mark.parametrize(
    ("rules", "host", "port", "direct"),
    [
        ("", "source.example", 80, False),
        ("*", "source.example", 80, True),
        ("source.example", "source.example", 80, True),
        ("source.example", "api.SOURCE.example.", 80, True),
        ("source.example", "resource.example", 80, False),
        (".source.example", "api.source.example", 80, True),
        ("*.source.example", "api.source.example", 80, True),
        ("source.example:8080", "source.example", 8080, True),
        ("source.example:8080", "source.example", 80, False),
        ("a, source.example ,b", "source.example", 80, True),
        ("10.0.0.0/8", "10.1.2.3", 80, True),
        ("10.0.0.0/8", "11.1.2.3", 80, False),
        ("10.0.0.0/8", "source.example", 80, False),
        ("10.1.2.3", "10.1.2.3", 80, True),
        ("fd00::/8", "fd00::1", 80, True),
        ("[fd00::1]", "fd00::1", 80, True),
        ("", "127.0.0.1", 80, True),
        ("", "::1", 80, True),
        ("", "localhost", 80, True),
        ("", "localhost.example", 80, False),
    ],
)
def test_no_proxy(rules: str, host: str, port: int, direct: bool) -> None:
    proxies = from_environment({"http_proxy": "http://proxy.example:3128", "no_proxy": rules})
    assert (proxies.for_place("http", host, port) is None) is direct
    assert proxies.for_place("https", host, port) is None


def test_which_variable_counts() -> None:
    both = {"HTTP_PROXY": "http://upper:1", "http_proxy": "http://lower:2", "ALL_PROXY": "http://all:3"}
    proxies = from_environment(both)
    assert repr(proxies.by_scheme["http"]) == "Proxy(lower:2)"
    assert repr(proxies.by_scheme["https"]) == "Proxy(all:3)"
    of_request = from_environment({"HTTP_PROXY": "http://evil:1", "REQUEST_METHOD": "GET"})
    assert of_request.by_scheme == {}
    assert from_environment({"https_proxy": "http://p"}).by_scheme["https"].port == 80


@pytest.mark.parametrize("value", ["socks5://127.0.0.1:1080", "https://proxy.example", "http://", "http://a:99999"])
def test_proxies_that_we_cannot_speak_to_stop_the_start(value: str) -> None:
    with pytest.raises(UsageError, match="http_proxy: expected http://HOST:PORT"):
        from_environment({"http_proxy": value})
