"""The reader of postings: places are found, read some at once, and what is new in them is handed on in portions."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator, Sequence

import msgspec

from credloom import clock
from credloom.connect.jobs.items import Holder, Holding, Item
from credloom.connect.jobs.options import options_of
from credloom.connect.jobs.places import Place, Places
from credloom.connect.jobs.state import Seen, State, digest, dump, load
from credloom.connect.pages import Getter
from credloom.connect.reader import Found, Harvest
from credloom.errors import SourceError, SourceNotFound, SourceRateLimited
from credloom.model.record import Document, Refusal
from credloom.sources.manifest import Source

PORTION = 100
"""Places that are asked for at once, and documents that are written at once."""
DROP = 0.2
"""Where a larger share of the known places is gone, everything is read anew: the store then asks the operator."""


class JobsReader:
    """Reads postings of one source. Not live: pages and feeds are read as wholes."""

    live = searchable = False

    def __init__(self, source: Source, client: Getter) -> None:
        self._source, self._client = source, client

    async def harvest(self, checkpoint: bytes | None, *, full: bool) -> AsyncIterator[Harvest]:
        """All postings, or what changed since the checkpoint; pages that a sitemap no longer lists are gone."""
        run = _Run(self._source, self._client, load(checkpoint), full=full)
        await run.start()
        async for portion in run.portions():
            yield portion

    async def lookup(self, keys: Sequence[str]) -> Found:
        """Nothing: pages are no service that can be asked for one key."""
        del keys
        return Found()

    async def search(self, text: str, first: int) -> Found:
        """Nothing: pages are no service that can be searched."""
        del text, first
        return Found()


class _Run:
    """One harvest."""

    def __init__(self, source: Source, client: Getter, state: State, *, full: bool) -> None:
        self._source = source
        self._options = options_of(source)
        self._places = Places(source, client, self._options)
        self._holder = Holder(source, client, self._options)
        mark = _mark(source)
        if state.mark != mark or (full and state.done):
            state = State()
        self._resumed = not state.done and bool(state.mark)
        self._state = state
        self._state.mark = mark
        self._todo: list[Place] = []
        self._gone: list[str] = []

    async def start(self) -> None:
        """Find all places, and from where to read them."""
        state = self._state
        feeds = [url for url, seen in state.places.items() if seen.feed]
        self._todo = await self._places.find(feeds)
        listing = self._places.digest()
        here = {place.url for place in self._todo}
        gone = [url for url in state.places if url not in here]
        if state.done:
            state.whole = len(gone) > DROP * max(len(state.places), 1)
        if not (self._resumed and state.listing == listing):
            state.at = state.within = state.failed = 0
        if self._places.whole and not state.whole:
            self._gone = [ref for url in gone for ref in state.places[url].refs]
        if self._places.whole:
            for url in gone:
                del state.places[url]
        state.listing, state.done = listing, False

    async def portions(self) -> AsyncIterator[Harvest]:
        """Portions from where the state stands; the last one says so."""
        refusals = list(self._places.refusals)
        removed = self._gone
        total = len(self._todo)
        while self._state.at < total:
            some = self._todo[self._state.at : self._state.at + PORTION]
            for portion in await self._some(some, refusals, removed):
                yield portion
            refusals, removed = [], []
        self._state.done = True
        complete = self._state.whole and self._places.whole and not self._state.failed
        yield Harvest(
            refusals=refusals,
            removed=removed,
            checkpoint=dump(self._state),
            done=total,
            total=total,
            finished=True,
            complete=complete,
        )

    async def _some(self, some: list[Place], refusals: list[Refusal], removed: list[str]) -> list[Harvest]:
        """The portions of some places. Raises where the source as a whole does not answer."""
        answers = await asyncio.gather(*(self._one(place) for place in some))
        failed = [answer for answer in answers if isinstance(answer, SourceError)]
        hard = [error for error in failed if isinstance(error, SourceRateLimited)] or failed
        if failed and (len(failed) == len(some) or isinstance(hard[0], SourceRateLimited)) and self._remote(some):
            raise hard[0]
        gathered = _Portion(self._source, self._state, len(self._todo), refusals, removed)
        for place, answer in zip(some, answers, strict=True):
            if isinstance(answer, SourceError):
                gathered.failed(place, answer)
            else:
                gathered.take(place, answer)
        return list(gathered.harvests())

    def _remote(self, some: list[Place]) -> bool:
        return any(place.kind != "file" for place in some)

    async def _one(self, place: Place) -> Holding | SourceError:
        seen = self._state.places.get(place.url) if not self._state.whole else None
        if seen is not None and place.lastmod and place.lastmod == seen.lastmod:
            return Holding([], seen, [], unchanged=True)
        try:
            robots = await self._places.robots(place.url)
            return await self._holder.read(place, seen, robots)
        except SourceNotFound as error:
            return error if place.kind == "feed" or place.url in self._source.urls.values() else Holding([], Seen(), [])
        except SourceError as error:
            return error


class _Portion:
    """The documents of some places, cut into portions; the state goes on with every place that is done."""

    def __init__(self, source: Source, state: State, total: int, refusals: list[Refusal], removed: list[str]) -> None:
        self._source, self._state, self._total = source, state, total
        self._refusals, self._removed = refusals, removed
        self._documents: list[Document] = []
        self._ready: list[Harvest] = []
        self._now = clock.now()

    def failed(self, place: Place, error: SourceError) -> None:
        """A place that could not be read: what is known of it stays."""
        ref = place.url.rpartition("/")[2] if place.kind == "file" else place.url
        self._refusals.append(Refusal(source=self._source.key, place=ref, reason=str(error), ref=ref))
        self._state.failed += 1
        self._state.at += 1
        self._state.within = 0

    def take(self, place: Place, holding: Holding) -> None:
        """A place that was read: what is new in it, and what is no longer there."""
        state = self._state
        before = state.places.get(place.url)
        old = {} if before is None else before.refs
        if not holding.unchanged:
            self._removed.extend(ref for ref in old if ref not in holding.seen.refs)
            self._refusals.extend(
                Refusal(source=self._source.key, place=where, reason=reason, ref=where.partition("#")[0])
                for where, reason in holding.problems
            )
            news = [item for item in holding.items if state.whole or old.get(item.ref) != holding.seen.refs[item.ref]]
            self._documents_of(news)
        state.places[place.url] = holding.seen
        state.at += 1
        state.within, state.content = 0, b""
        if len(self._documents) >= PORTION:
            self._cut()

    def _documents_of(self, news: Sequence[Item]) -> None:
        content = digest(b"".join(item.ref.encode() for item in news))
        start = self._state.within if self._state.content == content else 0
        for number, item in enumerate(news[start:], start=start + 1):
            self._documents.append(self._document(item))
            if len(self._documents) >= PORTION and number < len(news):
                self._state.within, self._state.content = number, content
                self._cut()

    def _document(self, item: Item) -> Document:
        return Document(
            ref=item.ref,
            format=item.format,
            given=item.data,
            body=item.body,
            retrieved_at=self._now,
            url=item.url,
        )

    def _cut(self) -> None:
        self._ready.append(
            Harvest(
                documents=self._documents,
                removed=list(self._removed),
                refusals=list(self._refusals),
                checkpoint=dump(self._state),
                done=self._state.at,
                total=self._total,
            )
        )
        self._documents = []
        self._removed.clear()
        self._refusals.clear()

    def harvests(self) -> Iterator[Harvest]:
        """What was gathered, in portions."""
        if self._documents or self._removed or self._refusals:
            self._cut()
        return iter(self._ready)


def _mark(source: Source) -> str:
    """A digest of what the manifest says, and of the addresses: another one means that all is read anew."""
    what = (source.urls, source.manifest.fetch.params, source.manifest.fetch.options)
    return hashlib.sha256(msgspec.json.encode(what)).hexdigest()[:32]
