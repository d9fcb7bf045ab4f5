"""A client of the application over the test gateway."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from credloom.http.app import build
from credloom.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))
from tests.http.gateway import Gateway

SETTINGS = Settings(deadline_ms=400, max_concurrent_requests=3)


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest_asyncio.fixture
async def client(gateway: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    app = build(SETTINGS, gateway)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://gw.example") as it,
    ):
        yield it
    assert not gateway.running
