"""From the registry's wire into a real store and back out: what a refresh leaves behind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse

from credloom.connect.client import Client
from credloom.connect.registry import listing
from credloom.demo import registry_server
from credloom.demo.registry_payloads import registry_payloads
from credloom.demo.registry_state import Registry
from credloom.demo.world import world
from credloom.refresh.run import Result, refresh_source
from credloom.store import Store, open_store
from tests.connect.registry.registries import (
    Faulty,
    InProcess,
    Interrupt,
    ctid,
    filled,
    framework,
    payload,
    source,
)

Refresh = Callable[..., Awaitable[Result]]


def _with_store(folder: Path, registry: Registry, work: Callable[[Store, Refresh], Awaitable[None]]) -> None:
    """Do some work over a store and a way to refresh it from a registry."""

    async def run() -> None:
        store = open_store(folder, write=True)
        try:

            async def refresh(interrupt: Interrupt | None = None, **options: Any) -> Result:
                front = Faulty(registry_server.app(registry), interrupt)
                client = Client(transport=InProcess(front))
                try:
                    limits = options.pop("limits", {})
                    return await refresh_source(source(per_page=10, **limits), client, store, **options)
                finally:
                    await client.aclose()

            await work(store, refresh)
        finally:
            store.close()

    asyncio.run(run())


def _counts(result: Result) -> tuple[int, int, int, int]:
    assert result.problem is None, result.problem
    progress = result.progress
    return progress.added, progress.changed, progress.unchanged, progress.removed


def test_everything_then_what_changed_then_nothing(tmp_path: Path) -> None:
    registry = filled(35)

    async def work(store: Store, refresh: Refresh) -> None:
        assert _counts(await refresh()) == (35, 0, 0, 0)
        assert _counts(await refresh()) == (0, 0, 0, 0)
        registry.publish(payload(3, "Changed"))
        registry.publish(payload(99, "New"))
        registry.remove(ctid(4))
        assert _counts(await refresh()) == (1, 1, 0, 1)
        again = _counts(await refresh())
        assert (again[0], again[1], again[3]) == (0, 0, 0)
        assert _counts(await refresh(full=True)) == (0, 0, 35, 0)
        statuses = store.snapshot().sources()["registry"]
        assert (statuses.records, statuses.refused) == (35, 0)

    _with_store(tmp_path, registry, work)


def test_what_a_complete_listing_does_not_show_is_gone_and_a_large_drop_waits_for_a_word(tmp_path: Path) -> None:
    registry = filled(40)

    async def work(store: Store, refresh: Refresh) -> None:
        await refresh()
        for number in range(1, 4):
            registry.remove(ctid(number))
        registry.events.clear()  # an instance that tells of no deletes
        assert _counts(await refresh()) == (0, 0, 0, 0)
        assert _counts(await refresh(full=True))[3] == 3
        for number in range(4, 30):
            registry.remove(ctid(number))
        registry.events.clear()
        stopped = await refresh(full=True)
        assert "--accept-drop" in str(stopped.problem)
        assert store.snapshot().sources()["registry"].records == 37
        assert _counts(await refresh(accept_drop=True))[3] == 26
        assert store.snapshot().sources()["registry"].records == 11

    _with_store(tmp_path, registry, work)


def test_a_framework_that_drops_a_competency_drops_its_record(tmp_path: Path) -> None:
    registry = Registry([payload(1), framework(10, range(11, 16))])

    async def work(store: Store, refresh: Refresh) -> None:
        assert _counts(await refresh()) == (7, 0, 0, 0)
        registry.publish(framework(10, range(11, 14)))
        await refresh()
        found = store.snapshot().get_many([ctid(number) for number in (10, 13, 14)])
        assert [thing is not None for thing in found] == [True, True, False]
        registry.remove(ctid(10))
        await refresh()
        assert store.snapshot().get_many([ctid(10), ctid(11)]) == [None, None]

    _with_store(tmp_path, registry, work)


def test_what_cannot_be_read_any_more_is_refused_and_its_record_stays(tmp_path: Path) -> None:
    """Once at the envelope, once in the payload; the listing is complete all the same."""
    registry = filled(30)

    def spoil(request: Request) -> JSONResponse | None:
        if not request.url.path.endswith("/envelopes"):
            return None
        rows = [envelope.json() for envelope in registry.listed()]
        rows[3]["decoded_resource"] = 7
        rows[5]["decoded_resource"] = {**rows[5]["decoded_resource"], "@context": "https://elsewhere.example/context"}
        return JSONResponse(rows if request.query_params["page"] == "1" else [], headers={"X-Total": "30"})

    async def work(store: Store, refresh: Refresh) -> None:
        await refresh()
        registry.remove(ctid(1))
        registry.publish(payload(31))
        registry.events.clear()
        result = await refresh(spoil, full=True)
        assert (result.progress.refused, _counts(result)[3]) == (2, 1)
        found = store.snapshot().get_many([ctid(number) for number in range(1, 32)])
        assert [thing is None for thing in found] == [True] + [False] * 30
        refused = store.snapshot().refusals("registry")
        assert {refusal.ref for refusal in refused} == {ctid(28), ctid(26)}
        assert _counts(await refresh(full=True))[0] == 0
        assert store.snapshot().refusals("registry") == []

    _with_store(tmp_path, registry, work)


def test_a_refresh_that_was_stopped_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PORTION", 10)
    registry = filled(45)
    asked: list[str] = []

    def stop(request: Request) -> JSONResponse | None:
        asked.append(str(request.url))
        return JSONResponse({"errors": ["locked"]}, 503) if request.query_params.get("page") == "3" else None

    async def work(store: Store, refresh: Refresh) -> None:
        stopped = await refresh(stop)
        assert stopped.code == "SOURCE_UNAVAILABLE"
        assert store.snapshot().sources()["registry"].records == 20
        asked.clear()
        assert _counts(await refresh())[0] == 25
        status = store.snapshot().sources()["registry"]
        assert (status.records, status.problem) == (45, None)

    monkeypatch.setattr("credloom.refresh.run.PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("credloom.connect.retry.FIRST_PAUSE", 0.001)
    _with_store(tmp_path, registry, work)


def test_the_demonstration_s_world_is_read_whole(tmp_path: Path) -> None:
    registry = Registry(registry_payloads(world()))

    async def work(store: Store, refresh: Refresh) -> None:
        result = await refresh()
        assert result.problem is None
        assert (result.progress.done, result.progress.refused) == (len(registry), 0)
        keys = [str(envelope.ctid) for envelope in registry.listed()]
        assert all(thing is not None for thing in store.snapshot().get_many(keys))

    _with_store(tmp_path, registry, work)
