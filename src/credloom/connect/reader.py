"""What a reader of a protocol gives: a listing, and for live sources look-ups and searches.

Readers are a closed list (`connect.readers.READERS`); a manifest names one. A reader is made once per source with the
source and the shared client; every call runs within the caller's `asyncio.timeout`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol, runtime_checkable

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


Place = int | str
"""Where a page of a source's listing is: its number, offset or cursor, as the source counts."""


class SourcePage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a source's own listing, in its order.

    `total` is how many the whole listing has, where the source says so; `following` is the place of the next page.
    """

    documents: Sequence[Document] = ()
    refusals: Sequence[Refusal] = ()
    place: Place = ""
    total: int | None = None
    following: Place | None = None


class Reader(Protocol):
    """One source, spoken to in its protocol. Errors are `SourceError`s."""

    @property
    def live(self) -> bool:
        """Whether `lookup` can be asked while a query runs."""
        ...

    @property
    def searchable(self) -> bool:
        """Whether `search` can be asked while a query runs."""
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


@runtime_checkable
class Listing(Protocol):
    """A reader that can be asked for single pages and rows of its tables while a query runs."""

    @property
    def listings(self) -> tuple[str, ...]:
        """The tables of which a page can be asked for."""
        ...

    async def page(self, table: str, at: Place | None) -> SourcePage:
        """The page of a table at a place that an earlier one gave; the first one without. Raises `BadUserInput` for a
        place that cannot be."""
        ...

    def askable(self, keys: Sequence[str]) -> list[str]:
        """Those of some keys that `lookup` can be asked for."""
        ...

    async def lookup(self, keys: Sequence[str]) -> Found:
        """See `Reader.lookup`."""
        ...
