"""The client: what it sends, what it repeats, what it gives up on."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import msgspec
import pytest

from credloom import __version__
from credloom.connect import pages
from credloom.connect.client import Client
from credloom.connect.retry import patient
from credloom.errors import (
    SourceBadData,
    SourceRateLimited,
    SourceTimeout,
    SourceUnavailable,
)
from tests.connect.servers import Asked, answer, asking, serving, source


@pytest.mark.asyncio
async def test_get_and_post() -> None:
    async with serving(lambda asked: asked.ok(b'{"a": 1}', 'ETag: "x"')) as server, asking() as client:
        here = source(server.url)
        got = await client.get(
            f"{server.url}/a?x=1", source=here, headers={"If-None-Match": '"x"'}, params={"y": "ä b"}
        )
        assert (got.status_code, got.headers["etag"], got.content) == (200, '"x"', b'{"a": 1}')
        await client.post(
            f"{server.url}/b", source=here, json={"ids": ["1"]}, headers={"Content-Type": "application/x"}
        )
        await client.post(f"{server.url}/c", source=here, json=[1])
    get, post, other = server.asked
    assert get.line == "GET /a?x=1&y=%C3%A4+b HTTP/1.1"
    assert get.headers["if-none-match"] == '"x"'
    assert get.headers["user-agent"] == f"credloom/{__version__}"
    assert get.headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert post.line == "POST /b HTTP/1.1"
    assert post.body == b'{"ids":["1"]}'
    assert post.headers["content-type"] == "application/x"
    assert other.headers["content-type"] == "application/json"


@pytest.mark.asyncio
async def test_params_take_the_place_of_those_of_the_address() -> None:
    async with serving(lambda asked: asked.ok()) as server, asking() as client:
        await client.get(f"{server.url}/?page=1&q=a", source=source(server.url), params={"page": "2"})
    assert server.asked[0].path == "/?page=2&q=a"


@pytest.mark.asyncio
async def test_it_is_the_getter_that_readers_use(tmp_path: Path) -> None:
    async with serving(lambda asked: asked.ok(b"rows", 'ETag: "1"')) as server, asking() as client:
        found = await pages.get(client, source(server.url), server.url, None, {})
    assert (found.content, found.etag) == (b"rows", '"1"')


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [201, 204, 304, 400, 401, 404, 410, 422, 500, 501])
async def test_statuses_are_the_callers_business_and_cost_one_call(status: int) -> None:
    raw = answer(b"" if status in (204, 304) else b"x", status=f"{status} Status")
    async with serving(raw) as server, asking() as client:
        assert (await client.get(server.url, source=source(server.url))).status_code == status
    assert len(server.asked) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [502, 503, 504])
async def test_what_passes_by_itself_is_asked_again(status: int) -> None:
    async def script(asked: Asked) -> None:
        await asked.ok(b"<html>", status=f"{status} Trouble" if len(server.asked) < 3 else "200 OK")

    async with serving(script) as server, asking() as client:
        assert (await client.get(server.url, source=source(server.url))).status_code == 200
    assert len(server.asked) == 3


@pytest.mark.asyncio
async def test_after_three_attempts_the_status_is_given() -> None:
    async with serving(answer(b"<html>", status="502 Bad Gateway")) as server, asking() as client:
        assert (await client.get(server.url, source=source(server.url))).status_code == 502
    assert len(server.asked) == 3


@pytest.mark.asyncio
async def test_a_post_is_repeated_only_if_it_is_safe() -> None:
    async with serving(answer(b"", status="503 Busy")) as server, asking() as client:
        here = source(server.url)
        assert (await client.post(server.url, source=here, json=1)).status_code == 503
        assert len(server.asked) == 1
        assert (await client.post(server.url, source=here, json=1, safe=True)).status_code == 503
        assert len(server.asked) == 4


@pytest.mark.asyncio
async def test_the_budget_ends_repeating() -> None:
    async with serving(answer(b"", "Retry-After: 0", status="503 Busy")) as server, asking() as client:
        here = source(server.url, concurrency=50)
        await asyncio.gather(*(client.get(server.url, source=here) for _ in range(20)))
        assert len(server.asked) <= 20 + 5 + 2


@pytest.mark.asyncio
async def test_429_is_waited_for_if_it_is_short() -> None:
    async def script(asked: Asked) -> None:
        if len(server.asked) == 1:
            await asked.ok(b"", "Retry-After: 0", status="429 Too Many")
        else:
            await asked.ok()

    async with serving(script) as server, asking() as client:
        assert (await client.get(server.url, source=source(server.url))).content == b"ok"
    assert len(server.asked) == 2


@pytest.mark.asyncio
@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_429_that_is_long_is_an_error_and_keeps_everybody_away(form: str) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=120), usegmt=True)
    told = "120" if form == "seconds" else later
    async with serving(answer(b"", f"Retry-After: {told}", status="429 Too Many")) as server, asking() as client:
        here, other = source(server.url), source(server.url, key="other")
        with pytest.raises(SourceRateLimited, match="answered 429") as first:
            await client.get(server.url, source=here)
        with pytest.raises(SourceRateLimited, match="allows no call for") as second:
            await client.get(server.url, source=here)
        assert len(server.asked) == 1
        with pytest.raises(SourceRateLimited):
            await client.get(server.url, source=other)
        assert len(server.asked) == 2
    for caught in (first, second):
        assert caught.value.retry_after is not None
        assert 100 < caught.value.retry_after <= 120
        assert caught.value.source == "sample"


@pytest.mark.asyncio
async def test_429_without_a_time_is_tried_again_then_an_error() -> None:
    async with serving(answer(b"", status="429 Too Many")) as server, asking() as client:
        with pytest.raises(SourceRateLimited, match=r"answered 429 \(too many requests\)\.") as caught:
            await client.get(server.url, source=source(server.url))
    assert caught.value.retry_after is None
    assert len(server.asked) == 3


@pytest.mark.asyncio
async def test_a_patient_caller_waits_longer() -> None:
    async def script(asked: Asked) -> None:
        if len(server.asked) == 1:
            await asked.ok(b"", "Retry-After: 2", status="429 Too Many")
        else:
            await asked.ok()

    async with serving(script) as server, asking() as client:
        with patient(10):
            began = time.monotonic()
            assert (await client.get(server.url, source=source(server.url))).content == b"ok"
            assert time.monotonic() - began >= 2


@pytest.mark.asyncio
async def test_a_source_that_is_down_is_left_alone() -> None:
    async def script(asked: Asked) -> None:
        await asked.ok(b"x", status="500 Broken")

    async with serving(script) as server, asking() as client:
        here = source(server.url)
        for _ in range(5):
            assert (await client.get(server.url, source=here)).status_code == 500
        for _ in range(50):
            with pytest.raises(SourceUnavailable, match="keeps failing and is left alone for") as caught:
                await client.get(server.url, source=here)
            assert caught.value.retry_after is not None
        assert len(server.asked) == 5
        assert (await client.get(server.url, source=source(server.url, key="other"))).status_code == 500


@pytest.mark.asyncio
async def test_calls_that_wait_behind_hanging_ones_are_turned_away_when_the_breaker_opens() -> None:
    async with serving(lambda asked: asyncio.sleep(30)) as server, asking() as client:
        here = source(server.url, timeout_seconds=0.3, concurrency=5)
        calls = [client.get(server.url, source=here) for _ in range(100)]
        results = await asyncio.gather(*calls, return_exceptions=True)
    kinds = [type(result) for result in results]
    assert 5 <= kinds.count(SourceTimeout) <= 10
    assert kinds.count(SourceTimeout) + kinds.count(SourceUnavailable) == 100
    assert len(server.asked) <= 10


@pytest.mark.asyncio
async def test_a_caller_that_gives_up_soon_tells_nothing_and_one_that_waited_long_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serving(lambda asked: asyncio.sleep(30)) as server, asking() as client:
        here = source(server.url, concurrency=20)

        async def give_up(after: float) -> None:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(after):
                    await client.get(server.url, source=here)

        await asyncio.gather(*(give_up(0.05) for _ in range(8)))
        monkeypatch.setattr("credloom.connect.client.SLOW_SECONDS", 0.05)
        await asyncio.gather(*(give_up(0.1) for _ in range(5)))
        with pytest.raises(SourceUnavailable, match="left alone"):
            await client.get(server.url, source=here)


@pytest.mark.asyncio
async def test_the_bulkhead_keeps_to_the_sources_number() -> None:
    busy = most = 0

    async def script(asked: Asked) -> None:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.005)
        busy -= 1
        await asked.ok()

    async with serving(script) as server, asking() as client:
        here = source(server.url, concurrency=3)
        await asyncio.gather(*(client.get(server.url, source=here) for _ in range(30)))
    assert most == 3


@pytest.mark.asyncio
async def test_a_manifest_read_again_keeps_the_state() -> None:
    async with serving(answer(b"", "Retry-After: 99", status="429 Too Many")) as server, asking() as client:
        first = source(server.url)
        with pytest.raises(SourceRateLimited):
            await client.get(server.url, source=first)
        for limit in (4, 9):
            again = source(server.url, concurrency=limit)
            with pytest.raises(SourceRateLimited, match="allows no call"):
                await client.get(server.url, source=again)
    assert len(server.asked) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("url", ["http://source.example:abc/", "http://a\x00b/", "http://[::1/"])
async def test_what_is_no_address(url: str) -> None:
    async with asking() as client:
        with pytest.raises(SourceBadData, match="an address cannot be read"):
            await client.get(url, source=source("http://["))


@pytest.mark.asyncio
async def test_another_transport_can_take_its_place() -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=request.url.raw_path))
    client = Client(transport=transport)
    assert (await client.get("https://source.example/a", source=source("https://source.example"))).content == b"/a"
    await client.aclose()


def test_the_state_shows_no_secret() -> None:
    made = source("http://x.example", secret="s3cret-value")
    assert "s3cret" not in repr(made)
    assert "s3cret" not in repr(msgspec.structs.replace(made, urls={}))
