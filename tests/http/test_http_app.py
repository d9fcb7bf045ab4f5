"""The pipeline around the endpoints: ids, limits, headers, health, metrics, defects."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import httpx
import pytest

from credloom.http.app import build
from credloom.http.observe import HEADERS
from credloom.settings import Settings
from tests.http.gateway import SDL, Gateway

pytestmark = pytest.mark.asyncio


async def ask(client: httpx.AsyncClient, query: str) -> httpx.Response:
    return await client.post("/graphql", json={"query": query})


async def test_a_request_keeps_its_id_and_gets_one_where_it_has_none(client: httpx.AsyncClient) -> None:
    kept = await client.get("/health/live", headers={"x-request-id": "trace-12345"})
    assert kept.headers["x-request-id"] == "trace-12345"
    for odd in ("short", "x" * 65, "with space", 'quote"12345'):
        made = await client.get("/health/live", headers={"x-request-id": odd})
        assert len(made.headers["x-request-id"]) == 32


async def test_every_answer_has_safe_headers(client: httpx.AsyncClient) -> None:
    for path in ("/", "/graphiql", "/nowhere", "/health/live"):
        response = await client.get(path)
        assert {name: response.headers[name] for name in HEADERS} == HEADERS


async def test_unknown_paths_are_404_in_our_form(client: httpx.AsyncClient) -> None:
    response = await client.get("/nowhere")
    assert response.status_code == 404
    assert response.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_a_body_over_the_limit_is_413(client: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(300):
            yield b" " * 1024

    headers = {"content-type": "application/json"}
    stated = await client.post("/graphql", content=b" " * 262_145, headers=headers)
    streamed = await client.post("/graphql", content=chunks(), headers=headers)
    lying = await client.post("/graphql", content=b"{}", headers={**headers, "content-length": "-1"})
    for response in (stated, streamed, lying):
        assert response.status_code == 413
        assert response.json()["errors"][0]["extensions"]["code"] == "QUERY_TOO_LARGE"
    full = await client.post("/graphql", content=b'{"query": "{ hello }"}'.ljust(262_144), headers=headers)
    assert full.status_code == 200


async def test_a_deadline_covers_the_request(client: httpx.AsyncClient) -> None:
    response = await ask(client, "{ slow(seconds: 30) }")
    assert response.status_code == 504
    assert response.json()["errors"][0]["extensions"]["code"] == "DEADLINE_EXCEEDED"


async def test_more_than_may_be_worked_on_come_back_later(client: httpx.AsyncClient) -> None:
    busy = [asyncio.create_task(ask(client, "{ slow(seconds: 0.1) }")) for _ in range(3)]
    await asyncio.sleep(0.03)
    refused = await ask(client, "{ hello }")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert refused.json()["errors"][0]["extensions"]["code"] == "OVERLOADED"
    assert (await client.get("/health/ready")).status_code == 200
    assert {response.status_code for response in await asyncio.gather(*busy)} == {200}
    assert (await ask(client, "{ hello }")).status_code == 200


async def test_a_defect_tells_nothing_but_its_id(client: httpx.AsyncClient) -> None:
    response = await ask(client, "{ fail }")
    assert response.status_code == 500
    error = response.json()["errors"][0]
    assert error["extensions"] == {"code": "INTERNAL", "requestId": response.headers["x-request-id"]}
    assert "secret" not in response.text


async def test_one_log_line_a_request_without_its_query(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "credloom.http"):
        await client.get("/graphql?query={hello}")
        await client.get("/health/live")
    assert [record.getMessage() for record in caplog.records] == ["request"]
    assert vars(caplog.records[0])["path"] == "/graphql"
    assert "hello" not in str(vars(caplog.records[0]))


async def test_live_and_ready(client: httpx.AsyncClient, gateway: Gateway) -> None:
    assert (await client.get("/health/live")).json()["status"] == "ok"
    assert (await client.get("/health/ready")).status_code == 200
    gateway.reason = "The store is being opened."
    response = await client.get("/health/ready")
    assert (response.status_code, response.json()["reason"]) == (503, "The store is being opened.")
    assert (await client.get("/health/live")).status_code == 200


async def test_metrics_count_requests_and_show_sources(client: httpx.AsyncClient, gateway: Gateway) -> None:
    await ask(client, "{ hello }")
    await client.get("/nowhere/1")
    response = await client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'credloom_http_requests_total{method="POST",path="/graphql",status="200"} 1.0' in response.text
    assert 'credloom_http_requests_total{method="GET",path="other",status="404"} 1.0' in response.text
    assert 'credloom_http_request_seconds_count{path="/graphql"} 1.0' in response.text
    assert 'credloom_operations_total{by="plan"} 1.0' in response.text
    assert 'credloom_source_records{source="onet"} 1016.0' in response.text
    assert 'credloom_source_state{source="new",state="NEVER_LOADED"} 1.0' in response.text
    assert 'credloom_source_age_seconds{source="onet"} 90' in response.text
    assert 'credloom_source_age_seconds{source="new"}' not in response.text
    gateway.reason = "closed"
    assert "credloom_source_records" not in (await client.get("/metrics")).text


async def test_the_schema_is_a_file(client: httpx.AsyncClient) -> None:
    response = await client.get("/schema.graphql")
    assert response.text == SDL
    assert response.headers["content-type"] == "application/graphql; charset=utf-8"


async def test_pages_and_assets(client: httpx.AsyncClient) -> None:
    for path, words in (("/", "woven into one graph"), ("/graphiql", "Query the graph")):
        page = await client.get(path)
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert words in page.text
        assert "<script>" not in page.text
        assert "style=" not in page.text
        for asset in {part.split('"')[0] for part in page.text.split('="/assets/')[1:]}:
            found = await client.get(f"/assets/{asset}")
            assert found.status_code == 200
            again = await client.get(f"/assets/{asset}", headers={"if-none-match": found.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
    assert (await client.get("/assets/style.css")).headers["content-type"].startswith("text/css")
    for path in ("start.html", "record.py", "../app.py", "%2e%2e/app.py", "nothing.css", ""):
        assert (await client.get(f"/assets/{path}")).status_code == 404


async def test_production_has_no_query_page(gateway: Gateway) -> None:
    app = build(Settings(production=True), gateway)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gw.example") as client:
        assert (await client.get("/graphiql")).status_code == 404
        assert (await client.get("/")).status_code == 200
