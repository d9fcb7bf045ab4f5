"""One answering process: store, cache, client, live sources, inbox and engine, opened together and closed together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from credloom.cache import Cache, open_cache
from credloom.connect.client import Client
from credloom.errors import StoreError
from credloom.execute.engine import Engine
from credloom.gateway.stalls import Stalls
from credloom.graph.context import Context
from credloom.model.record import Provenance
from credloom.model.text import pick
from credloom.refresh.inbox import Inbox
from credloom.refresh.live import Live
from credloom.refresh.ports import Report
from credloom.settings import Settings
from credloom.sources.manifest import Source
from credloom.store import open_store
from credloom.store.ports import SourceStatus, Store

log = logging.getLogger(__name__)

RETRY_SECONDS = 0.2
"""How often a store that could not be opened is tried again."""


@dataclass(frozen=True)
class _Open:
    """What is open while the gateway can answer."""

    store: Store
    inbox: Inbox
    cache: Cache
    client: Client
    live: Live

    async def close(self) -> None:
        await self.cache.aclose()  # first: it ends loads that use the others
        await self.client.aclose()
        self.inbox.close()
        self.store.close()


class Gateway:
    """Fulfils `http.ports.Gateway`.

    A store that cannot be opened does not stop the start: the gateway is not ready then, says why, and tries again.
    """

    def __init__(self, settings: Settings, sources: Mapping[str, Source], *, mend: bool = True) -> None:
        """`mend`: whether this process may repair the store; not where the one that writes starts beside it."""
        from credloom.graph import schema  # builds all types, which takes a moment

        self._settings, self._sources, self._mend = settings, sources, mend
        self._parts: _Open | None = None
        self._reason = "The gateway is starting."
        self._retrying: asyncio.Task[None] | None = None
        self._stalls = Stalls(settings.stall_ms / 1000) if settings.stall_ms else None
        self.sdl = schema.sdl()
        self.engine = Engine(schema.schema()._schema, self._context, production=settings.production)

    async def start(self) -> None:
        """Open everything."""
        if self._stalls is not None:
            self._stalls.start()
        await self._open()
        if self._parts is None:
            self._retrying = asyncio.create_task(self._retry())

    async def stop(self) -> None:
        """Close everything; what was asked before is answered by then."""
        if self._retrying is not None:
            self._retrying.cancel()
            await asyncio.gather(self._retrying, return_exceptions=True)
        self._reason = "The gateway is stopping."
        parts, self._parts = self._parts, None
        if parts is not None:
            await parts.close()
        if self._stalls is not None:
            await self._stalls.stop()

    def not_ready(self) -> str | None:
        """Why no query can be answered now."""
        return None if self._parts is not None else self._reason

    def epoch(self) -> int | None:
        """The store's epoch now."""
        return self._parts.store.epoch() if self._parts is not None else None

    def statuses(self) -> Mapping[str, SourceStatus]:
        """What the store knows of each enabled source."""
        known = self._ready().store.snapshot().sources()
        return {key: known.get(key) or SourceStatus(source=key) for key in self._sources}

    def states(self) -> Mapping[str, Report]:
        """How each enabled source stands."""
        return self._ready().live.states()

    def published(self, key: str) -> dict[str, Any] | None:
        """The merged record of a key as CTDL JSON-LD."""
        return self._ready().store.snapshot().published([key])[0]

    def provenance(self, key: str) -> Sequence[Provenance]:
        """Where the record of a key comes from."""
        return self._ready().store.snapshot().provenance([key])[0]

    def names(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The names of those of the keys whose records can be shown."""
        things = zip(keys, self._ready().store.snapshot().get_many(keys), strict=True)
        return {key: pick(thing.names) or thing.key for key, thing in things if thing is not None and thing.known}

    def source_names(self) -> Mapping[str, str]:
        """The name of each source by its key."""
        return {key: source.manifest.source.name for key, source in self._sources.items()}

    def _ready(self) -> _Open:
        if self._parts is None:
            raise StoreError(self._reason)
        return self._parts

    async def _context(self, request_id: str, deadline: float) -> Context:
        """What one operation needs. The index of a new epoch is opened in a thread: it takes up to 20 ms."""
        parts, settings = self._ready(), self._settings
        snapshot = parts.store.ready()
        if snapshot is None:
            snapshot = await asyncio.to_thread(parts.store.snapshot)
        return Context(
            store=parts.store,
            snapshot=snapshot,
            freshener=parts.live,
            sources=self._sources,
            deadline=deadline,
            request_id=request_id,
            production=settings.production,
            public_url=settings.public_url,
        )

    async def _open(self) -> None:
        settings = self._settings
        try:
            store = await asyncio.to_thread(open_store, settings.data_dir, write=False, mend=self._mend)
        except StoreError as error:
            if self._reason != str(error):
                log.warning("store not opened", extra={"problem": str(error), "detail": error.detail})
            self._reason = str(error)
            return
        inbox = Inbox(settings.data_dir)
        cache = open_cache(settings.cache, entries=settings.cache_entries, namespace=str(settings.data_dir))
        client = Client(allow_private=settings.allow_private_addresses)
        self._parts = _Open(store, inbox, cache, client, Live(self._sources, client, store, inbox, cache))

    async def _retry(self) -> None:
        while self._parts is None:
            await asyncio.sleep(RETRY_SECONDS)
            await self._open()
