"""Refresh, then answer: asks live sources for what a query needs, within the time that the caller allows.

What they send goes into the durable inbox; the writer puts it into the store, and the answer is made from there: one
store, one ranking. Calls are joined (one flight a question), remembered for the source's interval, and a failure is
remembered for a moment, so that a slow source is not asked by everybody at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from credloom import clock
from credloom.cache import Cache
from credloom.cache.keys import Key
from credloom.connect.client import Client
from credloom.connect.reader import Found, Listing, Reader
from credloom.connect.readers import reader_for
from credloom.errors import SourceError, SourceTimeout
from credloom.refresh.inbox import Inbox
from credloom.refresh.learn import Learner
from credloom.refresh.listing import Listings
from credloom.refresh.ports import Listed, Mark, Outcome, Report
from credloom.refresh.standing import answered, period_of, standing, window_of
from credloom.sources.manifest import Source
from credloom.store.ports import Store

SEARCH_FIRST = 50
"""How many documents a live search asks for: more than a page, so that local ranking has a choice."""

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
        self._sources, self._store, self._cache = sources, store, cache
        self._learner = Learner(inbox)
        self._readers: dict[str, Reader] = {key: reader_for(source, client) for key, source in sources.items()}
        listing = {key: reader for key, reader in self._readers.items() if isinstance(reader, Listing)}
        self._listings = Listings(sources, listing, store, self._learner, cache)

    def lists(self, source: str, kind: str) -> bool:
        """Whether a source can be asked for single pages of its listing of a kind."""
        return self._listings.table(source, kind) is not None

    async def page(
        self, source: str, kind: str, first: int, at: Mark | None, *, max_age: float | None, wait: float
    ) -> Listed:
        """See `Listings.page`."""
        return await self._listings.page(source, kind, first, at, max_age=max_age, wait=wait)

    def known(self, keys: Sequence[str], *, max_age: float | None) -> Outcome | None:
        """See `Listings.known`."""
        return self._listings.known(keys, max_age=max_age)

    async def refresh(self, keys: Sequence[str], *, max_age: float | None, wait: float) -> Outcome:
        """See `Listings.refresh`."""
        return await self._listings.refresh(keys, max_age=max_age, wait=wait)

    def states(self) -> dict[str, Report]:
        """How every source stands by the store's own knowledge."""
        statuses = self._store.snapshot().sources()
        return {key: standing(source, statuses.get(key), None) for key, source in self._sources.items()}

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
            before = standing(source, statuses.get(key), max_age)
            if before.state == "FRESH" or not question or not self._readers[key].searchable:
                return before, 0

            async def call() -> _Brought:
                return await self._keep(key, await self._readers[key].search(question, SEARCH_FIRST))

            window = window_of(source, max_age)
            name: Key = ("live-search", key, kind, question, window, period_of(question, window))
            flight = self._cache.get(name, call, soft=window, hard=window, kind=_Brought, tags=(key,))
            return await self._within(before, flight, wait, window)

        return await self._all(counted, ask, wait)

    async def lookup(self, keys: Sequence[str], *, wait: float = 1.5) -> Outcome:
        """Ask every live source for keys that the store does not know."""
        asked = [key for key in self._sources if self._readers[key].live]
        statuses = self._store.snapshot().sources()

        async def ask(key: str) -> _Asked:
            async def load(missing: Sequence[Key]) -> list[_Brought]:
                found = await self._readers[key].lookup([str(item[2]) for item in missing])
                return [await self._keep(key, found)] * len(missing)

            window = window_of(self._sources[key], None)
            names: list[Key] = [("live-lookup", key, wanted, window, period_of(wanted, window)) for wanted in keys]

            async def call() -> _Brought:
                brought = await self._cache.get_many(names, load, soft=window, hard=window, kind=_Brought, tags=(key,))
                return max(number for number, _ in brought), min(at for _, at in brought)

            before = standing(self._sources[key], statuses.get(key), None)
            return await self._within(before, call(), wait, window)

        return await self._all(asked if keys else [], ask, wait)

    def _counts(self, key: str, kind: str, only: Sequence[str] | None) -> bool:
        kinds = KIND_OF_SOURCE.get(kind, _CATALOGS)
        return (not only or key in only) and self._sources[key].manifest.source.kind in kinds

    async def _keep(self, key: str, found: Found) -> _Brought:
        at = clock.now().timestamp()
        return await self._learner.keep(key, found.documents, found.refusals), at

    async def _within(self, before: Report, flight: Awaitable[_Brought], wait: float, window: float) -> _Asked:
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
        return answered(before, at, problem, elapsed, window), number

    async def _all(self, keys: Sequence[str], ask: Callable[[str], Awaitable[_Asked]], wait: float) -> Outcome:
        deadline = clock.monotonic() + wait
        before = self._learner.drained()
        answers = await asyncio.gather(*(ask(key) for key in keys))
        newest = max((number for _, number in answers), default=0)
        changed = newest > before and await self._learner.in_store(newest, deadline)
        return Outcome(reports=tuple(report for report, _ in answers), changed=changed)
