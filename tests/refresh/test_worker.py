"""The writer's loop over a real store: schedule, requests, inbox; what the store refuses never ends it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from credloom.connect.client import Client
from credloom.errors import StoreFull
from credloom.refresh import worker as module
from credloom.refresh.inbox import Inbox, Learned, RefreshRequest
from credloom.refresh.run import Result
from credloom.refresh.schedule import JITTER, RETRY_SECONDS, due_at, plan
from credloom.refresh.worker import Worker
from credloom.sources.catalogue import load
from credloom.sources.manifest import Source
from credloom.store import open_store
from credloom.store.ports import Batch, SourceStatus, Store, Written
from tests.cli.conftest import CATALOG, ROWS

AT = datetime(2026, 11, 3, tzinfo=UTC)


class Place:
    """A data directory with one source over a file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "programs.csv"
        self.file.write_text(ROWS, encoding="utf-8")
        connector = folder / "connectors" / "elsewhere"
        connector.mkdir(parents=True)
        (connector / "manifest.toml").write_text(CATALOG.format(url=self.file.as_uri()), encoding="utf-8")
        self.sources = load([connector.parent], enabled=["elsewhere"], env={}).sources
        self.store: Store = open_store(folder / "data", write=True)
        self.inbox = Inbox(folder / "data")

    @property
    def source(self) -> Source:
        return self.sources["elsewhere"]

    def status(self) -> SourceStatus:
        return self.store.snapshot().sources().get("elsewhere", SourceStatus(source="elsewhere"))

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        client, stop = Client(), asyncio.Event()
        running = asyncio.create_task(Worker(self.sources, client, self.store, self.inbox).run(stop))
        try:
            yield
            assert not running.done(), running
        finally:
            stop.set()
            await running
            await client.aclose()


@pytest_asyncio.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    found = Place(tmp_path)
    yield found
    found.inbox.close()
    found.store.close()


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110  what is waited for is written by SQLite
            await asyncio.sleep(0.01)


@pytest.mark.asyncio
async def test_what_was_never_read_is_read_at_once_and_only_then_again_when_due(place: Place) -> None:
    async with place.working():
        await until(lambda: place.status().last_refreshed_at)
    assert place.status().records == 3
    first = place.status().last_attempt_at
    async with place.working():
        await asyncio.sleep(0.2)
    assert place.status().last_attempt_at == first


@pytest.mark.asyncio
async def test_a_request_is_answered_with_progress_and_results(place: Place) -> None:
    async with place.working():
        await until(lambda: place.status().last_refreshed_at)
        place.file.write_text(ROWS + "4,Baking,12.0501\n", encoding="utf-8")
        number = place.inbox.ask(RefreshRequest(sources=("elsewhere", "switched-off")))
        await until(lambda: place.inbox.request_state(number)[0] == "done")
    told = place.inbox.request_state(number)[1]
    assert told is not None
    results = msgspec.json.decode(told, type=list[Result])
    assert [(result.progress.source, result.progress.added) for result in results] == [("elsewhere", 1)]
    assert place.inbox.next_request() is None


@pytest.mark.asyncio
async def test_a_source_that_fails_is_noted_and_the_loop_goes_on(place: Place) -> None:
    place.file.unlink()
    async with place.working():
        await until(lambda: place.status().problem)
        number = place.inbox.put(Learned("elsewhere", ()))
        await until(lambda: place.inbox.drained() >= number)
    assert place.status().problem_code == "NOT_FOUND"


@pytest.mark.asyncio
async def test_a_full_disk_loses_nothing_and_ends_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "UNWRITTEN_SECONDS", 0.1)
    write, full = place.store.write, True

    def refuses(batch: Batch) -> Written:
        if full:
            raise StoreFull("There is no room left.")
        return write(batch)

    monkeypatch.setattr(place.store, "write", refuses)
    number = place.inbox.put(Learned("elsewhere", ()))
    async with place.working():
        asked = place.inbox.ask(RefreshRequest())
        await until(lambda: place.inbox.request_state(asked)[0] == "done")
        told = place.inbox.request_state(asked)[1]
        assert told is not None
        assert msgspec.json.decode(told, type=list[Result])[0].code == "STORE_UNAVAILABLE"
        assert [kept for kept, _ in place.inbox.take()] == [number]
        full = False
        await until(lambda: place.inbox.drained() >= number)
        again = place.inbox.ask(RefreshRequest())
        await until(lambda: place.inbox.request_state(again)[0] == "done")
    assert place.status().records == 3


@pytest.mark.asyncio
async def test_a_defect_is_told_without_its_text(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> int:
        raise ZeroDivisionError("hunter2")

    monkeypatch.setattr(place.store, "begin", broken)
    async with place.working():
        asked = place.inbox.ask(RefreshRequest())
        await until(lambda: place.inbox.request_state(asked)[0] == "done")
    told = place.inbox.request_state(asked)[1]
    assert told is not None
    assert b"INTERNAL" in told
    assert b"hunter2" not in told


def test_due_times_are_spread_and_sooner_after_a_failure(place_source: Source) -> None:
    rng = random.Random(1)
    every = float(place_source.manifest.fetch.every_seconds)
    good = SourceStatus(source="elsewhere", last_attempt_at=AT, last_refreshed_at=AT)
    bad = msgspec.structs.replace(good, problem_code="SOURCE_TIMEOUT")
    waits = [(due_at(place_source, good, AT, rng) - AT).total_seconds() for _ in range(200)]
    assert every * (1 - JITTER) <= min(waits) < max(waits) <= every * (1 + JITTER)
    assert max(waits) - min(waits) > every * JITTER
    assert due_at(place_source, bad, AT, rng) - AT <= timedelta(seconds=RETRY_SECONDS * (1 + JITTER))
    assert due_at(place_source, None, AT, rng) == AT
    assert plan([place_source], {}, AT, rng) == [(AT, place_source)]


@pytest.fixture
def place_source(tmp_path: Path) -> Source:
    connector = tmp_path / "connectors" / "elsewhere"
    connector.mkdir(parents=True)
    (connector / "manifest.toml").write_text(CATALOG.format(url="https://x.example/a.csv"), encoding="utf-8")
    return load([connector.parent], enabled=["elsewhere"], env={}).sources["elsewhere"]


def test_requests_survive_the_writer_that_took_them(tmp_path: Path) -> None:
    """One that was running when a writer died is taken up by the next."""
    inbox = Inbox(tmp_path)
    number = inbox.ask(RefreshRequest(full=True))
    inbox.report(number, "running", b"{}")
    inbox.close()
    again = Inbox(tmp_path)
    taken = again.next_request()
    assert taken is not None
    assert (taken[0], taken[1].full, list(taken[1].sources)) == (number, True, [])
    again.report(number, "done", b"[]")
    assert again.next_request() is None
    assert again.request_state(number + 1) == ("gone", None)
    again.close()
