"""What a reader of a protocol gives: a listing, and for live sources look-ups and searches.

Readers are a closed list (`connect.readers.READERS`); a manifest names one. A reader is made once per source with the
source and the shared client; every call runs within the caller's `asyncio.timeout`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

import msgspec

from credloom.model.record import Document, Refusal


class Harvest(msgspec.Struct, frozen=True, kw_only=True):
    """A portion of a listing, small enough to write at once (about 100 to 500 documents).

    `checkpoint` lets a later `harvest` go on behind this portion; `removed` are refs or record ids that the source
    says are gone; `done` and `total` are for the progress bar. The last portion says `finished`; `complete` on it means
    that everything the source holds was seen, so that what was not seen is gone.
    """

    documents: Sequence[Document] = ()
    removed: Sequence[str] = ()
    refusals: Sequence[Refusal] = ()
    checkpoint: bytes | None = None
    done: int = 0
    total: int | None = None
    finished: bool = False
    complete: bool = False


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a live call brought: documents, and refusals for what could not be read."""

    documents: Sequence[Document] = ()
    refusals: Sequence[Refusal] = ()


class Reader(Protocol):
    """One source, spoken to in its protocol. Errors are `SourceError`s."""

    @property
    def live(self) -> bool:
        """Whether `lookup` and `search` can be asked while a query runs."""
        ...

    def harvest(self, checkpoint: bytes | None, *, full: bool) -> AsyncIterator[Harvest]:
        """Everything (`full`, or no checkpoint), or what changed since the checkpoint."""
        ...

    async def lookup(self, keys: Sequence[str]) -> Found:
        """Documents that hold the things of these keys; what the source does not know is simply missing."""
        ...

    async def search(self, text: str, first: int) -> Found:
        """Documents that match a text, best first."""
        ...
