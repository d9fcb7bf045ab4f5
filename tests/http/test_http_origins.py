"""Other sites' pages: refused unless the operator allows them, and never with cookies."""

from __future__ import annotations

import httpx
import pytest

from credloom.http.app import build
from credloom.settings import Settings
from tests.http.gateway import Gateway

pytestmark = pytest.mark.asyncio
ASKED = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}


async def asked(origin: str, *allowed: str) -> tuple[httpx.Response, httpx.Response]:
    """What a browser gets that asks for leave, and then sends the request."""
    app = build(Settings(allowed_origins=allowed), Gateway())
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://gw") as client:
        leave = await client.options("/graphql", headers={"origin": origin, **ASKED})
        answer = await client.post("/graphql", json={"query": "{ hello }"}, headers={"origin": origin})
    return leave, answer


async def test_no_other_site_may_ask_unless_it_is_allowed() -> None:
    for allowed in ((), ("https://app.example",)):
        for response in await asked("https://evil.example", *allowed):
            assert "access-control-allow-origin" not in response.headers
        assert (await asked("https://evil.example", *allowed))[0].status_code >= 400


@pytest.mark.parametrize(("allowed", "told"), [("https://app.example", "https://app.example"), ("*", "*")])
async def test_an_allowed_site_may_ask_without_cookies(allowed: str, told: str) -> None:
    leave, answer = await asked("https://app.example", "https://other.example", allowed)
    assert leave.status_code == 200
    assert "content-type" in leave.headers["access-control-allow-headers"]
    for response in (leave, answer):
        assert response.headers["access-control-allow-origin"] == told
        assert "access-control-allow-credentials" not in response.headers
    assert answer.json() == {"data": {"hello": "hello"}}
    assert "x-request-id" in answer.headers["access-control-expose-headers"]
    if allowed != "*":
        assert "Origin" in answer.headers["vary"]
