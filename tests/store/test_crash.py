"""A writer that is killed at any moment loses nothing that it acknowledged, and never leaves a mixture."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from credloom.store import open_store
from credloom.store.ports import SearchQuery, Snapshot
from tests.store.make import REGISTRY, ctid
from tests.store.writer_process import SIZE

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def writing(folder: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    """A writer's process that has opened the store."""
    command = [sys.executable, "-m", "tests.store.writer_process", str(folder), *more]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        try:
            yield process
        finally:
            process.kill()


def check(snapshot: Snapshot) -> int:
    """Whole batches only, and database, index and checkpoint of one epoch; returns how many batches there are."""
    status = snapshot.sources().get(REGISTRY)
    if status is None:
        return 0
    assert status.checkpoint is not None
    batches = int(status.checkpoint) + 1
    query = SearchQuery(kind="Credential", text="batch", first=1)
    assert snapshot.search(query).total == batches * SIZE == status.records
    assert snapshot.search(SearchQuery(kind="Credential", text="old", first=1)).total == (batches - 1) * SIZE
    newest = snapshot.get_many([ctid(f"{batches - 1} {place}") for place in range(SIZE)])
    assert {thing.names[0].value for thing in newest if thing} == {f"batch {batches - 1}"}
    assert snapshot.get_many([ctid(f"{batches} 0")]) == [None]
    return batches


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    with writing(tmp_path) as process:
        assert process.stdout is not None
        for _ in range(rng.randrange(1, 8)):
            acknowledged = int(process.stdout.readline())
        time.sleep(rng.uniform(0, 0.06))
        os.kill(process.pid, signal.SIGKILL)
        rest = process.stdout.read().split()
    acknowledged = int(rest[-1]) if rest else acknowledged
    with closing(open_store(tmp_path, write=False)) as store:
        seen = check(store.snapshot())
    with closing(open_store(tmp_path, write=True)) as store:
        assert check(store.snapshot()) == seen >= acknowledged + 1
        assert store.rebuild_index() == seen * SIZE


def test_a_reader_beside_a_writer_sees_whole_epochs_only(tmp_path: Path) -> None:
    with writing(tmp_path, "40") as process, closing(open_store(tmp_path, write=False)) as reader:
        assert process.stdout is not None
        epochs: set[int] = set()
        counted = 0
        while process.poll() is None or counted < 40:
            snapshot = reader.snapshot()
            counted = check(snapshot)
            assert snapshot.epoch not in epochs or counted >= 0
            epochs.add(snapshot.epoch)
        assert counted == 40
        assert len(epochs) > 5


def test_idle_readers_let_the_log_be_cut(tmp_path: Path) -> None:
    with closing(open_store(tmp_path, write=True)) as store, closing(open_store(tmp_path, write=False)) as reader:
        reader.snapshot()
        from tests.store.make import batch, node, record

        for number in range(5):
            store.write(batch(*(record(ctid(f"{number} {n}"), node(name="x" * 500)) for n in range(200))))
        store.finish(REGISTRY, store.begin(REGISTRY), complete=False)
        assert (tmp_path / "credloom.sqlite-wal").stat().st_size == 0
