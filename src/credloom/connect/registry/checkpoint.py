"""Where the refresh of a registry stands: a listing under way, or the moment from which changes are to be read."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Literal

import msgspec

from credloom.connect.registry.options import Options
from credloom.sources.manifest import Source


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A listing that is not at its end. `page` is read next; `total` and `size` are what the page before it said.

    `seen` counts envelopes so far, `whole` says that none was lost, `started` is the server's clock at the beginning.
    """

    kind: Literal["all", "changes"]
    started: datetime
    page: int = 1
    total: int | None = None
    size: int = 0
    seen: int = 0
    whole: bool = True


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """`mark` is a digest of addresses and options, `since` the server's time up to which everything is known, `listed`
    when everything was listed last."""

    mark: str = ""
    since: datetime | None = None
    listed: datetime | None = None
    run: Run | None = None

    def encoded(self) -> bytes:
        """As the store keeps it."""
        return msgspec.json.encode(self)


def mark_of(source: Source, options: Options) -> str:
    """A digest of what decides which envelopes a listing gives: another one means that all is read anew."""
    what = (source.urls.get("main"), options.community, options.provisional, sorted(options.only.items()))
    return hashlib.sha256(msgspec.json.encode(what)).hexdigest()[:16]


def decoded(data: bytes | None, mark: str) -> Checkpoint:
    """The checkpoint; an empty one where it is of another version, another address or other options."""
    try:
        found = msgspec.json.decode(data, type=Checkpoint) if data else Checkpoint(mark=mark)
    except msgspec.MsgspecError:
        return Checkpoint(mark=mark)
    return found if found.mark == mark else Checkpoint(mark=mark)
