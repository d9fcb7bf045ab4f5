"""What a request carries, and where the secret may go."""

from __future__ import annotations

import httpx
import pytest

from credloom.connect.upstream import Upstream
from tests.connect.servers import asking, serving, source


@pytest.mark.parametrize(
    ("configured", "asked", "own"),
    [
        ("https://source.example/api", "https://source.example/other", True),
        ("https://source.example/api", "https://SOURCE.example:443/", True),
        ("https://source.example/api", "https://source.example:8443/", False),
        ("https://source.example/api", "http://source.example/", False),
        ("https://source.example/api", "https://api.source.example/", False),
        ("https://source.example/api", "https://source.example.evil.example/", False),
        ("http://source.example/api", "https://source.example/", True),
        ("http://source.example/api", "https://source.example:8443/", False),
        ("http://source.example:8080/api", "https://source.example/", False),
        ("file:///folder", "https://source.example/", False),
        ("http://[", "https://source.example/", False),
    ],
)
def test_the_secret_stays_with_its_host(configured: str, asked: str, own: bool) -> None:
    upstream = Upstream(source(configured, secret="s3cret"))
    request = upstream.request("GET", httpx.URL(asked), {"X-Mine": "1"})
    assert ("x-key" in request.headers) is own
    assert request.headers["x-mine"] == "1"


def test_headers_of_one_call_are_not_those_of_the_next() -> None:
    upstream = Upstream(source("https://source.example", secret="s3cret"))
    url = httpx.URL("https://source.example/")
    first = upstream.request("GET", url, {"ACCEPT": "text/csv", "x-key": "mine"})
    assert (first.headers["accept"], first.headers["x-key"]) == ("text/csv", "mine")
    assert len(first.headers.get_list("accept")) == 1
    second = upstream.request("GET", url, {})
    assert (second.headers["accept"], second.headers["x-key"]) == ("*/*", "s3cret")


@pytest.mark.asyncio
async def test_texts_that_are_not_ascii_are_sent_as_utf_8() -> None:
    async with serving(lambda asked: asked.ok()) as server, asking() as client:
        here = source(server.url, secret="schlüssel")
        await client.get(server.url, source=here, headers={"If-None-Match": '"ä"'})
    headers = {name: value.encode("latin-1").decode() for name, value in server.asked[0].headers.items()}
    assert headers["x-key"] == "schlüssel"
    assert headers["if-none-match"] == '"ä"'
