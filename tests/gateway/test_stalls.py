"""A call that blocks the loop is told by its name; waiting is no blocking."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest

from credloom.gateway.stalls import Stalls, logged


def blocks_the_loop() -> None:
    until = time.monotonic() + 0.3
    while time.monotonic() < until:
        pass


@pytest.mark.asyncio
async def test_what_blocks_is_told() -> None:
    told: list[tuple[float, list[str]]] = []
    stalls = Stalls(0.1, lambda seconds, calls: told.append((seconds, calls)))
    stalls.start()
    await asyncio.sleep(0.05)
    blocks_the_loop()
    for _ in range(100):
        await asyncio.sleep(0.02)
        if told:
            break
    await stalls.stop()
    assert any("blocks_the_loop (test_stalls.py" in call for _, calls in told for call in calls)


@pytest.mark.asyncio
async def test_it_ends_with_its_loop_and_without_having_begun(caplog: pytest.LogCaptureFixture) -> None:
    await Stalls(0.1).stop()
    with caplog.at_level(logging.INFO):  # another test may have left a higher one
        logged(0.0123, ["a (a.py:1)", "b (b.py:2)"])
    [record] = caplog.records
    assert (record.__dict__["ms"], record.__dict__["in"]) == (12.3, "a (a.py:1) > b (b.py:2)")
