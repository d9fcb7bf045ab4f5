"""Budget, pauses, `Retry-After`, patience, and the bulkhead."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credloom.connect import retry
from credloom.connect.bulkhead import Bulkhead
from credloom.connect.retry import RetryBudget
from tests.connect.test_breaker import Clock

NOW = datetime(2026, 8, 1, 12, 0, 0, tzinfo=UTC)


@given(st.lists(st.booleans(), max_size=400))
def test_repetitions_stay_within_a_tenth_and_the_reserve(calls: list[bool]) -> None:
    budget = RetryBudget(now=Clock())
    taken = 0
    for number, wants in enumerate(calls, 1):
        budget.deposit()
        taken += wants and budget.take()
        assert taken <= retry.RESERVE + retry.SHARE * number


def test_time_gives_some_back_to_sources_that_are_seldom_asked() -> None:
    clock = Clock()
    budget = RetryBudget(now=clock)
    assert [budget.take() for _ in range(6)] == [True] * 5 + [False]
    clock.at += 10.1
    assert [budget.take(), budget.take()] == [True, False]
    clock.at += 10_000
    assert [budget.take() for _ in range(6)] == [True] * 5 + [False]


@given(st.integers(1, 30), st.floats(0, 1))
def test_pauses_double_within_bounds(attempt: int, jitter: float) -> None:
    whole = min(retry.LONGEST_PAUSE, retry.FIRST_PAUSE * 2.0 ** (attempt - 1))
    assert whole / 2 <= retry.pause(attempt, lambda: jitter) <= whole


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("", None),
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("99999999999999999999", 86_400.0),
        ("Sat, 01 Aug 2026 12:01:30 GMT", 90.0),
        ("Saturday, 01-Aug-26 12:00:10 GMT", 10.0),
        ("Sat Aug  1 12:00:05 2026", 5.0),
        ("Sat, 01 Aug 2026 11:00:00 GMT", 0.0),
        ("Sat, 01 Aug 2099 11:00:00 GMT", 86_400.0),
        ("Sat, 99 Aug 2026 11:00:00 GMT", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry.retry_after({"retry-after": value}, lambda: NOW) == seconds


@given(st.text(max_size=40))
def test_retry_after_never_fails(value: str) -> None:
    seconds = retry.retry_after({"retry-after": value}, lambda: NOW)
    assert seconds is None or 0 <= seconds <= 86_400


def test_there_is_no_header() -> None:
    assert retry.retry_after({}) is None


@pytest.mark.asyncio
async def test_patience_holds_within_and_in_tasks_that_begin_there() -> None:
    async def seen() -> tuple[float, int]:
        await asyncio.sleep(0)
        return retry.patience(), retry.attempts()

    with retry.patient(60):
        task = asyncio.create_task(seen())
        assert retry.patience() == 60
    assert await task == (60, retry.PATIENT_ATTEMPTS)
    assert await seen() == (1.0, retry.ATTEMPTS)


@pytest.mark.asyncio
async def test_the_bulkhead_lets_in_so_many_in_order() -> None:
    bulkhead = Bulkhead(2)
    order: list[int] = []
    most = 0

    async def call(number: int) -> None:
        nonlocal most
        async with bulkhead:
            order.append(number)
            most = max(most, bulkhead.busy)
            await asyncio.sleep(0)

    await asyncio.gather(*(call(number) for number in range(20)))
    assert order == list(range(20))
    assert most == 2
    assert (bulkhead.busy, bulkhead.waiting) == (0, 0)


@pytest.mark.asyncio
async def test_calls_that_go_away_leave_the_bulkhead_free() -> None:
    bulkhead = Bulkhead(1)

    async def call() -> None:
        async with bulkhead:
            await asyncio.sleep(30)

    tasks = [asyncio.create_task(call()) for _ in range(5)]
    await asyncio.sleep(0)
    assert (bulkhead.busy, bulkhead.waiting) == (1, 4)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    assert (bulkhead.busy, bulkhead.waiting) == (0, 0)
    async with bulkhead:
        assert bulkhead.busy == 1
