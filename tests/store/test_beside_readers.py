"""The writer beside readers, and after other writers of the same process: nobody waits, and no file is left in use."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from credloom.store import database, open_store
from credloom.store.ports import SearchQuery
from tests.store.make import REGISTRY, batch, ctid, node, record


def test_a_listing_ends_while_a_reader_holds_an_old_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 60.0)  # a writer that waits for the reader hangs here
    writer, reader = open_store(tmp_path, write=True), open_store(tmp_path, write=False)
    held = reader.snapshot()
    assert held.get_many([ctid(0)]) == [None]
    for number in range(20):
        run = writer.begin(REGISTRY)
        writer.write(batch(record(ctid(number))))
        writer.finish(REGISTRY, run, complete=False)
    assert held.get_many([ctid(0)]) == [None]
    log = (tmp_path / "credloom.sqlite-wal").stat().st_size
    del held
    run = writer.begin(REGISTRY)
    writer.finish(REGISTRY, run, complete=False)
    assert (tmp_path / "credloom.sqlite-wal").stat().st_size < log, "the log is emptied when no reader needs it"
    reader.close()
    writer.close()


def test_a_writer_that_closes_leaves_no_merge_under_way(tmp_path: Path) -> None:
    """Segments that are slow to merge, and a close in the middle of it."""
    words = random.Random(7)
    store = open_store(tmp_path, write=True)
    for number in range(10):
        texts = (" ".join(f"w{words.randrange(10**6)}" for _ in range(1000)) for _ in range(30))
        made = [record(ctid(f"{number}-{at}"), node(name=f"{at}", description=text)) for at, text in enumerate(texts)]
        store.write(batch(*made))
    store.close()
    live = tmp_path / "index" / "live"
    before = {file.name: file.stat().st_size for file in live.iterdir()}
    time.sleep(0.5)
    assert {file.name: file.stat().st_size for file in live.iterdir()} == before
    store = open_store(tmp_path, write=True)
    assert store.snapshot().search(SearchQuery(kind="Credential")).total == 300
    store.close()
