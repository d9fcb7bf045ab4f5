"""Values that are costly to get: loaded once for all who ask, renewed in time, kept when their source fails.

An entry is fresh for `soft` seconds (with jitter, so that many do not end at one moment) and usable for `hard`. In
between it is given at once while one load renews it. A failed load keeps what was usable; an error that says it is
cacheable is remembered for a moment, so that a failing source is not asked by everybody. `None` is a value, remembered
for a shorter time.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from credloom import clock
from credloom.cache.keys import Key, name_of
from credloom.cache.memory import BoundedMemory
from credloom.cache.second import Held, SecondLevel
from credloom.errors import CredloomError

log = logging.getLogger(__name__)

SOFT_SECONDS = 60.0
HARD_SECONDS = 3600.0
NEGATIVE_SECONDS = 10.0
ERROR_SECONDS = 1.0
JITTER = 0.1
"""Share of `soft` by which an entry may be renewed early or late."""

T = TypeVar("T")
LoadMany = Callable[[Sequence[Key]], Awaitable[Sequence[T]]]


_Generations = tuple[tuple[str, int], ...]


class _Entry(msgspec.Struct, frozen=True):
    """A value or an error, until when it is fresh and usable, and the generations of its tags when it was loaded."""

    value: Any
    error: BaseException | None
    fresh_until: float
    usable_until: float
    generations: _Generations


class _Flight(msgspec.Struct, frozen=True):
    """A load under way: where its entry will be, and the generations of its tags when it began."""

    landed: asyncio.Future[_Entry]
    generations: _Generations


class _Policy(msgspec.Struct, frozen=True):
    soft: float
    hard: float
    tags: tuple[str, ...]
    kind: Any


class Cache:
    """A two-level cache for one event loop. `counts` tells hits, stale answers, joined and started loads."""

    def __init__(
        self,
        memory: BoundedMemory,
        second: SecondLevel | None = None,
        *,
        namespace: str = "",
        now: Callable[[], float] = clock.monotonic,
        jitter: float = JITTER,
    ) -> None:
        self._memory, self._second, self._namespace = memory, second, namespace
        self._now, self._jitter = now, jitter
        self._flights: dict[str, _Flight] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._generations: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()

    async def get(
        self,
        key: Key,
        load: Callable[[], Awaitable[T]],
        *,
        soft: float = SOFT_SECONDS,
        hard: float = HARD_SECONDS,
        tags: Sequence[str] = (),
        kind: Any = Any,
    ) -> T:
        """The value of a key; `load` makes it. Raises what `load` raised when there is nothing usable.

        A caller that leaves does not take the load away from the others. `kind` is the type that a value from the
        second level is read as; without it, values come back as plain lists, dicts, texts and numbers.
        """

        async def load_one(_: Sequence[Key]) -> list[T]:
            return [await load()]

        return (await self.get_many([key], load_one, soft=soft, hard=hard, tags=tags, kind=kind))[0]

    async def get_many(
        self,
        keys: Sequence[Key],
        load_many: LoadMany[T],
        *,
        soft: float = SOFT_SECONDS,
        hard: float = HARD_SECONDS,
        tags: Sequence[str] = (),
        kind: Any = Any,
    ) -> list[T]:
        """The values of keys, in their order; what is missing is made by one call of `load_many`."""
        policy = _Policy(soft, max(soft, hard), tuple(tags), kind)
        names = [name_of(key, self._namespace) for key in keys]
        entries: dict[str, _Entry] = {}
        wanted: dict[str, Key] = {}
        now = self._now()
        for name, key in zip(names, keys, strict=True):
            entry = self._usable(name, now)
            if entry is not None:
                entries[name] = entry
                self.counts["hit" if now < entry.fresh_until else "stale"] += 1
            if entry is None or now >= entry.fresh_until:
                wanted[name] = key
        if wanted:
            flights = self._fly(wanted, load_many, policy)
            for name in wanted.keys() - entries.keys():
                entries[name] = await asyncio.shield(flights[name].landed)
        return [_give(entries[name]) for name in names]

    async def invalidate(self, tag: str) -> None:
        """Forget everything that carries a tag, here and in the second level, also what is being loaded now.

        Other processes keep what they hold in memory until it is no longer fresh.
        """
        self._generations[tag] += 1
        if self._second is not None:
            await self._second.mark(self._tag(tag))

    async def aclose(self) -> None:
        """End loads that still run and give connections back."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._second is not None:
            await self._second.aclose()

    def _current(self, generations: _Generations) -> bool:
        return all(self._generations[tag] == number for tag, number in generations)

    def _usable(self, name: str, now: float) -> _Entry | None:
        entry: _Entry | None = self._memory.peek(name)
        if entry is None or now >= entry.usable_until or not self._current(entry.generations):
            return None
        return entry

    def _fly(self, wanted: Mapping[str, Key], load_many: LoadMany[Any], policy: _Policy) -> dict[str, _Flight]:
        """One flight for each name: joined where one is under way, else all the others in one load."""
        loop = asyncio.get_running_loop()
        generations = tuple((tag, self._generations[tag]) for tag in policy.tags)
        flights: dict[str, _Flight] = {}
        mine: dict[str, _Flight] = {}
        for name in wanted:
            flight = self._flights.get(name)
            if flight is None or not self._current(flight.generations):
                flight = self._flights[name] = mine[name] = _Flight(loop.create_future(), generations)
            flights[name] = flight
        self.counts["joined"] += len(wanted) - len(mine)
        if mine:
            task = loop.create_task(self._load({name: wanted[name] for name in mine}, mine, load_many, policy))
            self._tasks.add(task)
            task.add_done_callback(lambda done: self._land(done, mine))
        return flights

    async def _load(
        self, keys: Mapping[str, Key], flights: Mapping[str, _Flight], load_many: LoadMany[Any], policy: _Policy
    ) -> None:
        rest, marks = list(keys), tuple[str | None, ...]()
        if self._second is not None:
            held, marks = await self._second.read(rest, [self._tag(tag) for tag in policy.tags], policy.kind)
            rest = [name for name in rest if not self._take(name, held.get(name), flights[name], policy)]
        if not rest:
            return
        self.counts["loaded"] += len(rest)
        values = await load_many([keys[name] for name in rest])
        if len(values) != len(rest):
            raise RuntimeError(f"a load of {len(rest)} keys brought {len(values)} values")
        loaded = dict(zip(rest, values, strict=True))
        for name, value in loaded.items():
            self._resolve(name, flights[name], self._keep(name, value, policy, flights[name].generations))
        if self._second is not None:
            await self._second.write(loaded, marks, policy.hard)

    def _take(self, name: str, held: Held | None, flight: _Flight, policy: _Policy) -> bool:
        """Whether what the second level holds is fresh and ends the flight; what is only usable is kept for a fall."""
        if held is None or held.age >= policy.hard:
            return False
        entry = self._keep(name, held.value, policy, flight.generations, held.age)
        fresh = entry.fresh_until > self._now()
        if fresh:
            self.counts["second"] += 1
            self._resolve(name, flight, entry)
        return fresh

    def _keep(self, name: str, value: object, policy: _Policy, generations: _Generations, age: float = 0.0) -> _Entry:
        soft = policy.soft if value is not None else min(policy.soft, NEGATIVE_SECONDS)
        fresh = soft * random.uniform(1 - self._jitter, 1 + self._jitter) - age  # noqa: S311  jitter, not a secret
        now = self._now()
        entry = _Entry(value, None, now + min(fresh, policy.hard - age), now + policy.hard - age, generations)
        if self._current(generations):
            self._memory.put(name, entry)
        return entry

    def _resolve(self, name: str, flight: _Flight, entry: _Entry) -> None:
        if self._flights.get(name) is flight:
            del self._flights[name]
        if not flight.landed.done():
            flight.landed.set_result(entry)

    def _land(self, task: asyncio.Task[None], flights: Mapping[str, _Flight]) -> None:
        """End what a load that failed has left open: with what was usable before, or with its error."""
        self._tasks.discard(task)
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        if error is None:
            return
        waiting = [name for name, flight in flights.items() if not flight.landed.done()]
        if not waiting:
            log.warning("a value could not be shared", extra={"problem": f"{type(error).__name__}: {error}"})
        for name in waiting:
            self._resolve(name, flights[name], self._after(name, error, flights[name].generations))

    def _after(self, name: str, error: BaseException, generations: _Generations) -> _Entry:
        """What a failed load leaves: a usable value for a moment longer, else the error."""
        now = self._now()
        until = now + ERROR_SECONDS
        kept = self._usable(name, now)
        if kept is not None and kept.error is None:
            entry = _Entry(kept.value, None, min(until, kept.usable_until), kept.usable_until, kept.generations)
            self._memory.put(name, entry)
            return entry
        entry = _Entry(None, error, until, until, generations)
        if isinstance(error, CredloomError) and error.cacheable and self._current(generations):
            self._memory.put(name, entry)
        return entry

    def _tag(self, tag: str) -> str:
        return name_of(("tag", tag), self._namespace)


def _give(entry: _Entry) -> Any:
    if entry.error is not None:
        raise entry.error.with_traceback(None)
    return entry.value
