"""The cache: one flight a key, stale values, failures, tags, batches, a second level that may be down."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from credloom.cache import BoundedMemory, Cache, open_cache
from credloom.cache.keys import Key, name_of
from credloom.cache.second import SecondLevel, redis_backend
from credloom.errors import SourceBadData, SourceTimeout


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


class Source:
    """Counts how often it is asked; fails where it is told to."""

    def __init__(self, wait: float = 0.0) -> None:
        self.calls, self.wait = 0, wait
        self.value: Callable[[int], Any] = lambda calls: calls

    async def __call__(self) -> Any:
        self.calls += 1
        number = self.calls
        await asyncio.sleep(self.wait)
        found = self.value(number)
        if isinstance(found, Exception):
            raise found
        return found


@pytest.fixture
def now() -> Clock:
    return Clock()


def made(now: Clock, second: SecondLevel | None = None, entries: int = 1000, namespace: str = "") -> Cache:
    return Cache(BoundedMemory(entries, now=now), second, now=now, jitter=0.0, namespace=namespace)


async def settled(cache: Cache) -> None:
    """Until no load is under way."""
    await asyncio.gather(*cache._tasks, return_exceptions=True)
    await asyncio.sleep(0)


@pytest.mark.asyncio
async def test_fifty_callers_make_one_call_also_for_none(now: Clock) -> None:
    cache, source = made(now), Source(0.005)
    source.value = lambda _: None
    answers = await asyncio.gather(*(cache.get(("a",), source) for _ in range(50)))
    assert answers == [None] * 50
    assert await cache.get(("a",), source) is None
    assert source.calls == 1
    assert (cache.counts["joined"], cache.counts["loaded"], cache.counts["hit"]) == (49, 1, 1)


@pytest.mark.asyncio
async def test_none_is_asked_again_sooner_than_a_value(now: Clock) -> None:
    cache, source = made(now), Source()
    source.value = lambda calls: None if calls == 1 else calls
    await cache.get(("a",), source, soft=100)
    now.time += 11
    assert await cache.get(("a",), source, soft=100) is None
    await settled(cache)
    assert await cache.get(("a",), source, soft=100) == 2


@pytest.mark.asyncio
async def test_a_stale_value_is_given_at_once_and_renewed(now: Clock) -> None:
    cache, source = made(now), Source()
    assert await cache.get(("a",), source, soft=10, hard=100) == 1
    now.time += 11
    assert [await cache.get(("a",), source, soft=10, hard=100) for _ in range(3)] == [1, 1, 1]
    await settled(cache)
    assert await cache.get(("a",), source, soft=10, hard=100) == 2
    assert source.calls == 2
    now.time += 101
    assert await cache.get(("a",), source, soft=10, hard=100) == 3


@pytest.mark.asyncio
async def test_a_failing_source_keeps_what_was_usable(now: Clock) -> None:
    cache, source = made(now), Source()
    await cache.get(("a",), source, soft=10, hard=100)
    now.time += 11
    source.value = lambda _: SourceTimeout("late")
    for _ in range(3):
        assert await cache.get(("a",), source, soft=10, hard=100) == 1
        await settled(cache)
    assert source.calls == 2  # left alone for a moment
    now.time += 2
    assert await cache.get(("a",), source, soft=10, hard=100) == 1
    await settled(cache)
    assert source.calls == 3
    now.time += 100
    with pytest.raises(SourceTimeout):
        await cache.get(("a",), source, soft=10, hard=100)


@pytest.mark.asyncio
async def test_only_errors_that_may_be_kept_are_kept(now: Clock) -> None:
    cache, source = made(now), Source(0.001)
    source.value = lambda _: SourceTimeout("late")
    found = await asyncio.gather(*(cache.get(("a",), source) for _ in range(20)), return_exceptions=True)
    assert all(isinstance(error, SourceTimeout) for error in found)
    assert source.calls == 1
    with pytest.raises(SourceTimeout):
        await cache.get(("a",), source)
    assert source.calls == 2
    source.value = lambda _: SourceBadData("not JSON")
    for _ in range(3):
        with pytest.raises(SourceBadData):
            await cache.get(("b",), source)
    assert source.calls == 3
    now.time += 1.5
    source.value = lambda _: "well"
    assert await cache.get(("b",), source) == "well"


@pytest.mark.asyncio
async def test_a_batch_asks_once_for_what_is_missing(now: Clock) -> None:
    cache = made(now)
    asked: list[list[Key]] = []

    async def load(keys: Sequence[Key]) -> list[str]:
        asked.append(list(keys))
        await asyncio.sleep(0.001)
        return [f"value of {key[0]!r}" for key in keys]

    assert await cache.get_many([("a",), ("b",), ("a",)], load) == ["value of 'a'", "value of 'b'", "value of 'a'"]
    both = await asyncio.gather(cache.get_many([("b",), ("c",)], load), cache.get_many([("d",), ("c",)], load))
    assert both[1] == ["value of 'd'", "value of 'c'"]
    assert asked == [[("a",), ("b",)], [("c",)], [("d",)]]
    assert await cache.get_many([], load) == []


@pytest.mark.asyncio
async def test_a_load_that_brings_too_few_values_is_an_error(now: Clock) -> None:
    async def load(_: Sequence[Key]) -> list[int]:
        return [1]

    with pytest.raises(RuntimeError, match="a load of 2 keys brought 1"):
        await made(now).get_many([("a",), ("b",)], load)


@pytest.mark.asyncio
async def test_more_keys_than_room_are_all_answered(now: Clock) -> None:
    cache = made(now, entries=3)

    async def load(keys: Sequence[Key]) -> list[Any]:
        return [key[0] for key in keys]

    assert await cache.get_many([(number,) for number in range(10)], load) == list(range(10))
    assert len(cache._memory) == 3


@pytest.mark.asyncio
async def test_a_caller_that_leaves_does_not_take_the_load_away(now: Clock) -> None:
    cache, source = made(now), Source(0.01)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.001):
            await cache.get(("a",), source)
    assert await cache.get(("a",), source) == 1


@pytest.mark.asyncio
async def test_invalidating_a_tag_forgets_also_what_is_under_way(now: Clock) -> None:
    cache, source = made(now), Source(0.005)
    first = asyncio.create_task(cache.get(("a",), source, tags=["onet"]))
    other = await cache.get(("b",), Source(), tags=["registry"])
    await cache.invalidate("onet")
    assert await cache.get(("a",), source, tags=["onet"]) == 2
    assert await first == 1
    assert await cache.get(("a",), source, tags=["onet"]) == 2
    assert await cache.get(("b",), Source(), tags=["registry"]) == other
    await cache.invalidate("onet")
    assert await cache.get(("a",), source, tags=["onet"]) == 3


@pytest.mark.asyncio
async def test_closing_ends_loads(now: Clock) -> None:
    cache, source = made(now), Source(60)
    waiting = asyncio.create_task(cache.get(("a",), source))
    await asyncio.sleep(0)
    await cache.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiting


def two(now: Clock, backend: Any = None) -> tuple[Cache, Cache, Any]:
    backend = backend or BoundedMemory(1000)
    return made(now, SecondLevel(backend)), made(now, SecondLevel(backend)), backend


@pytest.mark.asyncio
async def test_the_second_level_is_shared_and_typed(now: Clock) -> None:
    one, other, _ = two(now)
    source = Source()
    source.value = lambda _: {"a": [1, None]}
    assert await one.get(("k",), source, kind=dict[str, list[int | None]]) == {"a": [1, None]}
    await settled(one)
    assert await other.get(("k",), source, kind=dict[str, list[int | None]]) == {"a": [1, None]}
    assert (source.calls, other.counts["second"]) == (1, 1)
    assert await other.get(("k",), source, kind=int) == {"a": [1, None]}, "memory keeps what it has"


@pytest.mark.asyncio
async def test_none_is_a_value_in_the_second_level_too(now: Clock) -> None:
    one, other, _ = two(now)
    source = Source()
    source.value = lambda _: None
    await one.get(("k",), source)
    await settled(one)
    assert await other.get(("k",), source) is None
    assert source.calls == 1


@pytest.mark.asyncio
async def test_a_tag_marked_by_one_process_counts_for_the_other(now: Clock) -> None:
    one, other, _ = two(now)
    source = Source()
    assert await one.get(("k",), source, tags=["onet"]) == 1
    await settled(one)
    await one.invalidate("onet")
    assert await other.get(("k",), source, tags=["onet"]) == 2
    await settled(other)
    assert await one.get(("k",), source, tags=["onet"]) == 2
    assert source.calls == 2


@pytest.mark.asyncio
async def test_an_old_value_of_the_second_level_serves_when_the_source_fails(
    now: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, _ = two(now)
    source = Source()
    await one.get(("k",), source, soft=10, hard=1000)
    await settled(one)
    real = time.time
    later = type("Later", (), {"timestamp": lambda self: real() + 100})()
    monkeypatch.setattr("credloom.clock.now", lambda: later)
    source.value = lambda _: SourceTimeout("late")
    assert await other.get(("k",), source, soft=10, hard=1000) == 1
    assert source.calls == 2
    third = made(now, other._second)
    with pytest.raises(SourceTimeout):
        await third.get(("k",), source, soft=10, hard=50)


@pytest.mark.asyncio
async def test_what_cannot_be_read_counts_as_missing(now: Clock) -> None:
    one, _, backend = two(now)
    backend.put(name_of(("k",)), b"\xc1 not a value")
    assert await one.get(("k",), Source()) == 1


@pytest.mark.asyncio
async def test_a_value_that_cannot_be_shared_is_still_given(now: Clock, caplog: pytest.LogCaptureFixture) -> None:
    one, _, _ = two(now)
    value = object()
    source = Source()
    source.value = lambda _: value
    assert await one.get(("k",), source) is value
    with caplog.at_level(logging.WARNING):
        await settled(one)
        await asyncio.sleep(0)
    assert "could not be shared" in caplog.text


@pytest.mark.asyncio
async def test_processes_of_different_namespaces_never_meet(now: Clock) -> None:
    backend = BoundedMemory(100)
    one = made(now, SecondLevel(backend), namespace="one")
    other = made(now, SecondLevel(backend), namespace="other")
    await one.get(("k",), Source())
    await settled(one)
    second = Source()
    second.value = lambda _: "other"
    assert await other.get(("k",), second) == "other"


@pytest.mark.asyncio
async def test_a_redis_that_is_down_is_left_alone_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        cache = open_cache(f"redis://127.0.0.1:{free.getsockname()[1]}/0")
    with caplog.at_level(logging.WARNING):
        for number in range(5):
            assert await cache.get((number,), Source()) == 1
        await cache.invalidate("onet")
        await settled(cache)
        await cache.aclose()
    assert [record.getMessage() for record in caplog.records] == ["shared cache is down, memory carries on"]


def test_only_redis_addresses_make_a_redis() -> None:
    with pytest.raises(ValueError, match="expected redis"):
        redis_backend("memcached://a.example")


@pytest.fixture
def redis_address() -> str:
    try:
        socket.create_connection(("127.0.0.1", 6379), timeout=1).close()
    except OSError:
        pytest.skip("no Redis on 127.0.0.1:6379")
    return "redis://127.0.0.1:6379/9"


@pytest.mark.service
@pytest.mark.asyncio
async def test_two_caches_share_a_real_redis(redis_address: str) -> None:
    space = f"test-{time.time_ns()}"
    one, other = open_cache(redis_address, namespace=space), open_cache(redis_address, namespace=space)
    asked: list[Key] = []

    async def load(keys: Sequence[Key]) -> list[Any]:
        asked.extend(keys)
        return [None if key[0] == 0 else [key[0]] for key in keys]

    keys: list[Key] = [(number,) for number in range(20)]
    first = await one.get_many(keys, load, tags=["onet"])
    await settled(one)
    assert await other.get_many(keys, load, tags=["onet"]) == first == [None, *([number] for number in range(1, 20))]
    assert len(asked) == 20
    await other.invalidate("onet")
    third = open_cache(redis_address, namespace=space)
    assert await third.get((1,), Source(), tags=["onet"]) == 1
    for cache in (one, other, third):
        await cache.aclose()


def test_keys_of_different_parts_have_different_names() -> None:
    keys: list[Key] = [
        (1,), (1.0,), (True,), ("1",), (b"1",), (None,), ("None",), (), ("",), ("", ""), (("a",), "b"), (("a", "b"),),
        ("a", "b"), ("ab",), ("a", ("b",)), ("\ud800",),
    ]  # fmt: skip
    assert len({name_of(key) for key in keys}) == len(keys)
    assert name_of(("x",), "tenant12") != name_of(("2x",), "tenant1")


@pytest.mark.asyncio
async def test_the_memory_backend_is_an_aiocache_backend(now: Clock) -> None:
    memory = BoundedMemory(3, now=now)
    assert await memory.set("a", 1, ttl=5)
    assert await memory.get("a") == 1
    await memory.add("b", 2)
    with pytest.raises(ValueError, match="already exists"):
        await memory.add("b", 3)
    assert await memory.increment("b", 3) == 5
    assert await memory.increment("new") == 1
    await memory.set("text", "x")
    with pytest.raises(TypeError):
        await memory.increment("text")
    assert len(memory) == 3, "the least recently used one left"
    assert await memory.get("a") is None
    await memory.multi_set([("a", 1), ("b", 2)], ttl=5)
    assert await memory.multi_get(["a", "b", "zz"]) == [1, 2, None]
    assert await memory.expire("a", 1)
    assert not await memory.expire("zz", 1)
    now.time += 2
    assert not await memory.exists("a")
    assert await memory.exists("b")
    assert (await memory.delete("b"), await memory.delete("b")) == (1, 0)
    async with memory:
        await memory.set("c", 1, namespace="one")
        await memory.set("c", 2, namespace="one2")
        assert await memory.clear(namespace="one")
        assert (await memory.get("c", namespace="one"), await memory.get("c", namespace="one2")) == (None, 2)
        assert await memory.clear()
        assert len(memory) == 0
