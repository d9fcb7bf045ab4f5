"""Content codings: what was packed comes back, what is damaged or a bomb does not."""

from __future__ import annotations

import contextlib
import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import httpx
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from credloom.connect.transport import AnswerTooLarge
from credloom.connect.transport.decode import decode
from tests.connect.servers import Asked, answer, httpx_client, serving


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def _quick_brotli(data: bytes) -> bytes:
    return bytes(brotli.compress(data, quality=5))


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "identity": bytes,
}
CODINGS = list(PACKERS)
PACKED = [name for name in CODINGS if name != "identity"]


@given(st.binary(max_size=5000), st.lists(st.sampled_from(CODINGS), max_size=3), st.integers(1, 50))
def test_packing_and_unpacking_give_the_same(data: bytes, codings: list[str], times: int) -> None:
    data = data * times
    body = data
    for coding in codings:
        body = PACKERS[coding](body)
    limit = max(len(data), len(body)) + 1000
    assert decode(body, codings, limit) == data


@given(st.binary(min_size=1, max_size=2000), st.sampled_from(PACKED))
def test_a_limit_is_met_to_the_byte(data: bytes, coding: str) -> None:
    body = PACKERS[coding](data)
    assert decode(body, [coding], len(data)) == data
    with pytest.raises(AnswerTooLarge):
        decode(body, [coding], len(data) - 1)


@given(st.binary(min_size=1, max_size=2000), st.sampled_from(PACKED), st.data())
def test_truncated_content_is_never_taken_for_whole(data: bytes, coding: str, draw: st.DataObject) -> None:
    body = PACKERS[coding](data)
    cut = draw.draw(st.integers(1, len(body) - 1))
    with pytest.raises(httpx.DecodingError):
        decode(body[:cut], [coding], 10_000)


@given(st.binary(min_size=1, max_size=300), st.sampled_from(PACKED))
@settings(max_examples=300)
def test_nonsense_is_an_error_or_content_but_nothing_else(data: bytes, coding: str) -> None:
    with contextlib.suppress(httpx.DecodingError, AnswerTooLarge):
        decode(data, [coding], 10_000)


def test_bare_deflate_several_members_and_padding() -> None:
    assert decode(_raw_deflate(b"hello"), ["deflate"], 100) == b"hello"
    assert decode(gzip.compress(b"a") + gzip.compress(b"b") + b"\0" * 20, ["gzip"], 100) == b"ab"
    assert decode(zstandard.compress(b"a") + zstandard.compress(b"b"), ["zstd"], 100) == b"ab"
    with pytest.raises(httpx.DecodingError):
        decode(b"not packed at all", ["gzip"], 100)


def test_unknown_and_too_many_codings() -> None:
    with pytest.raises(httpx.DecodingError, match="unknown content coding 'lzw'"):
        decode(b"x", ["lzw"], 100)
    with pytest.raises(httpx.DecodingError, match="more than 3"):
        decode(b"x", ["identity"] * 4, 100)


@pytest.mark.parametrize("coding", PACKED)
@pytest.mark.parametrize("layers", [1, 2])
def test_bombs_take_no_memory(coding: str, layers: int) -> None:
    body = (_quick_brotli if coding == "br" else PACKERS[coding])(bytes(100_000_000))
    for _ in range(layers - 1):
        body = PACKERS[coding](body)
    limit = 1_000_000
    tracemalloc.start()
    try:
        with pytest.raises(AnswerTooLarge):
            decode(body, [coding] * layers, limit)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 12 * limit  # 8 MB are the window of zstd


@pytest.mark.asyncio
@pytest.mark.parametrize("coding", PACKED)
async def test_answers_are_given_unpacked(coding: str) -> None:
    small, large = b"hello" * 100, bytes(range(256)) * 20_000

    async def script(asked: Asked) -> None:
        data = large if asked.path == "/large" else small
        await asked.ok(PACKERS[coding](data), f"Content-Encoding: {coding.upper()}")

    async with serving(script) as server, httpx_client() as client:
        response = await client.get(server.url)
        assert response.content == small
        assert "content-encoding" not in response.headers
        assert "content-length" not in response.headers
        assert (await client.get(f"{server.url}/large")).content == large


@pytest.mark.asyncio
async def test_a_bomb_over_the_wire_is_refused_small_and_large() -> None:
    bomb = gzip.compress(bytes(30_000_000))
    raw = answer(bomb, "Content-Encoding: gzip")
    for limit in (100_000, 5_000_000):
        async with serving(raw) as server, httpx_client(max_bytes=limit) as client:
            with pytest.raises(AnswerTooLarge):
                await client.get(server.url)


@pytest.mark.asyncio
async def test_empty_content_needs_no_unpacking() -> None:
    async with serving(answer(b"", "Content-Encoding: gzip")) as server, httpx_client() as client:
        assert (await client.get(server.url)).content == b""
