"""Every kind of trouble becomes a `SourceError` in plain words, without addresses, secrets or texts of exceptions."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
from collections.abc import Awaitable, Callable

import httpx
import pytest

from credloom.connect.client import Client
from credloom.errors import SourceBadData, SourceError, SourceRefused, SourceTimeout, SourceUnavailable
from tests.connect.servers import Asked, answer, asking, serving, source

SECRET = "s3cret-value"
QUERY = "token=hidden-value"


async def _stall(asked: Asked) -> None:
    await asked.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
    await asyncio.sleep(30)


async def _drip(asked: Asked) -> None:
    await asked.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", *([b"x"] * 1000), pause=0.02)


async def _reset(asked: Asked) -> None:
    await asked.send(b"HTTP/1.1 200 OK\r\n")
    asked.reset()


async def _close(asked: Asked) -> None:
    asked.close()


async def _half_closed(asked: Asked) -> None:
    """Says that no more will come, but keeps its ears open."""
    asked.writer.write_eof()
    await asyncio.sleep(1)


async def _endless_headers(asked: Asked) -> None:
    await asked.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await asked.send(b"X-Header: " + b"y" * 1000 + b"\r\n")


async def _endless_content(asked: Asked) -> None:
    await asked.send(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        await asked.send(b"x" * 65_536)


def _raw(data: bytes) -> Callable[[Asked], Awaitable[None]]:
    async def script(asked: Asked) -> None:
        await asked.send(data)
        asked.close()

    return script


FAULTS: dict[str, tuple[Callable[[Asked], Awaitable[None]], type[SourceError], str]] = {
    "silent": (lambda asked: asyncio.sleep(30), SourceTimeout, "gave no complete answer within 0.3 s"),
    "stalled": (_stall, SourceTimeout, "gave no complete answer within 0.3 s"),
    "dripping": (_drip, SourceTimeout, "gave no complete answer within 0.3 s"),
    "reset": (_reset, SourceUnavailable, "broke the connection off"),
    "closed": (_close, SourceUnavailable, "closed the connection before its answer was complete"),
    "half-closed": (_half_closed, SourceUnavailable, "closed the connection before its answer was complete"),
    "truncated": (
        _raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"),
        SourceUnavailable,
        "closed the connection before its answer was complete",
    ),
    "garbage": (_raw(b"\0\1\2 nonsense\r\n\r\n"), SourceBadData, "sent what is not HTTP"),
    "endless headers": (_endless_headers, SourceBadData, "sent what is not HTTP"),
    "endless content": (_endless_content, SourceBadData, "sent more than 100 kB"),
    "announced too large": (
        _raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"),
        SourceBadData,
        "sent more than 100 kB",
    ),
    "gzip bomb": (
        _raw(answer(gzip.compress(bytes(10_000_000)), "Content-Encoding: gzip")),
        SourceBadData,
        "sent more than 100 kB",
    ),
    "damaged gzip": (
        _raw(answer(gzip.compress(b"hello")[:-3], "Content-Encoding: gzip")),
        SourceBadData,
        "sent content that cannot be unpacked",
    ),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("name", FAULTS)
async def test_each_fault_has_its_sentence(name: str) -> None:
    script, kind, sentence = FAULTS[name]
    async with serving(script) as server, asking() as client:
        here = source(server.url, secret=SECRET, timeout_seconds=0.3, max_bytes=100 << 10)
        began = time.monotonic()
        with pytest.raises(SourceError) as caught:
            await client.get(f"{server.url}/graph?{QUERY}", source=here)
    error = caught.value
    assert type(error) is kind
    assert str(error).startswith(f"sample {sentence}")
    assert error.source == "sample"
    for private in (SECRET, "hidden-value", str(server.port)):
        assert private not in str(error)
    assert SECRET not in error.detail
    assert "hidden-value" not in error.detail
    assert time.monotonic() - began < 5  # far from the 30 s that the server would take


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("name", "calls"), [("closed", 3), ("reset", 3), ("garbage", 3), ("silent", 1), ("announced too large", 1)]
)
async def test_what_was_lost_is_asked_again_for_a_get_and_not_for_a_post(name: str, calls: int) -> None:
    async with serving(FAULTS[name][0]) as server, asking() as client:
        here = source(server.url, timeout_seconds=0.3, max_bytes=100 << 10)
        with pytest.raises(FAULTS[name][1]):
            await client.get(server.url, source=here)
        assert len(server.asked) == calls
        with pytest.raises(SourceError):
            await client.post(server.url, source=here, json={})
        assert len(server.asked) == calls + 1


@pytest.mark.asyncio
async def test_a_source_that_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    async with asking() as client:
        with pytest.raises(SourceUnavailable, match=r"^sample cannot be reached: connection refused\.$"):
            await client.get(f"http://127.0.0.1:{port}/", source=source())
        with pytest.raises(SourceUnavailable, match=r"^sample cannot be reached: the name cannot be looked up\.$"):
            await client.get("http://no-such-host.invalid/", source=source(key="sample"))


@pytest.mark.asyncio
async def test_a_refused_address_says_which_setting_matters_and_opens_no_breaker() -> None:
    async with asking(allow_private=False) as client:
        for _ in range(20):
            with pytest.raises(SourceRefused, match="allow_private_addresses"):
                await client.get("http://127.0.0.1:8080/", source=source())


@pytest.mark.asyncio
async def test_a_secret_with_a_line_break_within_is_not_sent() -> None:
    async with serving(lambda asked: asked.ok()) as server, asking() as client:
        with pytest.raises(SourceRefused, match="holds a line break") as caught:
            await client.get(server.url, source=source(server.url, secret="s3cret\r\nX-Evil: 1"))
    assert "s3cret" not in f"{caught.value} {caught.value.detail}"
    assert server.asked == []


@pytest.mark.asyncio
async def test_one_source_that_hangs_takes_nothing_from_another() -> None:
    async with (
        serving(lambda asked: asyncio.sleep(30)) as stuck,
        serving(lambda asked: asked.ok()) as well,
        asking() as client,
    ):
        hanging = source(stuck.url, key="stuck", timeout_seconds=0.5)
        calls = [asyncio.create_task(client.get(stuck.url, source=hanging)) for _ in range(20)]
        await asyncio.sleep(0.05)
        for _ in range(20):
            assert (await client.get(well.url, source=source(well.url, key="well"))).status_code == 200
        assert not any(call.done() for call in calls)
        for call in calls:
            call.cancel()
        await asyncio.wait(calls)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("error", "kind", "sentence"),
    [
        (httpx.ConnectTimeout("x"), SourceTimeout, "could not be connected to in time"),
        (httpx.ProxyError("the proxy answered 407"), SourceUnavailable, "cannot be reached: the proxy answered 407"),
        (httpx.WriteError("x"), SourceUnavailable, "broke the connection off"),
        (httpx.PoolTimeout("x"), SourceTimeout, "gave no complete answer within 30 s"),
    ],
)
async def test_trouble_that_another_transport_may_have(
    error: httpx.TransportError, kind: type[SourceError], sentence: str
) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    client = Client(transport=httpx.MockTransport(fail))
    with pytest.raises(kind, match=f"^sample {sentence}\\.$"):
        await client.get("https://source.example/", source=source())
    await client.aclose()
