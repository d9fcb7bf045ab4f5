"""Keeping what live sources send: into the durable inbox, and waiting until the writer has put it into the store."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import cachebox
import msgspec

from credloom import clock
from credloom.errors import CredloomError
from credloom.model.record import Document, Refusal
from credloom.normalise.kinds import kind_of
from credloom.normalise.mapping import keys_of
from credloom.refresh.inbox import Inbox, Learned
from credloom.sources.manifest import Source
from credloom.store.documents import digest
from credloom.store.ports import Snapshot

DRAIN_POLL_SECONDS = 0.01
KNOWN = 16_384
"""Of how many originals it is remembered what they are, and in which epoch the store held them so."""

Keys = tuple[tuple[str, str], ...]
"""(kind of thing, key) of the records that one original tells of."""


class Learner:
    """Of one process. An original whose content has not changed is neither read nor kept again."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._turn = asyncio.Lock()
        self._keys: cachebox.LRUCache[tuple[str, bytes], Keys] = cachebox.LRUCache(KNOWN)
        self._held: cachebox.LRUCache[tuple[str, str], tuple[int, bytes]] = cachebox.LRUCache(KNOWN)

    async def keep(self, source: str, documents: Sequence[Document], refusals: Sequence[Refusal] = ()) -> int:
        """Put originals into the inbox; returns the message's number, 0 where there is nothing. The disk is waited for
        in a thread."""
        if not documents and not refusals:
            return 0
        learned = Learned(source, tuple(documents), tuple(refusals))
        async with self._turn:
            return await asyncio.to_thread(self._inbox.put, learned)

    async def keep_changed(self, source: Source, snapshot: Snapshot, documents: Sequence[Document]) -> int:
        """As `keep`, for the originals of rows that the store does not hold as they are."""
        return await self.keep(source.key, self._changed(source.key, snapshot, documents))

    def drained(self) -> int:
        """Up to which number everything is in the store."""
        return self._inbox.drained()

    async def in_store(self, number: int, deadline: float) -> bool:
        """Wait until the writer has put everything up to `number` into the store, until `deadline` at most."""
        while self._inbox.drained() < number:
            if clock.monotonic() >= deadline:
                return False
            await asyncio.sleep(DRAIN_POLL_SECONDS)
        return True

    def keys(self, source: Source, documents: Sequence[Document]) -> list[Keys]:
        """What rows tell of; nothing for one that cannot be read."""
        return [self._keys_of(source, document) for document in documents]

    def _keys_of(self, source: Source, document: Document) -> Keys:
        name = (source.key, document.body)
        found = self._keys.get(name)
        if found is None:
            try:
                told = keys_of(source, document)
            except CredloomError:
                told = []  # the writer says why, when it refuses the row
            found = self._keys[name] = tuple((kind_of(type_), key) for type_, key in told)
        return found

    def _changed(self, source: str, snapshot: Snapshot, documents: Sequence[Document]) -> list[Document]:
        """Those that the snapshot does not hold as they are."""
        epoch, held = snapshot.epoch, self._held
        unsure = [one for one in documents if held.get((source, one.ref)) != (epoch, one.body)]
        if not unsure:
            return []
        marks = snapshot.digests(source, [one.ref for one in unsure])
        changed = []
        for document, mark in zip(unsure, marks, strict=True):
            if mark == digest(document.body):
                held[source, document.ref] = (epoch, document.body)
            else:
                changed.append(msgspec.structs.replace(document, retrieved_at=clock.now()))
        return changed
