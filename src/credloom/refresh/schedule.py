"""When each source is due: its manifest's interval behind its last attempt, with jitter, sooner after a failure."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from credloom.sources.manifest import Source
from credloom.store.ports import SourceStatus

JITTER = 0.1
"""Share of the interval by which a refresh may be early or late, so that many gateways do not ask at one moment."""
RETRY_SECONDS = 300.0
"""How soon a source that failed is tried again, where its own interval is not shorter."""


def due_at(source: Source, status: SourceStatus | None, started: datetime, rng: random.Random) -> datetime:
    """The time of the next refresh; at once where the source was never read."""
    if status is None or status.last_attempt_at is None:
        return started
    every = float(source.manifest.fetch.every_seconds)
    if status.problem_code is not None:
        every = min(every, RETRY_SECONDS)
    return status.last_attempt_at + timedelta(seconds=every * rng.uniform(1 - JITTER, 1 + JITTER))


def plan(
    sources: Iterable[Source], statuses: Mapping[str, SourceStatus], started: datetime, rng: random.Random
) -> list[tuple[datetime, Source]]:
    """Mirrored sources with the time at which each is due, soonest first."""
    mirrored = (source for source in sources if source.manifest.source.mode == "MIRROR")
    return sorted(
        ((due_at(source, statuses.get(source.key), started, rng), source) for source in mirrored),
        key=lambda item: (item[0], item[1].key),
    )
