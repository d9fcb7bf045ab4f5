"""Requests, cancellations and faults in any order: an answer belongs to its request, and nothing is left over."""

from __future__ import annotations

import asyncio
import random

import httpx
import pytest

from tests.connect.servers import Asked, answer, serving, transporting

ACTS = ("ok", "ok", "ok", "chunked", "until close", "close", "reset", "half", "slow", "garbage", "more", "said close")


async def _act(asked: Asked, act: str) -> None:
    body = asked.path.encode()
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    match act:
        case "ok":
            await asked.ok(body)
        case "chunked":
            await asked.send(chunked[:30], chunked[30:], pause=0.001)
        case "until close":
            await asked.send(b"HTTP/1.1 200 OK\r\n\r\n" + body)
            asked.close()
        case "close":
            asked.close()
        case "reset":
            asked.reset()
        case "half":
            await asked.send(answer(body)[:-1])
            asked.close()
        case "slow":
            await asyncio.sleep(0.02)
            await asked.ok(body)
        case "garbage":
            await asked.send(b"?" * 50)
        case "more":
            await asked.send(answer(body) + answer(b"/somebody-elses"))
        case "said close":
            await asked.ok(body, "Connection: close")


@pytest.mark.asyncio
@pytest.mark.parametrize("seed", range(8))
async def test_answers_are_never_mixed_up(seed: int) -> None:
    chance = random.Random(seed)
    acts = {f"/{number}": chance.choice(ACTS) for number in range(150)}
    patience = {path: chance.choice([None, None, 0.001, 0.005, 0.015]) for path in acts}

    async with (
        serving(lambda asked: _act(asked, acts[asked.path])) as server,
        transporting(per_place=chance.choice([1, 4, 20]), idle_seconds=chance.choice([0.005, 30])) as transport,
    ):

        async def ask(path: str) -> bytes | None:
            request = httpx.Request("GET", server.url + path, extensions={"timeout": {"read": 1.0}})
            try:
                async with asyncio.timeout(patience[path]):
                    return (await transport.handle_async_request(request)).content
            except (TimeoutError, httpx.TransportError):
                return None

        results = await asyncio.gather(*(ask(path) for path in acts))
    for path, content in zip(acts, results, strict=True):
        assert content in (None, path.encode())
        if acts[path] in ("ok", "chunked", "until close", "more", "said close") and patience[path] is None:
            assert content is not None
