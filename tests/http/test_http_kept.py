"""Answers that are given again, over HTTP: to POST and GET, to browsers, CDNs and whoever asks in other words."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import zstandard
from starlette.testclient import TestClient

from credloom.http.app import build
from credloom.settings import Settings
from tests.http.gateway import Gateway

HELLO = {"query": "{ hello }"}
GET = "/graphql?" + urlencode(HELLO)


@pytest.fixture
def gateway() -> Gateway:
    found = Gateway()
    found.fresh_for = 100.0
    return found


@pytest.fixture
def client(gateway: Gateway) -> Iterator[TestClient]:
    with TestClient(build(Settings(), gateway)) as client:
        client.headers.pop("accept-encoding")
        yield client


def test_a_request_that_came_before_is_not_run_again(client: TestClient, gateway: Gateway) -> None:
    first, second = (client.post("/graphql", json=HELLO) for _ in range(2))
    assert gateway.executed == 1
    assert first.content == second.content
    assert first.headers["cache-control"] == second.headers["cache-control"] == "no-store"
    assert second.headers["content-type"] == "application/json; charset=utf-8"
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert second.headers["x-content-type-options"] == "nosniff"


def test_the_same_operation_in_other_words_is_not_run_again(client: TestClient, gateway: Gateway) -> None:
    client.post("/graphql", json={**HELLO, "variables": {"a": 1, "b": 2}})
    client.post("/graphql", json={"variables": {"b": 2, "a": 1}, **HELLO})
    assert gateway.executed == 1
    client.post("/graphql", json={"variables": {"b": 2, "a": 2}, **HELLO})
    client.post("/graphql", json={**HELLO, "operationName": "x"})
    assert gateway.executed == 3


def test_get_and_post_share_answers(client: TestClient, gateway: Gateway) -> None:
    assert client.post("/graphql", json=HELLO).json() == client.get(GET).json()
    assert gateway.executed == 1


def test_both_media_types_are_answered_as_asked(client: TestClient, gateway: Gateway) -> None:
    for media in ("application/json", "application/graphql-response+json") * 2:
        answered = client.post("/graphql", json=HELLO, headers={"accept": media})
        assert answered.headers["content-type"].startswith(media)
    assert gateway.executed == 1


def test_a_refresh_ends_what_was_kept(client: TestClient, gateway: Gateway) -> None:
    client.post("/graphql", json=HELLO)
    gateway.at_epoch += 1
    client.post("/graphql", json=HELLO)
    assert gateway.executed == 2


def test_errors_and_what_ages_at_once_are_not_kept(client: TestClient, gateway: Gateway) -> None:
    for _ in range(2):
        assert "errors" in client.post("/graphql", json={"query": "{ nope }"}).json()
    assert gateway.executed == 2
    gateway.fresh_for = 0.0
    for _ in range(2):
        answered = client.get(GET)
        assert answered.headers["cache-control"] == "no-store"
        assert "etag" not in answered.headers
    assert gateway.executed == 4


def test_a_cdn_may_keep_it_for_a_moment_and_ask_again(client: TestClient, gateway: Gateway) -> None:
    first = client.get(GET)
    assert first.headers["cache-control"] == "public, max-age=10"
    assert first.headers["vary"] == "accept, accept-encoding"
    for stated in (first.headers["etag"], f'W/{first.headers["etag"]}, "other"', "*"):
        second = client.get(GET, headers={"if-none-match": stated})
        assert (second.status_code, second.content) == (304, b"")
        assert second.headers["etag"] == first.headers["etag"]
        assert second.headers["cache-control"] == "public, max-age=10"
    assert client.get(GET, headers={"if-none-match": '"other"'}).status_code == 200
    gateway.at_epoch += 1
    assert client.get(GET, headers={"if-none-match": first.headers["etag"]}).status_code == 304  # the same again
    assert gateway.executed == 2


def test_a_caller_with_credentials_gets_nothing_that_a_cdn_may_share(client: TestClient) -> None:
    assert client.get(GET, headers={"authorization": "Bearer x"}).headers["cache-control"] == "private, max-age=10"


def test_a_shorter_freshness_is_told(client: TestClient, gateway: Gateway) -> None:
    gateway.fresh_for = 3.5
    assert client.get(GET).headers["cache-control"] == "public, max-age=3"


@pytest.mark.parametrize("wanted", ["gzip", "br", "zstd"])
@pytest.mark.parametrize("fresh_for", [0.0, 100.0])
def test_bodies_are_compressed_as_a_client_asks(
    client: TestClient, gateway: Gateway, wanted: str, fresh_for: float
) -> None:
    gateway.fresh_for = fresh_for
    long = {"query": "{ " + " ".join(f"hello{n}: hello" for n in range(100)) + " }"}
    plain = client.post("/graphql", json=long)
    assert "content-encoding" not in plain.headers
    for _ in range(2):
        packed = client.post("/graphql", json=long, headers={"accept-encoding": wanted})
        assert packed.headers["content-encoding"] == wanted
        assert int(packed.headers["content-length"]) < len(plain.content) / 2
        assert (unpacked(packed.content) if wanted == "zstd" else packed.content) == plain.content


def unpacked(body: bytes) -> bytes:
    """The test client knows all codings but this one."""
    return zstandard.ZstdDecompressor().decompress(body, max_output_size=1 << 20)


def test_two_accept_fields_are_not_the_last_of_them(client: TestClient) -> None:
    """What one client was answered by its first field is not the answer to another who sent only the second."""
    two = [("accept", "application/graphql-response+json"), ("accept", "application/json")]
    client.post("/graphql", json=HELLO, headers=two)
    one = client.post("/graphql", json=HELLO, headers={"accept": "application/json"})
    assert one.headers["content-type"].startswith("application/json")


def test_without_room_everything_is_run(gateway: Gateway) -> None:
    with TestClient(build(Settings(response_cache_bytes=0), gateway)) as client:
        for _ in range(2):
            assert client.post("/graphql", json=HELLO).status_code == 200
            assert client.get(GET).headers["cache-control"] == "public, max-age=10"
    assert gateway.executed == 4


def test_a_post_that_is_no_json_is_refused_though_its_body_came_before(client: TestClient) -> None:
    body = b'{"query": "{ hello }"}'
    assert client.post("/graphql", content=body, headers={"content-type": "application/json"}).status_code == 200
    assert client.post("/graphql", content=body, headers={"content-type": "text/plain"}).status_code == 415


def test_hits_are_counted_as_requests_of_the_endpoint(client: TestClient) -> None:
    for _ in range(3):
        client.post("/graphql", json=HELLO)
    assert 'credloom_http_requests_total{method="POST",path="/graphql",status="200"} 3.0' in client.get("/metrics").text
