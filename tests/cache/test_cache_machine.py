"""The cache against a plain dict: whatever is asked, in whatever order, a held clock decides what comes back."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, rule

from credloom.cache import BoundedMemory, Cache
from credloom.cache.cache import ERROR_SECONDS, NEGATIVE_SECONDS
from credloom.errors import SourceBadData, SourceTimeout

SOFT, HARD = 20.0, 60.0
KEYS = strategies.sampled_from([("a",), ("b",), (1,), (True,), ("a", "b"), ("ab",)])
TENANTS = strategies.sampled_from(["tenant1", "tenant12"])
TAGS = {"a": "onet"}
FAILURES = strategies.sampled_from([None, None, None, SourceBadData, SourceTimeout])
VALUES = strategies.sampled_from([None, 0, "", "x", 7])


class Machine(RuleBasedStateMachine):
    """`model` holds, by tenant and key, (value, error, fresh until, usable until)."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.now = 0.0
        self.memory = BoundedMemory(1000, now=lambda: self.now)
        self.caches = {
            name: Cache(self.memory, namespace=name, now=lambda: self.now, jitter=0.0)
            for name in ("tenant1", "tenant12")
        }
        self.model: dict[Any, tuple[Any, type[Exception] | None, float, float]] = {}

    def teardown(self) -> None:
        for cache in self.caches.values():
            self.loop.run_until_complete(cache.aclose())
        self.loop.close()

    @rule(tenant=TENANTS, key=KEYS, value=VALUES, failure=FAILURES)
    def get(self, tenant: str, key: Any, value: Any, failure: type[Exception] | None) -> None:
        place = (tenant, tuple((type(part), part) for part in key))
        calls = 0

        async def load() -> Any:
            nonlocal calls
            calls += 1
            if failure is not None:
                raise failure("failed")
            return value

        async def run() -> Any:
            cache = self.caches[tenant]
            tags = [TAGS[key[0]]] if key[0] in TAGS else []
            try:
                return await cache.get(key, load, soft=SOFT, hard=HARD, tags=tags)
            except (SourceBadData, SourceTimeout) as error:
                return type(error)
            finally:
                await asyncio.gather(*cache._tasks, return_exceptions=True)
                await asyncio.sleep(0)

        answer = self.loop.run_until_complete(run())
        held = self.model.get(place)
        usable = held if held is not None and self.now < held[3] else None
        asked = usable is None or self.now >= usable[2]
        assert calls == int(asked)
        after = self._after(usable, value, failure) if asked else usable
        assert after is not None
        given = usable if usable is not None else after
        assert answer is (given[1] or given[0]) or answer == given[0]
        assert (given[1] is None) == (answer not in (SourceBadData, SourceTimeout))
        if after[1] is SourceTimeout:
            self.model.pop(place, None)
        else:
            self.model[place] = after

    def _after(
        self,
        usable: tuple[Any, type[Exception] | None, float, float] | None,
        value: Any,
        failure: type[Exception] | None,
    ) -> tuple[Any, type[Exception] | None, float, float]:
        if failure is None:
            soft = SOFT if value is not None else NEGATIVE_SECONDS
            return (value, None, self.now + soft, self.now + HARD)
        until = self.now + ERROR_SECONDS
        if usable is not None:
            return (usable[0], None, min(until, usable[3]), usable[3])
        return (None, failure, until, until)

    @rule(tenant=TENANTS)
    def invalidate(self, tenant: str) -> None:
        self.loop.run_until_complete(self.caches[tenant].invalidate("onet"))
        for place in list(self.model):
            if place[0] == tenant and place[1][0][1] in TAGS:
                del self.model[place]

    @rule(seconds=strategies.sampled_from([0.5, 1.0, 9.0, 10.0, 20.0, 45.0, 100.0]))
    def wait(self, seconds: float) -> None:
        self.now += seconds


Machine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestCacheMachine = Machine.TestCase
