"""Redirects: followed by rule, guarded at every hop, never with a secret for somebody else."""

from __future__ import annotations

import httpx
import pytest

from credloom.connect.client import Client
from credloom.connect.guard import Guard
from credloom.connect.transport import Transport
from credloom.errors import SourceBadData, SourceRefused
from credloom.sources.manifest import Secret
from tests.connect.servers import Asked, asking, serving, source


def _to(location: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_get_is_followed_and_the_same_host_gets_the_secret(status: int) -> None:
    async def script(asked: Asked) -> None:
        await (asked.send(_to("there?x=1#part", status)) if asked.path == "/a/here" else asked.ok(asked.path.encode()))

    async with serving(script) as server, asking() as client:
        here = source(server.url, secret="s3cret")
        response = await client.get(f"{server.url}/a/here", source=here, headers={"X-Mine": "1"})
    assert response.content == b"/a/there?x=1"
    assert [asked.headers["x-key"] for asked in server.asked] == ["s3cret"] * 2
    assert [asked.headers["x-mine"] for asked in server.asked] == ["1"] * 2
    assert server.connections == 1


@pytest.mark.asyncio
async def test_another_host_gets_no_secret_and_no_authorization() -> None:
    async with (
        serving(lambda asked: asked.ok()) as other,
        serving(lambda asked: asked.send(_to(f"{other.url}/x"))) as server,
        asking() as client,
    ):
        here = source(server.url, secret="s3cret")
        mine = {"Authorization": "Bearer mine", "Cookie": "a=b", "X-Mine": "1"}
        await client.get(server.url, source=here, headers=mine)
    assert server.asked[0].headers["x-key"] == "s3cret"
    assert server.asked[0].headers["authorization"] == "Bearer mine"
    assert other.asked[0].headers["x-mine"] == "1"
    assert other.asked[0].headers["host"] == f"127.0.0.1:{other.port}"
    assert not {"x-key", "authorization", "cookie"} & other.asked[0].headers.keys()


@pytest.mark.asyncio
async def test_a_link_to_another_host_gets_no_secret() -> None:
    async with (
        serving(lambda asked: asked.ok()) as other,
        serving(lambda asked: asked.ok()) as server,
        asking() as client,
    ):
        here = source(server.url, secret="s3cret")
        await client.get(f"{other.url}/next", source=here)
        await client.get(f"http://localhost:{server.port}/", source=here)
        await client.get(f"{server.url}/", source=here)
    assert "x-key" not in other.asked[0].headers
    assert ["x-key" in asked.headers for asked in server.asked] == [False, True]


@pytest.mark.asyncio
async def test_the_secret_goes_by_the_manifests_rule() -> None:
    async with serving(lambda asked: asked.ok()) as server, asking() as client:
        await client.get(server.url, source=source(server.url, secret=" s3cret\n"))
        rule = Secret(header="Authorization", scheme="Bearer")
        bearer = source(server.url, key="bearer", secret="s3cret", rule=rule)
        await client.get(server.url, source=bearer)
        await client.get(server.url, source=bearer, headers={"authorization": "Basic mine"})
    assert server.asked[0].headers["x-key"] == "s3cret"
    assert [asked.headers["authorization"] for asked in server.asked[1:]] == ["Bearer s3cret", "Basic mine"]


@pytest.mark.asyncio
async def test_loops_end() -> None:
    async with serving(lambda asked: asked.send(_to(asked.path))) as server, asking() as client:
        with pytest.raises(SourceBadData, match="redirects more than 5 times"):
            await client.get(f"{server.url}/round", source=source(server.url))
    assert len(server.asked) == 6


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "location",
    ["http://10.0.0.1/", "http://2130706433/", "http://[::ffff:7f00:1]/", "//169.254.169.254/x", "file:///etc/passwd"],
)
async def test_no_redirect_leads_inside(location: str) -> None:
    """The first hop is let through by its resolved address alone, so that what is left to judge is the second."""

    class FirstHop(Guard):
        def check(self, url: object) -> None:
            if getattr(url, "host", "") != "127.0.0.1":
                super().check(url)  # type: ignore[arg-type]

        def check_resolved(self, host: str, addresses: object) -> None:
            if host != "127.0.0.1":
                super().check_resolved(host, addresses)  # type: ignore[arg-type]

    async with serving(lambda asked: asked.send(_to(location))) as server:
        client = Client(transport=Transport(guard=FirstHop()))
        with pytest.raises(SourceRefused, match="refused"):
            await client.get(server.url, source=source(server.url))
        await client.aclose()
    assert len(server.asked) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("location", ["", "http://[::1/", "http://x:y:z/"])
async def test_redirects_to_nowhere(location: str) -> None:
    async with serving(lambda asked: asked.send(_to(location))) as server, asking() as client:
        with pytest.raises(SourceBadData, match=r"without saying where|no address"):
            await client.get(server.url, source=source(server.url))


@pytest.mark.asyncio
async def test_posts() -> None:
    async def script(asked: Asked) -> None:
        status = int(asked.path[1:]) if asked.path[1:].isdigit() else 0
        await (asked.send(_to("/end", status)) if status else asked.ok(asked.line.split()[0].encode() + asked.body))

    async with serving(script) as server, asking() as client:
        here = source(server.url)
        for status, expected in ((307, b'POST{"a":1}'), (308, b'POST{"a":1}'), (303, b"GET")):
            response = await client.post(f"{server.url}/{status}", source=here, json={"a": 1})
            assert response.content == expected
        assert "content-type" not in server.asked[-1].headers
        for status in (301, 302):
            with pytest.raises(SourceBadData, match="redirects a POST"):
                await client.post(f"{server.url}/{status}", source=here, json={"a": 1})


@pytest.mark.asyncio
async def test_nothing_leads_from_https_to_http() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"Location": "http://source.example/plain"})

    client = Client(transport=httpx.MockTransport(answer))
    with pytest.raises(SourceBadData, match="from https to http"):
        await client.get("https://source.example/", source=source("https://source.example/"))
    await client.aclose()
