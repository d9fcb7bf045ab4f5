"""Links between competencies are brought up to date beside the writer's other work, once for each news."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from credloom.refresh import linking
from credloom.refresh.linking import Linking, link
from credloom.resolve import resolver
from credloom.store import open_store
from credloom.store.ports import Snapshot, Store
from tests.resolve import frameworks


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(tmp_path / "data", write=True)
    frameworks.write(made, "registry", [frameworks.trades()])
    yield made
    made.close()


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The epochs that were linked."""
    found: list[int] = []
    whole = linking.link

    def noted(snapshot: Snapshot, stopped: threading.Event | None = None) -> None:
        whole(snapshot, stopped)
        found.append(snapshot.epoch)

    monkeypatch.setattr(linking, "link", noted)
    return found


async def _rested(one: Linking) -> None:
    assert one._running is not None
    await one._running
    one._not_before = 0.0


@pytest.mark.asyncio
async def test_an_update_prepares_the_store_for_the_learned_resolver(store: Store) -> None:
    assert type(resolver(store.snapshot())).__name__ == "BasicResolver"
    work = Linking(store)
    work.go_on()
    await _rested(work)
    await work.stop()
    assert type(resolver(store.snapshot())).__name__ == "LearnedResolver"


@pytest.mark.asyncio
async def test_each_news_is_linked_once(store: Store, seen: list[int]) -> None:
    work = Linking(store)
    work.go_on()
    work.go_on()  # one runs already
    await _rested(work)
    work.go_on()  # nothing new
    assert len(seen) == 1
    frameworks.write(store, "state", [frameworks.state()])
    work.go_on()
    await _rested(work)
    assert len(seen) == 2
    assert seen[0] < seen[1]
    await work.stop()


@pytest.mark.asyncio
async def test_after_an_update_it_rests(store: Store, seen: list[int]) -> None:
    work = Linking(store)
    work.go_on()
    assert work._running is not None
    await work._running
    frameworks.write(store, "state", [frameworks.state()])
    work.go_on()
    await asyncio.sleep(0)
    assert len(seen) == 1
    await work.stop()


@pytest.mark.asyncio
async def test_a_stopped_one_leaves_the_rest_for_the_next_start(store: Store) -> None:
    work = Linking(store)
    work.go_on()
    await work.stop()
    again = Linking(store)
    again.go_on()
    await _rested(again)
    await again.stop()
    assert type(resolver(store.snapshot())).__name__ == "LearnedResolver"


def test_a_failure_is_told_and_ends_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("credloom.resolve.kept.linker.update", broken)
    link(store.snapshot())
    assert "competencies not linked" in caplog.text
