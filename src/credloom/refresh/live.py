"""Refresh, then answer: asks live sources for what a query needs, within the time that the caller allows.

What they send goes into the durable inbox; the writer puts it into the store, and the answer is made from there: one
store, one ranking. Calls are joined (one flight a question), remembered for the source's interval, and a failure is
remembered for a moment, so that a slow source is not asked by everybody at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from zlib import crc32

from credloom import clock
from credloom.cache import Cache
from credloom.cache.keys import Key
from credloom.connect.client import Client
from credloom.connect.reader import Found, Reader
from credloom.connect.readers import reader_for
from credloom.errors import SourceError, SourceRateLimited, SourceTimeout
from credloom.refresh.inbox import Inbox, Learned
from credloom.refresh.ports import Outcome, Report, State
from credloom.sources.manifest import Source
from credloom.store.ports import SourceStatus, Store

SEARCH_FIRST = 50
"""How many documents a live search asks for: more than a page, so that local ranking has a choice."""
DRAIN_POLL_SECONDS = 0.01
SHORTEST_SECONDS = 1.0
"""An answer may always be this old: many who ask for the newest at once are served by one call."""

_Brought = tuple[int, float]
"""The inbox number of what a call brought (0 for nothing), and when it was asked, as a time stamp."""
_Asked = tuple[Report, int]

KIND_OF_SOURCE: Mapping[str, frozenset[str]] = {
    "Job": frozenset({"EMPLOYER_JOBS", "OCCUPATION_TAXONOMY", "CREDENTIAL_REGISTRY"}),
    "Competency": frozenset({"SKILL_FRAMEWORK", "OCCUPATION_TAXONOMY", "CREDENTIAL_REGISTRY", "STATE_CATALOG"}),
    "Framework": frozenset({"SKILL_FRAMEWORK", "OCCUPATION_TAXONOMY", "CREDENTIAL_REGISTRY"}),
}
"""Which kinds of source can hold a kind of thing; a kind that is not named may come from a registry or a catalog."""
_CATALOGS = frozenset({"CREDENTIAL_REGISTRY", "STATE_CATALOG", "LIBRARY", "OTHER", "OUTCOMES"})


class Live:
    """The `Freshener` of a web worker."""

    def __init__(self, sources: Mapping[str, Source], client: Client, store: Store, inbox: Inbox, cache: Cache) -> None:
        self._sources, self._store, self._inbox, self._cache = sources, store, inbox, cache
        self._readers: dict[str, Reader] = {key: reader_for(source, client) for key, source in sources.items()}

    def states(self) -> dict[str, Report]:
        """How every source stands by the store's own knowledge."""
        statuses = self._store.snapshot().sources()
        return {key: _standing(source, statuses.get(key), None) for key, source in self._sources.items()}

    async def search(
        self,
        kind: str,
        text: str | None,
        *,
        max_age: float | None = None,
        wait: float = 1.5,
        sources: Sequence[str] | None = None,
    ) -> Outcome:
        """Ask the live sources whose part of the store is older than allowed; words are needed to ask at all."""
        question = " ".join((text or "").lower().split())
        counted = [key for key in self._sources if self._counts(key, kind, sources)]
        statuses = self._store.snapshot().sources()

        async def ask(key: str) -> _Asked:
            source = self._sources[key]
            standing = _standing(source, statuses.get(key), max_age)
            if standing.state == "FRESH" or not question or not self._readers[key].live:
                return standing, 0

            async def call() -> _Brought:
                return self._keep(key, await self._readers[key].search(question, SEARCH_FIRST))

            window = _window(source, max_age)
            name: Key = ("live-search", key, kind, question, window, _period(question, window))
            flight = self._cache.get(name, call, soft=window, hard=window, kind=_Brought)
            return await self._within(standing, flight, wait)

        return await self._all(counted, ask, wait)

    async def lookup(self, keys: Sequence[str], *, wait: float = 1.5) -> Outcome:
        """Ask every live source for keys that the store does not know."""
        asked = [key for key in self._sources if self._readers[key].live]
        statuses = self._store.snapshot().sources()

        async def ask(key: str) -> _Asked:
            async def load(missing: Sequence[Key]) -> list[_Brought]:
                found = await self._readers[key].lookup([str(item[2]) for item in missing])
                return [self._keep(key, found)] * len(missing)

            window = _window(self._sources[key], None)
            names: list[Key] = [("live-lookup", key, wanted, window, _period(wanted, window)) for wanted in keys]

            async def call() -> _Brought:
                brought = await self._cache.get_many(names, load, soft=window, hard=window, kind=_Brought)
                return max(number for number, _ in brought), min(at for _, at in brought)

            return await self._within(_standing(self._sources[key], statuses.get(key), None), call(), wait)

        return await self._all(asked if keys else [], ask, wait)

    def _counts(self, key: str, kind: str, only: Sequence[str] | None) -> bool:
        kinds = KIND_OF_SOURCE.get(kind, _CATALOGS)
        return (not only or key in only) and self._sources[key].manifest.source.kind in kinds

    def _keep(self, key: str, found: Found) -> _Brought:
        at = clock.now().timestamp()
        if not found.documents and not found.refusals:
            return 0, at
        return self._inbox.put(Learned(key, tuple(found.documents), tuple(found.refusals))), at

    async def _within(self, standing: Report, flight: Awaitable[_Brought], wait: float) -> _Asked:
        """The report and the inbox number of one call that may take `wait` seconds."""
        started = clock.monotonic()
        number, at = 0, 0.0
        problem: SourceError | None = None
        try:
            async with asyncio.timeout(wait):
                number, at = await flight
        except TimeoutError:
            problem = SourceTimeout(f"No complete answer within {wait * 1000:.0f} ms.")
        except SourceError as error:
            problem = error
        elapsed = int((clock.monotonic() - started) * 1000)
        return _answered(standing, at, problem, elapsed), number

    async def _all(self, keys: Sequence[str], ask: Callable[[str], Awaitable[_Asked]], wait: float) -> Outcome:
        deadline = clock.monotonic() + wait
        before = self._inbox.drained()
        answers = await asyncio.gather(*(ask(key) for key in keys))
        newest = max((number for _, number in answers), default=0)
        changed = newest > before and await self._drained(newest, deadline)
        return Outcome(reports=tuple(report for report, _ in answers), changed=changed)

    async def _drained(self, number: int, deadline: float) -> bool:
        """Wait until the writer has put everything up to `number` into the store, within the time left."""
        while self._inbox.drained() < number:
            if clock.monotonic() >= deadline:
                return False
            await asyncio.sleep(DRAIN_POLL_SECONDS)
        return True


def _standing(source: Source, status: SourceStatus | None, max_age: float | None) -> Report:
    """How a source's part of the store stands, by its age and its last failure."""
    loaded = status.last_refreshed_at if status is not None else None
    if status is None or loaded is None:
        live_only = source.manifest.source.mode == "LIVE"
        code, problem = (status.problem_code, status.problem) if status is not None else (None, None)
        state: State = "FAILED" if problem else ("STALE" if live_only else "NEVER_LOADED")
        return Report(source=source.key, state=state, code=code, message=problem)
    age = max(0, int((clock.now() - loaded).total_seconds()))
    allowed = max_age if max_age is not None else float(source.manifest.fetch.every_seconds)
    fresh = age < allowed or (max_age is None and status.problem_code is None and age <= allowed * 1.1)
    return Report(
        source=source.key,
        state="FRESH" if fresh and status.problem_code is None else "STALE",
        as_of=loaded,
        age_seconds=age,
        code=status.problem_code,
        message=status.problem,
    )


def _window(source: Source, max_age: float | None) -> float:
    """How long a live answer is remembered, in seconds: what the caller allows, else the source's interval."""
    return max(SHORTEST_SECONDS, float(source.manifest.fetch.every_seconds) if max_age is None else max_age)


def _period(question: str, window: float) -> int:
    """The number of the period that a question is in: an answer is never used in the next one, so never older than
    `window`. Periods of different questions begin at different times, so that they are not all asked anew at once."""
    return int(clock.now().timestamp() / window + crc32(question.encode()) / 2**32)


def _answered(standing: Report, at: float, problem: SourceError | None, elapsed: int) -> Report:
    """The report behind a live call: what it achieved, or why the stored part was used."""
    if problem is None:
        as_of = datetime.fromtimestamp(at, UTC)
        age = max(0, int((clock.now() - as_of).total_seconds()))
        return Report(source=standing.source, state="FRESH", as_of=as_of, age_seconds=age, elapsed_ms=elapsed)
    states: dict[str, State] = {SourceTimeout.code: "TIMED_OUT", SourceRateLimited.code: "RATE_LIMITED"}
    return Report(
        source=standing.source,
        state=states.get(problem.code, "FAILED"),
        as_of=standing.as_of,
        age_seconds=standing.age_seconds,
        elapsed_ms=elapsed,
        code=problem.code,
        message=str(problem),
        retry_after_seconds=None if problem.retry_after is None else int(problem.retry_after),
    )
