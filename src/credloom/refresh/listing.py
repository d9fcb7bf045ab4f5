"""Pages of a live source's own listing, and fresh rows behind references: asked for while a query runs.

What a source sends is kept like everything else, so that the answer is made from the store; only which things are on a
page, in which order and of how many, is the source's word. An original that did not change is not kept again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import cachebox
import msgspec

from credloom import clock
from credloom.cache import Cache
from credloom.cache.keys import Key
from credloom.connect.reader import Listing, Place
from credloom.errors import SourceError, SourceTimeout
from credloom.normalise.kinds import kind_of
from credloom.refresh.learn import KNOWN, Learner
from credloom.refresh.ports import Listed, Mark, Outcome, Report
from credloom.refresh.standing import answered, standing, window_of
from credloom.sources.manifest import Source
from credloom.store.ports import Store

MOST_PAGES = 10
"""How many pages of a source one page of ours may take."""
REMEMBERED = 2_000
"""Pages that are kept for the time when their source fails."""

_Brought = tuple[int, float]
"""The inbox number of what a call brought, and when it was asked, as a time stamp."""


class _Page(msgspec.Struct, frozen=True):
    """One page of a source: the key on each row (None for a row that is no such thing), and when it was asked for."""

    keys: tuple[str | None, ...]
    place: Place
    following: Place | None
    total: int | None
    number: int
    at: float


class Listings:
    """The live listings of all sources."""

    def __init__(
        self,
        sources: Mapping[str, Source],
        readers: Mapping[str, Listing],
        store: Store,
        learner: Learner,
        cache: Cache,
    ) -> None:
        self._sources, self._readers = sources, readers
        self._store, self._learner, self._cache = store, learner, cache
        self._drained = 0
        self._live = [key for key in readers if sources[key].manifest.source.mode == "LIVE"]
        self._rows_at: cachebox.LRUCache[tuple[str, str], _Brought] = cachebox.LRUCache(KNOWN)
        self._groups: cachebox.LRUCache[tuple[str, tuple[str, ...]], _Brought] = cachebox.LRUCache(REMEMBERED)
        self._last: cachebox.LRUCache[tuple[str, str, Place | None], _Page] = cachebox.LRUCache(REMEMBERED)

    def table(self, source: str, kind: str) -> str | None:
        """The table of a source that lists things of a kind page by page; None where there is none."""
        reader = self._readers.get(source)
        tables = reader.listings if reader is not None else ()
        records = self._sources[source].manifest.records if tables else ()
        return next((r.table for r in records if r.table in tables and kind_of(r.type.fixed) == kind), None)

    async def page(
        self, source: str, kind: str, first: int, at: Mark | None, *, max_age: float | None, wait: float
    ) -> Listed:
        """`first` things of a source's listing behind a mark that an earlier page gave."""
        started, deadline = clock.monotonic(), clock.monotonic() + wait
        table = self.table(source, kind)
        if table is None:
            raise SourceError(f"{source} lists no {kind}.", source=source)
        problem: SourceError | None = None
        pages: list[_Page] = []
        try:
            async with asyncio.timeout(wait):
                await self._collect(pages, source, table, kind, first, at, max_age)
        except TimeoutError:
            problem = SourceTimeout(f"No complete answer within {wait * 1000:.0f} ms.", source=source)
        except SourceError as error:
            problem = error
        if problem is not None:
            pages = self._remembered(table, kind, first, at, source)
        number = max((page.number for page in pages), default=0)
        changed = number > 0 and await self._learner.in_store(number, deadline)
        report = self._report(source, pages, problem, started, max_age)
        return _listed(pages, first, at, Outcome(reports=(report,), changed=changed), found=bool(pages))

    async def _collect(
        self,
        pages: list[_Page],
        source: str,
        table: str,
        kind: str,
        first: int,
        at: Mark | None,
        max_age: float | None,
    ) -> None:
        place = at[0] if at is not None else None
        while not pages or (_count(pages, at) < first and place is not None and len(pages) < MOST_PAGES):
            page = await self._asked(source, table, kind, place, max_age)
            self._last[source, f"{table} {kind}", place] = page
            pages.append(page)
            place = page.following

    def _remembered(self, table: str, kind: str, first: int, at: Mark | None, source: str) -> list[_Page]:
        """What the pages were when their source answered last."""
        pages: list[_Page] = []
        place = at[0] if at is not None else None
        while not pages or (_count(pages, at) < first and place is not None and len(pages) < MOST_PAGES):
            page = self._last.get((source, f"{table} {kind}", place))
            if page is None:
                break
            pages.append(page)
            place = page.following
        return pages

    async def _asked(self, key: str, table: str, kind: str, place: Place | None, max_age: float | None) -> _Page:
        """A page as new as the caller wants it: 0 seconds asks the source each time."""
        source, reader = self._sources[key], self._readers[key]

        async def call() -> _Page:
            at = clock.now().timestamp()
            found = await reader.page(table, place)
            documents = found.documents
            number = await self._learner.keep_changed(source, self._store.snapshot(), documents)
            if found.refusals:
                number = max(number, await self._learner.keep(key, (), found.refusals))
            told = self._learner.keys(source, documents)
            keys = tuple(next((name for what, name in keys if what == kind), None) for keys in told)
            return _Page(keys, found.place, found.following, found.total, number, at)

        if max_age == 0:
            return await call()
        window = window_of(source, max_age)
        name: Key = ("live-page", key, table, kind, place, window)
        return await self._cache.get(name, call, soft=window, hard=window, kind=_Page, tags=(key,))

    def known(self, keys: Sequence[str], *, max_age: float | None) -> Outcome | None:
        """What `refresh` would say where all keys were asked for together within the time that is allowed."""
        if max_age == 0:
            return None
        reports = []
        for key, mine in self._wanted(keys).items():
            source = self._sources[key]
            window = window_of(source, max_age)
            found = self._groups.get((key, tuple(mine)))
            if found is None or found[1] <= clock.now().timestamp() - window or not self._is_drained(found[0]):
                return None
            reports.append(answered(standing(source, None, max_age), found[1], None, 0, window))
        return Outcome(reports=tuple(reports))

    def _is_drained(self, number: int) -> bool:
        if number > self._drained:
            self._drained = self._learner.drained()
        return number <= self._drained

    def _wanted(self, keys: Sequence[str]) -> dict[str, list[str]]:
        """Which of some keys each live source can be asked for."""
        asked = {key: self._readers[key].askable(keys) for key in self._live}
        return {key: mine for key, mine in asked.items() if mine}

    async def refresh(self, keys: Sequence[str], *, max_age: float | None, wait: float) -> Outcome:
        """Ask live sources for the rows of keys that they can be asked for: the store then holds what they say."""
        wanted = self._wanted(keys)
        if not wanted:
            return Outcome()
        deadline = clock.monotonic() + wait
        answers = await asyncio.gather(*(self._rows(key, mine, max_age, wait) for key, mine in wanted.items()))
        number = max(number for _, number in answers)
        changed = number > 0 and await self._learner.in_store(number, deadline)
        return Outcome(reports=tuple(report for report, _ in answers), changed=changed)

    async def _rows(self, key: str, keys: Sequence[str], max_age: float | None, wait: float) -> tuple[Report, int]:
        source, reader, started = self._sources[key], self._readers[key], clock.monotonic()
        asked_at, number = clock.now().timestamp(), 0
        problem: SourceError | None = None

        async def load(missing: Sequence[str]) -> int:
            found = await reader.lookup(missing)
            kept = await self._learner.keep_changed(source, self._store.snapshot(), found.documents)
            refused = await self._learner.keep(key, (), found.refusals) if found.refusals else 0
            return max(kept, refused)

        async def load_many(names: Sequence[Key]) -> list[_Brought]:
            return [(await load([str(name[2]) for name in names]), clock.now().timestamp())] * len(names)

        async def remembered() -> _Brought:
            window, group = window_of(source, max_age), (key, tuple(keys))
            together = self._groups.get(group)
            if together is not None and together[1] > clock.now().timestamp() - window:
                return together
            known, missing = self._known(key, keys, window)
            names: list[Key] = [("live-row", key, one, window) for one in missing]
            found = await self._cache.get_many(names, load_many, soft=window, hard=window, kind=_Brought, tags=(key,))
            for one, new in zip(missing, found, strict=True):
                self._rows_at[key, one] = new
            every = [*known, *found]
            brought = max(number for number, _ in every), min(at for _, at in every)
            self._groups[group] = brought
            return brought

        try:
            async with asyncio.timeout(wait):
                if max_age == 0:
                    number = await load(keys)
                else:
                    number, asked_at = await remembered()
        except TimeoutError:
            problem = SourceTimeout(f"No complete answer within {wait * 1000:.0f} ms.", source=key)
        except SourceError as error:
            problem = error
        elapsed = int((clock.monotonic() - started) * 1000)
        before = standing(source, None, max_age) if problem is None else self._standing(key, max_age)
        return answered(before, asked_at, problem, elapsed, _window(source, max_age)), number

    def _known(self, source: str, keys: Sequence[str], window: float) -> tuple[list[_Brought], list[str]]:
        """What is known of keys that were asked for within `window` seconds, and the other keys."""
        since, rows = clock.now().timestamp() - window, self._rows_at
        known: list[_Brought] = []
        missing: list[str] = []
        for key in keys:
            found = rows.get((source, key))
            if found is not None and found[1] > since:
                known.append(found)
            else:
                missing.append(key)
        return known, missing

    def _report(
        self, source: str, pages: Sequence[_Page], problem: SourceError | None, started: float, max_age: float | None
    ) -> Report:
        at = min((page.at for page in pages), default=0.0)
        elapsed = int((clock.monotonic() - started) * 1000)
        before = standing(self._sources[source], None, None) if problem is None else self._standing(source, None)
        return answered(before, at, problem, elapsed, _window(self._sources[source], max_age))

    def _standing(self, source: str, max_age: float | None) -> Report:
        return standing(self._sources[source], self._store.snapshot().sources().get(source), max_age)


def _window(source: Source, max_age: float | None) -> float:
    return 0.0 if max_age == 0 else window_of(source, max_age)


def _count(pages: Sequence[_Page], at: Mark | None) -> int:
    skipped = at[1] if at is not None else 0
    rows = [key for page in pages for key in page.keys]
    return sum(key is not None for key in rows[skipped:])


def _listed(pages: Sequence[_Page], first: int, at: Mark | None, outcome: Outcome, *, found: bool) -> Listed:
    """The first things of some pages, and the mark behind each."""
    keys: list[str] = []
    marks: list[Mark] = []
    more = False
    skip = at[1] if at is not None else 0
    for page in pages:
        for index in range(skip, len(page.keys)):
            key = page.keys[index]
            if key is not None and len(keys) == first:
                more = True
                break
            if key is not None:
                keys.append(key)
                last = index + 1 == len(page.keys) and page.following is not None
                marks.append((page.following, 0) if last and page.following is not None else (page.place, index + 1))
        skip = 0
    more = more or bool(pages and pages[-1].following is not None)
    total = next((page.total for page in pages if page.total is not None), None)
    whole = all(key is not None for page in pages for key in page.keys)
    return Listed(
        keys=tuple(keys), marks=tuple(marks), total=total, exact=whole, has_next=more, found=found, outcome=outcome
    )
