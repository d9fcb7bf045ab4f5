"""A long listing, whose records are made in a second process: the same store as without it, whatever happens to it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sqlite3
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future
from contextlib import aclosing, closing, nullcontext
from pathlib import Path
from typing import Any

import msgspec
import pytest

from credloom.connect.client import Client
from credloom.connect.reader import Harvest
from credloom.connect.registry import RegistryReader
from credloom.demo import registry_server
from credloom.demo.registry_payloads import registry_payloads
from credloom.demo.registry_state import Registry
from credloom.demo.world import world
from credloom.errors import SourceUnavailable
from credloom.model.record import Document
from credloom.normalise import Normalised
from credloom.refresh import making
from credloom.refresh.making import Maker, portions
from credloom.refresh.run import Result, refresh_source
from credloom.store import open_store
from tests.connect.registry.registries import InProcess, source


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one core, too, a second process makes the same."""
    monkeypatch.setattr(making, "cores", lambda: 2)


@pytest.fixture(scope="module")
def registry() -> Registry:
    """The demo's registry."""
    return Registry(registry_payloads(world()))


def _refreshed(folder: Path, registry: Registry) -> Result:
    async def run() -> Result:
        client = Client(transport=InProcess(registry_server.app(registry)))
        store = open_store(folder, write=True)
        try:
            return await refresh_source(source(per_page=20), client, store)
        finally:
            store.close()
            await client.aclose()

    return asyncio.run(run())


def _kept(folder: Path) -> list[list[Any]]:
    """What a store shows, what it was told, and how things are linked: without numbers and times of its own."""
    with closing(sqlite3.connect(next(folder.glob("*.sqlite")))) as db:
        return [
            sorted(db.execute(statement))
            for statement in (
                "SELECT key, kind, thing, outcomes FROM entity WHERE thing IS NOT NULL",
                """SELECT n.key, r.type, r.hash, r.modified, d.ref FROM record r JOIN name n ON n.id = r.name
                JOIN document d ON d.id = r.document""",
                """SELECT e.key, r.name, n.key, l.kind FROM link l JOIN entity e ON e.id = l.subject
                JOIN relation r ON r.id = l.relation JOIN name n ON n.id = l.object""",
            )
        ]


def test_a_second_process_makes_the_same_store(
    tmp_path: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = _refreshed(tmp_path / "here", registry)
    monkeypatch.setattr(making, "LONG", 50)
    there = _refreshed(tmp_path / "there", registry)
    assert here.problem is None
    assert there.progress == here.progress
    assert there.progress.added > 500
    assert _kept(tmp_path / "there") == _kept(tmp_path / "here")


def _listed(registry: Registry) -> list[Harvest]:
    async def run() -> list[Harvest]:
        client = Client(transport=InProcess(registry_server.app(registry)))
        try:
            reader = RegistryReader(source(per_page=20), client)
            return [harvest async for harvest in reader.harvest(None, full=True)]
        finally:
            await client.aclose()

    return asyncio.run(run())


def _made(harvests: list[Harvest], failure: Exception | None = None) -> list[tuple[Harvest, Normalised]]:
    """The portions of some harvests, and of a source that fails behind them."""

    async def listing() -> AsyncIterator[Harvest]:
        for harvest in harvests:
            yield harvest
        if failure is not None:
            raise failure

    async def run() -> list[tuple[Harvest, Normalised]]:
        found: list[tuple[Harvest, Normalised]] = []
        with pytest.raises(type(failure)) if failure is not None else nullcontext():
            async with aclosing(portions(source(), listing())) as made:
                async for portion in made:
                    found.append(portion)  # noqa: PERF401  what came before a failure is looked at too
        return found

    return asyncio.run(run())


def test_what_was_read_before_a_failure_is_given_first(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "LONG", 1)
    harvests = [harvest for harvest in _listed(registry) if harvest.documents]
    found = _made(harvests, SourceUnavailable("gone"))
    assert [one.ref for harvest, _ in found for one in harvest.documents] == [
        one.ref for harvest in harvests for one in harvest.documents
    ]
    assert found[-1][0].checkpoint == harvests[-1].checkpoint
    assert all(record.shown is not None for _, made in found for record in made.records)


def test_portions_are_joined_but_not_over_what_was_removed(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "LONG", 1)
    documents = [document for harvest in _listed(registry) for document in harvest.documents]
    parts = [Harvest(documents=documents[start : start + 20]) for start in range(0, 80, 20)]
    parts[2] = msgspec.structs.replace(parts[2], removed=("ce-gone",))
    found = _made(parts)
    assert [len(harvest.documents) for harvest, _ in found] == [40, 20, 20]
    assert [len(made.records) >= len(harvest.documents) for harvest, made in found] == [True, True, True]
    assert [harvest.removed for harvest, _ in found] == [(), ("ce-gone",), ()]


def test_records_are_made_here_where_the_process_dies(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    started: list[Maker] = []

    class Dying(Maker):
        def make(self, documents: Sequence[Document]) -> Future[Normalised]:
            made = super().make(documents)
            if not started:
                started.append(self)
                made.result()
                assert self.process.pid is not None
                os.kill(self.process.pid, signal.SIGKILL)
            return made

    monkeypatch.setattr(making, "LONG", 1)
    monkeypatch.setattr(making, "Maker", Dying)
    harvests = _listed(registry)
    with caplog.at_level(logging.WARNING):  # another test may have left a higher one
        found = _made(harvests)
    assert sum(len(made.records) for _, made in found) > 500
    assert any(record.shown is None for _, made in found for record in made.records)
    assert "records are made without a second process" in caplog.text
