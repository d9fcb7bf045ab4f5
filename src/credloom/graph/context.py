"""What one operation carries from field to field."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from credloom import clock
from credloom.graph.gather import Gathering
from credloom.refresh.ports import Freshener, Report
from credloom.sources.manifest import Source
from credloom.store.ports import Snapshot, Store


@dataclass(slots=True)
class Asked:
    """How fresh what a live listing refers to must be: `max_age` and `wait` in seconds, and the keys that are so."""

    max_age: float | None
    wait: float
    keys: set[str]


@dataclass(slots=True, kw_only=True, eq=False)
class Context:
    """One per operation. `deadline` is a time of `clock.monotonic`; `sources` are the enabled ones by key.

    `reports` collects how sources took part in the whole operation, for `extensions.sources`.
    """

    store: Store
    freshener: Freshener
    sources: Mapping[str, Source]
    deadline: float
    request_id: str = ""
    production: bool = False
    public_url: str | None = None
    snapshot: Snapshot = None  # type: ignore[assignment]  # set below: the newest one, unless a caller pins another
    reports: list[Report] = field(default_factory=list)
    gathering: Gathering = field(default_factory=Gathering)
    timely: bool = False
    """Whether something was shown that changes with time alone, so that the answer cannot be kept."""
    asked: Asked | None = None
    """Set by a live listing: what it refers to is asked for as well."""

    def __post_init__(self) -> None:
        if self.snapshot is None:
            self.snapshot = self.store.snapshot()

    def remaining(self) -> float:
        """Seconds that are left for the operation; never negative."""
        return max(0.0, self.deadline - clock.monotonic())

    async def renewed(self) -> Snapshot:
        """As `renew`, without making the loop wait while the epoch's index is opened."""
        newest = self.store.ready()
        if newest is None:
            newest = await asyncio.to_thread(self.store.snapshot)
        self.snapshot = newest
        return newest

    def renew(self) -> Snapshot:
        """Take the store's newest epoch, after a source brought something."""
        self.snapshot = self.store.snapshot()
        return self.snapshot
