"""The inbox between threads: writers take turns, and closing waits for them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from credloom.errors import StoreError
from credloom.refresh.inbox import Inbox, Learned


def test_many_threads_put_at_once(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda place: inbox.put(Learned(f"source-{place}", ())), range(80)))
    assert sorted(numbers) == list(range(1, 81))
    assert {learned.source for _, learned in inbox.take(200)} == {f"source-{place}" for place in range(80)}
    inbox.close()


def test_closing_waits_for_who_is_inside_and_later_ones_are_told(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    kept: list[int] = []
    started = threading.Event()

    def put_until_closed() -> None:
        try:
            while True:
                kept.append(inbox.put(Learned("source", ())))
                started.set()
        except StoreError:
            return

    threads = [threading.Thread(target=put_until_closed) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert started.wait(10)
    inbox.close()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)
    with pytest.raises(StoreError, match="closed"):
        inbox.drained()
    again = Inbox(tmp_path)
    assert [number for number, _ in again.take(10_000)] == sorted(kept), "what was acknowledged is there"
    again.close()
