"""Every way in which an answer may be framed, well or badly."""

from __future__ import annotations

import httpx
import pytest

from credloom.connect.transport import AnswerTooLarge, Truncated
from tests.connect.servers import Asked, answer, httpx_client, serving

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"

GOOD = {
    "length": (OK + b"Content-Length: 5\r\n\r\nhello", 200, b"hello"),
    "no content": (OK + b"Content-Length: 0\r\n\r\n", 200, b""),
    "until close": (OK + b"\r\nhello", 200, b"hello"),
    "until close, empty": (OK + b"\r\n", 200, b""),
    "until close, 1.0": (b"HTTP/1.0 200 OK\r\n\r\nhello", 200, b"hello"),
    "chunked": (CHUNKED + b"2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", 200, b"hello"),
    "chunked with extensions": (CHUNKED + b'5;a=b;c="d"\r\nhello\r\n0\r\n\r\n', 200, b"hello"),
    "chunked with trailers": (CHUNKED + b"5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-End: 2\r\n\r\n", 200, b"hello"),
    "204": (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
    "304": (b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 99\r\n\r\n', 304, b""),
    "no reason": (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", 200, b"ok"),
    "100 before": (b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\nok", 200, b"ok"),
    "103 before": (
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\nok",
        200,
        b"ok",
    ),
    "upgrade offered": (
        OK + b"Upgrade: h2,h2c\r\nConnection: Upgrade, Keep-Alive\r\nContent-Length: 2\r\n\r\nok",
        200,
        b"ok",
    ),
    "HTML 502": (answer(b"<html>", "Content-Type: text/html", status="502 Bad Gateway"), 502, b"<html>"),
    "unknown status": (answer(b"?", status="599 Strange"), 599, b"?"),
    "more than announced": (OK + b"Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\nx", 200, b"ok"),
    "garbage behind": (OK + b"Content-Length: 2\r\n\r\nok\0\0\0", 200, b"ok"),
    "said to close, garbage behind": (OK + b"Connection: close\r\nContent-Length: 2\r\n\r\nok!", 200, b"ok"),
    "latin-1 header": (OK + b"X-Name: caf\xe9\r\nContent-Length: 2\r\n\r\nok", 200, b"ok"),
}

BAD = {
    "nothing": (b"", Truncated),
    "half a status line": (b"HTTP/1.1 20", Truncated),
    "half the headers": (OK + b"Content-Le", Truncated),
    "shorter than announced": (OK + b"Content-Length: 10\r\n\r\nhello", Truncated),
    "half a chunk": (CHUNKED + b"5\r\nhel", Truncated),
    "no last chunk": (CHUNKED + b"5\r\nhello\r\n", Truncated),
    "garbage": (b"\x16\x03\x01\x02\x00garbage\r\n\r\n", httpx.RemoteProtocolError),
    "another protocol": (b"SSH-2.0-OpenSSH_9.6\r\n", httpx.RemoteProtocolError),
    "garbage status": (b"HTTP/1.1 abc OK\r\n\r\n", httpx.RemoteProtocolError),
    "two lengths": (OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", httpx.RemoteProtocolError),
    "length and chunked": (
        OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        httpx.RemoteProtocolError,
    ),
    "negative length": (OK + b"Content-Length: -5\r\n\r\nhello", httpx.RemoteProtocolError),
    "huge length": (OK + b"Content-Length: 99999999999999999999999\r\n\r\n", httpx.RemoteProtocolError),
    "no length": (OK + b"Content-Length: abc\r\n\r\n", httpx.RemoteProtocolError),
    "bad chunk size": (CHUNKED + b"zz\r\nhello\r\n", httpx.RemoteProtocolError),
    "packed transfer": (
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        httpx.RemoteProtocolError,
    ),
    "folded header": (OK + b"X-A: b\r\n c\r\nContent-Length: 0\r\n\r\n", httpx.RemoteProtocolError),
    "101": (b"HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", httpx.RemoteProtocolError),
    "endless interim": (b"HTTP/1.1 102 Processing\r\n\r\n" * 50, httpx.RemoteProtocolError),
    "too many headers": (OK + b"X: y\r\n" * 300 + b"\r\n", httpx.RemoteProtocolError),
    "announced too large": (OK + b"Content-Length: 2000000\r\n\r\n", AnswerTooLarge),
    "too large": (OK + b"\r\n" + b"x" * 2_000_000, AnswerTooLarge),
    "chunked too large": (CHUNKED + (b"186a0\r\n" + b"x" * 100_000 + b"\r\n") * 20, AnswerTooLarge),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("name", GOOD)
async def test_good_answers_are_read(name: str) -> None:
    raw, status, content = GOOD[name]
    async with serving(raw) as server, httpx_client() as client:
        response = await client.get(server.url)
    assert (response.status_code, response.content) == (status, content)


@pytest.mark.asyncio
@pytest.mark.parametrize("name", GOOD)
async def test_good_answers_are_read_byte_by_byte(name: str) -> None:
    raw, status, content = GOOD[name]

    async def drip(asked: Asked) -> None:
        for at in range(len(raw)):
            asked.writer.write(raw[at : at + 1])
            await asked.writer.drain()
        asked.close()

    async with serving(drip) as server, httpx_client() as client:
        response = await client.get(server.url)
    assert (response.status_code, response.content) == (status, content)


@pytest.mark.asyncio
@pytest.mark.parametrize("name", BAD)
async def test_bad_answers_are_errors_that_leave_nothing_open(name: str) -> None:
    raw, error = BAD[name]
    async with serving(raw) as server, httpx_client(max_bytes=1_000_000) as client:
        with pytest.raises(error):
            await client.get(server.url)


@pytest.mark.asyncio
@pytest.mark.parametrize("name", GOOD)
async def test_answers_equal_those_of_stock_httpx(name: str) -> None:
    raw, status, content = GOOD[name]
    async with serving(raw) as server, httpx_client() as ours, httpx.AsyncClient(trust_env=False) as stock:
        mine = await ours.get(server.url)
        theirs = await stock.get(server.url)
    assert (mine.status_code, mine.content) == (theirs.status_code, theirs.content) == (status, content)
    assert mine.reason_phrase == theirs.reason_phrase
    assert mine.headers.raw == theirs.headers.raw


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "endless",
    [
        pytest.param([b"HTTP/1.1 200 "], id="reason"),
        pytest.param([OK, b"X-Long: "], id="one header"),
        pytest.param([CHUNKED, b"5\r\nhello\r\n0\r\nX-Trailer: "], id="trailer"),
        pytest.param([CHUNKED, b"5;x="], id="chunk extension"),
    ],
)
async def test_endless_heads_are_cut_off(endless: list[bytes]) -> None:
    async def script(asked: Asked) -> None:
        await asked.send(*endless)
        for _ in range(1000):
            await asked.send(b"a" * 4096)

    async with serving(script) as server, httpx_client() as client:
        with pytest.raises(httpx.RemoteProtocolError, match="headers"):
            await client.get(server.url)


@pytest.mark.asyncio
async def test_head_has_no_content_whatever_is_announced() -> None:
    async with (
        serving(lambda asked: asked.send(OK + b"Content-Length: 1000\r\nContent-Encoding: gzip\r\n\r\n")) as server,
        httpx_client() as client,
    ):
        for _ in range(3):
            response = await client.head(server.url)
            assert response.content == b""
            assert response.headers["content-length"] == "1000"
    assert server.connections == 1


@pytest.mark.asyncio
async def test_content_behind_the_answer_to_head_ends_the_connection() -> None:
    async with serving(lambda asked: asked.ok(b"surprise")) as server, httpx_client() as client:
        assert (await client.head(server.url)).status_code == 200
        assert (await client.get(server.url)).content == b"surprise"
    assert server.connections == 2


@pytest.mark.asyncio
async def test_a_limit_of_one_request_counts() -> None:
    async with serving(lambda asked: asked.ok(b"x" * 100)) as server, httpx_client() as client:
        with pytest.raises(AnswerTooLarge):
            await client.get(server.url, extensions={"max_bytes": 99})
        assert len((await client.get(server.url, extensions={"max_bytes": 100})).content) == 100
