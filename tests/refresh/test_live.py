"""Refresh, then answer: a Registry over a real socket, the writer beside it, and what the reports say."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import uvicorn

from credloom.cache import open_cache
from credloom.cli.serving import address_of, listen
from credloom.connect.client import Client
from credloom.demo import registry_server
from credloom.refresh.drain import drain
from credloom.refresh.inbox import Inbox
from credloom.refresh.live import Live
from credloom.refresh.ports import Report
from credloom.sources.catalogue import load
from credloom.sources.manifest import Source
from credloom.store import open_store
from credloom.store.ports import SearchQuery

pytestmark = pytest.mark.asyncio
CTID = "ce-00000000-0000-4000-8000-0000000000{:02}"
KEY = "credential-registry"


def payload(number: int, name: str) -> dict[str, Any]:
    address = f"https://credentialengineregistry.org/resources/{CTID.format(number)}"
    node = {
        "@id": address,
        "@type": "ceterms:Certificate",
        "ceterms:ctid": CTID.format(number),
        "ceterms:name": {"en-US": name},
    }
    return {"@context": "https://credreg.net/ctdl/schema/context/json", "@id": address, "@graph": [node]}


class _Server(uvicorn.Server):
    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


class Counted:
    """The Registry's stand-in, which counts, and stalls when told."""

    def __init__(self) -> None:
        self.app = registry_server.app([payload(1, "Welding Certificate"), payload(2, "Baking Certificate")], key="k")
        self.asked = 0
        self.stall = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        self.asked += 1
        await asyncio.sleep(self.stall)
        await self.app(scope, receive, send)


class Place:
    """A live gateway's parts over one Registry."""

    live: Live
    registry: Counted

    def found(self, text: str) -> int:
        return self.store.snapshot().search(SearchQuery(kind="Credential", text=text)).total

    async def start(self, folder: Path) -> None:
        self.registry = Counted()
        listening = listen("127.0.0.1", 0)
        base = address_of(listening)
        config = uvicorn.Config(self.registry, log_config=None, access_log=False, lifespan="off")
        self.server = _Server(config)
        self.serving = asyncio.create_task(self.server.serve([listening]))
        env = {
            "CREDLOOM_SOURCE_CREDENTIAL_REGISTRY_URL": base,
            "CREDLOOM_SOURCE_CREDENTIAL_REGISTRY_ASSISTANT_URL": f"{base}{registry_server.ASSISTANT}",
            "CREDLOOM_SOURCE_CREDENTIAL_REGISTRY_KEY": "k",
        }
        sources = load(enabled=[KEY], env=env).sources
        self.client = Client(allow_private=True)
        self.store, self.inbox = open_store(folder, write=True), Inbox(folder)
        self.cache = open_cache("memory")
        self.live = Live(sources, self.client, self.store, self.inbox, self.cache)
        self.writing = asyncio.create_task(self._write(sources))

    async def _write(self, sources: Mapping[str, Source]) -> None:
        """The writer without its schedule: nothing but what was asked for comes into the store."""
        while True:
            drain(self.inbox, self.store, sources)
            await asyncio.sleep(0.01)

    async def end(self) -> None:
        self.writing.cancel()
        await asyncio.gather(self.writing, return_exceptions=True)
        await self.cache.aclose()
        await self.client.aclose()
        self.server.should_exit = True
        await self.serving
        self.inbox.close()
        self.store.close()


@pytest_asyncio.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    found = Place()
    await found.start(tmp_path)
    yield found
    await found.end()


def only(reports: tuple[Report, ...]) -> Report:
    [found] = reports
    return found


async def test_a_search_brings_what_the_store_lacks(place: Place) -> None:
    assert place.found("welding") == 0
    outcome = await place.live.search("Credential", "welding", wait=10)
    report = only(outcome.reports)
    assert (report.state, report.code, outcome.changed) == ("FRESH", None, True)
    assert place.found("welding") == 1
    asked = place.registry.asked
    again = await place.live.search("Credential", "  Welding ", wait=10)
    assert place.registry.asked == asked
    assert (only(again.reports).as_of, again.changed) == (report.as_of, False)


async def test_many_who_ask_at_once_are_served_by_one_call(place: Place) -> None:
    await place.live.search("Credential", "baking", wait=10)
    once = place.registry.asked
    place.registry.asked = 0
    await asyncio.gather(*(place.live.search("Credential", "welding", wait=10) for _ in range(20)))
    assert place.registry.asked == once


async def test_the_newest_is_asked_for_again_and_its_age_is_true(place: Place) -> None:
    await place.live.search("Credential", "welding", max_age=0, wait=10)
    asked = place.registry.asked
    await asyncio.sleep(2.1)
    report = only((await place.live.search("Credential", "welding", max_age=0, wait=10)).reports)
    assert place.registry.asked > asked
    assert report.age_seconds == 0


async def test_a_look_up_of_unknown_keys(place: Place) -> None:
    outcome = await place.live.lookup([CTID.format(1), CTID.format(77)], wait=10)
    assert outcome.changed
    assert [thing is not None for thing in place.store.snapshot().get_many([CTID.format(1), CTID.format(77)])] == [
        True,
        False,
    ]
    asked = place.registry.asked
    assert not (await place.live.lookup([CTID.format(77)], wait=10)).changed
    assert place.registry.asked == asked
    assert (await place.live.lookup([], wait=10)).reports == ()


async def test_a_source_that_stalls_costs_the_wait_and_no_more(place: Place) -> None:
    place.registry.stall = 2
    began = time.monotonic()
    outcome = await place.live.search("Credential", "welding", wait=0.2)
    assert time.monotonic() - began < 1.5
    report = only(outcome.reports)
    assert (report.state, report.code, outcome.changed) == ("TIMED_OUT", "SOURCE_TIMEOUT", False)


async def test_nothing_is_asked_without_words_or_of_a_source_that_cannot_hold_it(place: Place) -> None:
    for text, sources in ((None, None), ("  ", None), ("welding", ["onet"])):
        await place.live.search("Credential", text, wait=1, sources=sources)
    assert place.registry.asked == 0
    assert place.live.states()[KEY].state == "NEVER_LOADED"
