"""What a refresh needed is given back behind it."""

from __future__ import annotations

import gc
import os
import platform
from pathlib import Path

import pytest

from credloom.refresh import collecting
from credloom.refresh.collecting import COLLECTING, give_back, seldom_collecting


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_the_collector_is_as_before_behind_it() -> None:
    before = gc.get_threshold()
    with seldom_collecting():
        assert gc.get_threshold()[0] >= COLLECTING[0]
    assert gc.get_threshold() == before


def test_free_memory_goes_back_to_the_system() -> None:
    made = [bytes(700) for _ in range(100_000)]
    kept = made[::500]  # something in use at the end of everything, so that the heap cannot just become shorter
    full = resident()
    del made
    give_back()
    freed = full - resident()
    assert len(kept) == 200
    assert freed > 40_000_000 or platform.libc_ver()[0] != "glibc"


def test_another_c_library_has_nothing_to_give(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda _: object())
    collecting._trim.cache_clear()
    give_back()
    assert collecting._trim() is None
    collecting._trim.cache_clear()
