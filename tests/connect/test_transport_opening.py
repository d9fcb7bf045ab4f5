"""The race between the addresses of one name."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credloom.connect.transport import opening
from credloom.connect.transport.connection import Connection
from tests.connect.servers import httpx_client, serving

NEVER = 1000.0


class Made(Connection):
    """A connection that remembers that it was cut."""

    aborted = False

    def abort(self) -> None:
        self.aborted = True
        super().abort()


class Attempts:
    """Attempts that take as long as told, and then succeed or fail."""

    def __init__(self, **plan: tuple[float, bool]) -> None:
        self.plan = plan
        self.begun: list[str] = []
        self.cancelled: list[str] = []
        self.made: dict[str, Made] = {}

    async def __call__(self, address: str, *_: object) -> Connection:
        seconds, good = self.plan[address]
        self.begun.append(address)
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            self.cancelled.append(address)
            raise
        if not good:
            raise httpx.ConnectError(f"{address} failed")
        made = self.made[address] = Made()
        return made


async def _race(monkeypatch: pytest.MonkeyPatch, attempts: Attempts) -> Connection:
    monkeypatch.setattr(opening, "_open", attempts)
    monkeypatch.setattr(opening, "STAGGER_SECONDS", 0.02)
    return await opening.first_open(list(attempts.plan), 80, "source.example", None, None)


@pytest.mark.asyncio
async def test_a_silent_address_is_overtaken(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = Attempts(a=(NEVER, True), b=(0.0, True), c=(0.0, True))
    made = await _race(monkeypatch, attempts)
    assert made is attempts.made["b"]
    assert attempts.begun == ["a", "b"]
    assert attempts.cancelled == ["a"]


@pytest.mark.asyncio
async def test_a_quick_address_is_the_only_one_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = Attempts(a=(0.0, True), b=(0.0, True))
    await _race(monkeypatch, attempts)
    assert attempts.begun == ["a"]


@pytest.mark.asyncio
async def test_the_next_one_begins_at_once_after_a_failure_and_a_slow_one_may_still_win(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    attempts = Attempts(a=(0.05, True), b=(0.0, False), c=(0.0, False))
    made = await _race(monkeypatch, attempts)
    assert made is attempts.made["a"]
    assert attempts.begun == ["a", "b", "c"]


@pytest.mark.asyncio
async def test_all_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(httpx.ConnectError, match="failed"):
        await _race(monkeypatch, Attempts(a=(0.0, False), b=(0.03, False), c=(0.0, False)))


@pytest.mark.asyncio
async def test_two_that_succeed_together_leave_one(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = Attempts(a=(0.04, True), b=(0.02, True))
    made = await _race(monkeypatch, attempts)
    assert all(one.aborted != (one is made) for one in attempts.made.values())


@pytest.mark.asyncio
async def test_a_caller_that_goes_away_ends_every_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = Attempts(a=(NEVER, True), b=(NEVER, True))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await _race(monkeypatch, attempts)
    assert sorted(attempts.cancelled) == ["a", "b"]


@given(st.lists(st.sampled_from(["1.1.1.1", "2.2.2.2", "3.3.3.3", "::1", "::2", "::3"]), min_size=1, unique=True))
def test_families_take_turns(addresses: list[str]) -> None:
    mixed = opening.interleaved(addresses)
    assert sorted(mixed) == sorted(addresses)
    assert mixed[0] == addresses[0]
    for family in (":", "."):
        assert [one for one in mixed if family in one] == [one for one in addresses if family in one]
    fewer = min(sum(":" in one for one in addresses), sum("." in one for one in addresses))
    assert all((":" in mixed[at]) != (":" in mixed[at + 1]) for at in range(2 * fewer - 1))


@pytest.mark.asyncio
async def test_names_of_other_scripts_are_looked_up_in_ascii() -> None:
    looked: list[str] = []

    async def lookup(host: str, port: int) -> list[str]:
        looked.append(host)
        return ["127.0.0.1"]

    async with serving(lambda asked: asked.ok()) as server, httpx_client(lookup=lookup) as client:
        await client.get(f"http://bücher.example:{server.port}/")
    assert looked == ["xn--bcher-kva.example"]
    assert server.asked[0].headers["host"] == f"xn--bcher-kva.example:{server.port}"
