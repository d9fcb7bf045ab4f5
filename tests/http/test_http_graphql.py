"""GraphQL over HTTP: media types, statuses, and everything that is refused before it is parsed."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

OVER_HTTP = "application/graphql-response+json"
pytestmark = pytest.mark.asyncio


async def post(client: httpx.AsyncClient, body: Any, **headers: str) -> httpx.Response:
    return await client.post("/graphql", json=body, headers=headers)


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        (OVER_HTTP, OVER_HTTP),
        ("application/json", "application/json"),
        (f"{OVER_HTTP}, application/json;q=0.9", OVER_HTTP),
        (f"application/json;q=0.1, {OVER_HTTP};q=0.2", OVER_HTTP),
        ("text/html, */*;q=0.1", "application/json"),
        (f"application/json;q=0, {OVER_HTTP};q=0.1", OVER_HTTP),
        ("application/json;q=x, */*", OVER_HTTP),
    ],
)
async def test_the_media_type_is_negotiated(client: httpx.AsyncClient, accept: str | None, media: str) -> None:
    client.headers.pop("accept")
    response = await post(client, {"query": "{ hello }"}, **({"accept": accept} if accept else {}))
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{media}; charset=utf-8"
    assert response.json() == {"data": {"hello": "hello"}}


async def test_what_cannot_be_sent_is_406(client: httpx.AsyncClient) -> None:
    response = await post(client, {"query": "{ hello }"}, accept="image/png")
    assert response.status_code == 406
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("query", ["{ hello", "{ unknown }", "query Q($a: ID!) { hello }"])
async def test_a_query_that_cannot_run_is_200_or_400_by_media_type(client: httpx.AsyncClient, query: str) -> None:
    assert (await post(client, {"query": query}, accept="application/json")).status_code == 200
    refused = await post(client, {"query": query}, accept=OVER_HTTP)
    assert refused.status_code == 400
    assert "data" not in refused.json()


@pytest.mark.parametrize(
    "body",
    [
        {"notquery": "x"},
        {"query": {"obj": "ect"}},
        {"query": 0},
        {"query": False},
        {"query": ["array"]},
        {"query": "  "},
        {"query": "{ hello }", "operationName": {"obj": "ect"}},
        {"query": "{ hello }", "operationName": 0},
        {"query": "{ hello }", "variables": "string"},
        {"query": "{ hello }", "variables": ["array"]},
        {"query": "{ hello }", "extensions": False},
        [{"query": "{ hello }"}],
        "text",
    ],
)
@pytest.mark.parametrize("accept", ["application/json", OVER_HTTP])
async def test_parameters_of_the_wrong_type_are_400(client: httpx.AsyncClient, body: Any, accept: str) -> None:
    response = await post(client, body, accept=accept)
    assert response.status_code == 400
    assert response.headers["content-type"].startswith(accept)
    error = response.json()["errors"][0]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "requestId": response.headers["x-request-id"]}


async def test_nulls_and_maps_are_parameters(client: httpx.AsyncClient) -> None:
    body = {
        "query": "query A { hello } query B { b: hello }",
        "operationName": "B",
        "variables": None,
        "extensions": {"x": 1},
    }
    assert (await post(client, body)).json() == {"data": {"b": "hello"}}


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        "application/json; charset=latin-1",
    ],
)
async def test_only_json_may_be_posted(client: httpx.AsyncClient, content_type: str) -> None:
    headers = {"content-type": content_type} if content_type else {}
    response = await client.post("/graphql", content=b'{"query": "{ hello }"}', headers=headers)
    assert response.status_code == 415


async def test_bodies_that_are_no_json(client: httpx.AsyncClient) -> None:
    deep = b'{"query": "{ hello }", "variables": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}"
    for body in (b"", b'{ "not a JSON', b"\xff\xfe", b"[" * 100_000, deep[:200_000]):
        response = await client.post("/graphql", content=body, headers={"content-type": "application/json"})
        assert response.status_code == 400


async def test_get_asks_and_never_changes(client: httpx.AsyncClient) -> None:
    asked = await client.get(
        "/graphql", params={"query": "query A { hello } query B { b: hello }", "operationName": "B"}
    )
    assert (asked.status_code, asked.json()) == (200, {"data": {"b": "hello"}})
    values = {"query": "query($s: Float!) { slow(seconds: $s) }", "variables": '{"s": 0}', "extensions": "{}"}
    assert float((await client.get("/graphql", params=values)).json()["data"]["slow"]) <= 0.4
    for accept in ("application/json", OVER_HTTP):
        refused = await client.get("/graphql", params={"query": "mutation { change }"}, headers={"accept": accept})
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert (await client.get("/graphql", params={"query": "{ hello }", "variables": "{"})).status_code == 400
    assert (await client.get("/graphql")).status_code == 400
    assert (await post(client, {"query": "mutation { change }"})).json() == {"data": {"change": "changed"}}


async def test_other_methods_are_405(client: httpx.AsyncClient) -> None:
    response = await client.put("/graphql", json={"query": "{ hello }"})
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("path", ["/graphql/", "//graphql", "/graphql//"])
async def test_slashes_never_redirect(client: httpx.AsyncClient, path: str) -> None:
    response = await client.post(f"http://gw.example{path}", json={"query": "{ hello }"})
    assert (response.status_code, response.json()) == (200, {"data": {"hello": "hello"}})
