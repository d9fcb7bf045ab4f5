"""The reader of registries: which of the ways to read is taken."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

import msgspec

from credloom import clock
from credloom.connect.reader import Found, Harvest
from credloom.connect.registry import live
from credloom.connect.registry.changes import Changes, SilentZero
from credloom.connect.registry.checkpoint import Checkpoint, decoded, mark_of
from credloom.connect.registry.files import Folder
from credloom.connect.registry.listing import Listing
from credloom.connect.registry.options import options_of
from credloom.connect.registry.wire import Api, Wire
from credloom.errors import SourceNotFound, SourceRefused
from credloom.sources.manifest import Source

log = logging.getLogger(__name__)


class RegistryReader:
    """A Credential Registry over its protocol, or a copy of it on disk, which is not live.

    Raises `ManifestError` where the manifest's options are wrong.
    """

    def __init__(self, source: Source, client: Api) -> None:
        self._source = source
        self._options = options_of(source.manifest)
        self._wire = Wire(source, client, self._options)
        self.live = self.searchable = urlsplit(self._wire.base).scheme != "file"

    async def harvest(self, checkpoint: bytes | None, *, full: bool) -> AsyncIterator[Harvest]:
        """Everything, or what changed; a listing that was stopped goes on where it was.

        Everything is listed again after `full_every`, and whenever a search by date cannot be had or cannot be trusted.
        """
        if not self.live:
            async for portion in Folder(self._source).harvest(checkpoint, full=full):
                yield portion
            return
        known = decoded(checkpoint, mark_of(self._source, self._options))
        if full and not (known.run is not None and (known.run.kind == "all" or known.since is None)):
            known = Checkpoint(mark=known.mark)
        begun = False
        try:
            async for portion in self._portions(known):
                begun = True
                yield portion
        except (SilentZero, SourceRefused, SourceNotFound) as error:
            if begun or self._options.only or self._lists_all(known):
                raise
            log.warning(
                "search by date not usable, everything is listed",
                extra={"source": self._source.key, "code": error.code, "problem": str(error)},
            )
            known = Checkpoint(mark=known.mark, listed=known.listed)
        else:
            return
        async for portion in Listing(self._wire, known).harvest(None):
            yield portion

    async def lookup(self, keys: Sequence[str]) -> Found:
        """Payloads that hold the resources of CTIDs or Registry addresses; a member's payload is its container's."""
        return await live.lookup(self._wire, keys) if self.live else Found()

    async def search(self, text: str, first: int) -> Found:
        """Payloads of resources that match some words: by the Assistant with a key, else by the open search."""
        return await live.search(self._wire, text, first) if self.live else Found()

    def _portions(self, known: Checkpoint) -> AsyncIterator[Harvest]:
        if self._lists_all(known):
            run = known.run if known.run is not None and known.run.kind == "all" else None
            return Listing(self._wire, known).harvest(run)
        since = None if self._overdue(known) else known.since
        run = known.run if known.run is not None and known.run.kind == "changes" else None
        return Changes(self._wire, msgspec.structs.replace(known, since=since)).harvest(run)

    def _lists_all(self, known: Checkpoint) -> bool:
        """Whether `/envelopes` is read: it has everything with payloads, but knows no filters."""
        if self._options.only:
            return False
        return known.since is None or self._overdue(known) or (known.run is not None and known.run.kind == "all")

    def _overdue(self, known: Checkpoint) -> bool:
        if known.run is not None:
            return False
        return known.listed is None or clock.now() - known.listed > timedelta(seconds=self._options.full_every)
