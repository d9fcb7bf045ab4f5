"""Connections: kept, limited, shared fairly, replaced when stale, closed when anything goes wrong."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import httpx
import pytest

from credloom.connect.transport import Truncated
from tests.connect.servers import Asked, httpx_client, serving, transporting


@pytest.mark.asyncio
async def test_connections_are_kept() -> None:
    async with serving(lambda asked: asked.ok()) as server, httpx_client() as client:
        for _ in range(10):
            await client.get(server.url)
    assert server.connections == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("header", ["Connection: close", "connection: Close, x"])
async def test_a_server_that_says_close_is_believed(header: str) -> None:
    async with serving(lambda asked: asked.ok(b"ok", header)) as server, httpx_client() as client:
        for _ in range(3):
            await client.get(server.url)
    assert server.connections == 3


@pytest.mark.asyncio
async def test_no_more_connections_than_allowed_and_first_come_first_served() -> None:
    order: list[int] = []

    async def slow(asked: Asked) -> None:
        order.append(int(asked.path[1:]))
        await asyncio.sleep(0.01)
        await asked.ok()

    async with (
        serving(slow) as server,
        transporting(per_place=3) as transport,
        httpx.AsyncClient(transport=transport) as client,
    ):
        await asyncio.gather(*(client.get(f"{server.url}/{number}") for number in range(30)))
        assert transport.open_connections == 3

    assert server.connections == 3
    assert all(abs(number - place) < 3 for place, number in enumerate(order))


@pytest.mark.asyncio
async def test_places_do_not_wait_for_each_other() -> None:
    gate = asyncio.Event()

    async def hang(asked: Asked) -> None:
        await gate.wait()
        await asked.ok()

    async with serving(hang) as stuck, serving(lambda asked: asked.ok()) as well, httpx_client(per_place=1) as client:
        waiting = [asyncio.create_task(client.get(stuck.url)) for _ in range(5)]
        await asyncio.sleep(0.02)
        assert (await client.get(well.url)).status_code == 200
        gate.set()
        await asyncio.gather(*waiting)


@pytest.mark.asyncio
async def test_pool_time_out() -> None:
    async def hang(asked: Asked) -> None:
        await asyncio.sleep(0.3)
        await asked.ok()

    async with serving(hang) as server, httpx_client(per_place=1) as client:
        first = asyncio.create_task(client.get(server.url))
        await asyncio.sleep(0.02)
        with pytest.raises(httpx.PoolTimeout):
            await client.get(server.url, timeout=httpx.Timeout(5, pool=0.05))
        assert (await first).status_code == 200
        assert (await client.get(server.url)).status_code == 200


@pytest.mark.asyncio
async def test_a_stale_connection_is_replaced_for_a_get() -> None:
    """The server closes without a word as soon as the second request on a connection arrives."""
    seen: Counter[int] = Counter()

    async def script(asked: Asked) -> None:
        seen[asked.connection] += 1
        if seen[asked.connection] == 2:
            asked.reset()
        else:
            await asked.ok()

    async with serving(script) as server, httpx_client() as client:
        assert (await client.get(server.url)).content == b"ok"
        assert (await client.get(server.url)).content == b"ok"
    assert server.connections == 2
    assert len(server.asked) == 3


@pytest.mark.asyncio
async def test_a_stale_connection_is_not_replaced_for_a_post_unless_it_is_safe() -> None:
    seen: Counter[int] = Counter()

    async def script(asked: Asked) -> None:
        seen[asked.connection] += 1
        if seen[asked.connection] == 2:
            asked.close()
        else:
            await asked.ok()

    async with serving(script) as server, httpx_client() as client:
        await client.post(server.url, content=b"1")
        with pytest.raises(Truncated):
            await client.post(server.url, content=b"2")
        await client.post(server.url, content=b"3")
        await client.post(server.url, content=b"4", extensions={"safe": True})
    assert [asked.body for asked in server.asked] == [b"1", b"2", b"3", b"4", b"4"]


@pytest.mark.asyncio
async def test_a_server_that_always_closes_is_asked_twice_at_most() -> None:
    async def script(asked: Asked) -> None:
        if len(server.asked) == 1:
            await asked.ok()
        else:
            asked.close()

    async with serving(script) as server, httpx_client() as client:
        await client.get(server.url)
        with pytest.raises(Truncated):
            await client.get(server.url)
    assert len(server.asked) == 3


@pytest.mark.asyncio
async def test_a_connection_that_the_server_closed_while_idle_is_not_used() -> None:
    async def script(asked: Asked) -> None:
        await asked.ok()
        await asyncio.sleep(0.01)
        asked.close()

    async with serving(script) as server, httpx_client() as client:
        for _ in range(3):
            await client.post(server.url, content=b"x")
            await asyncio.sleep(0.05)
    assert len(server.asked) == 3


@pytest.mark.asyncio
async def test_bytes_on_an_idle_connection_close_it() -> None:
    async def script(asked: Asked) -> None:
        await asked.ok()
        await asyncio.sleep(0.01)
        await asked.send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")

    async with serving(script) as server, httpx_client() as client:
        for _ in range(2):
            assert (await client.post(server.url, content=b"x")).content == b"ok"
            await asyncio.sleep(0.05)
    assert server.connections == 2


@pytest.mark.asyncio
async def test_a_cancelled_request_closes_its_connection_and_frees_its_slot() -> None:
    async def hang(asked: Asked) -> None:
        if asked.path == "/hang":
            await asyncio.sleep(30)
        await asked.ok()

    async with (
        serving(hang) as server,
        transporting(per_place=1) as transport,
        httpx.AsyncClient(transport=transport) as client,
    ):
        for _ in range(5):
            task = asyncio.create_task(client.get(f"{server.url}/hang"))
            queued = asyncio.create_task(client.get(f"{server.url}/hang"))
            await asyncio.sleep(0.02)
            assert transport.open_connections == 1
            queued.cancel()
            task.cancel()
            await asyncio.wait([task, queued])
            await asyncio.sleep(0.01)
            assert transport.open_connections == 0
        assert (await client.get(server.url)).content == b"ok"


@pytest.mark.asyncio
async def test_idle_connections_are_closed_in_time() -> None:
    async with (
        serving(lambda asked: asked.ok()) as server,
        transporting(idle_seconds=0.5) as transport,
        httpx.AsyncClient(transport=transport) as client,
    ):
        await asyncio.gather(*(client.get(server.url) for _ in range(4)))
        assert transport.open_connections == 4
        async with asyncio.timeout(30):
            while transport.open_connections:  # noqa: ASYNC110  it has no event
                await asyncio.sleep(0.01)


@pytest.mark.asyncio
async def test_closing_ends_what_is_under_way_and_what_comes_after() -> None:
    async def hang(asked: Asked) -> None:
        await asked.send(b"HTTP/1.1 200 OK\r\n\r\nhalf")
        await asyncio.sleep(30)

    async with serving(hang) as server, transporting(per_place=1) as transport:
        request = httpx.Request("GET", server.url)
        task = asyncio.create_task(transport.handle_async_request(request))
        queued = asyncio.create_task(transport.handle_async_request(request))
        await asyncio.sleep(0.05)
        await transport.aclose()
        await asyncio.wait([task, queued])
        assert isinstance(task.exception(), Truncated)
        assert isinstance(queued.exception(), httpx.ConnectError)
        with pytest.raises(httpx.ConnectError):
            await transport.handle_async_request(request)


@pytest.mark.asyncio
async def test_closing_while_a_connection_is_opened() -> None:
    async def slow(host: str, port: int) -> list[str]:
        await asyncio.sleep(0.05)
        return ["127.0.0.1"]

    async with serving(lambda asked: asked.ok()) as server, transporting(lookup=slow) as transport:
        request = httpx.Request("GET", f"http://source.example:{server.port}/")
        task = asyncio.create_task(transport.handle_async_request(request))
        await asyncio.sleep(0.01)
        await transport.aclose()
        with pytest.raises(httpx.ConnectError, match="the client is closed"):
            await task
    assert server.asked == []


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.asyncio
async def test_no_socket_is_left_after_many_kinds_of_trouble() -> None:
    async def script(asked: Asked) -> None:
        match asked.path:
            case "/reset":
                asked.reset()
            case "/close":
                asked.close()
            case "/garbage":
                await asked.send(b"nonsense\r\n\r\n")
            case "/hang":
                await asyncio.sleep(30)
            case _:
                await asked.ok()

    async def round_of_trouble() -> int:
        async with serving(script) as server, httpx_client() as client:
            paths = ["/reset", "/close", "/garbage", "/hang", "/ok"] * 20
            limits = {path: httpx.Timeout(30, read=0.5 if path == "/hang" else 30) for path in paths}
            calls = [client.get(server.url + path, timeout=limits[path]) for path in paths]
            results = await asyncio.gather(*calls, return_exceptions=True)
        assert sum(isinstance(result, httpx.Response) for result in results) == 20
        await asyncio.sleep(0.05)
        return _open_files()

    first = await round_of_trouble()  # the loop itself may open something when it is first used
    assert await round_of_trouble() <= first
