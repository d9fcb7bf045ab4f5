"""What the application needs from the stages below it, so that it can be tried without them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from credloom.execute.ports import Answer, Operation
from credloom.model.record import Provenance
from credloom.refresh.ports import Report
from credloom.store.ports import SourceStatus


class Engine(Protocol):
    """Runs GraphQL operations. Never raises for what a caller sent: errors are in the answer."""

    async def execute(self, operation: Operation, *, request_id: str, deadline: float) -> Answer:
        """The answer, within `deadline` (of `clock.monotonic`); what is late then is reported in it."""
        ...

    def counted_by(self, count: Callable[[str], None]) -> None:
        """Have `count` told of every operation that is run: `plan`, or in a word why there was none."""
        ...


class Shown(NamedTuple):
    """A record for its page. `names` are, by key, those of the records that it points at and that can be shown;
    `sources` the names of sources by their keys."""

    key: str
    node: Mapping[str, Any]
    provenance: Sequence[Provenance]
    names: Mapping[str, str]
    sources: Mapping[str, str]


class Gateway(Protocol):
    """Everything behind the HTTP application. `start` and `stop` run in its lifespan."""

    @property
    def engine(self) -> Engine: ...
    @property
    def sdl(self) -> str: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    def not_ready(self) -> str | None:
        """Why no query can be answered now; None when it can. A source that is down is no reason."""
        ...

    def epoch(self) -> int | None:
        """The number of the store's epoch now; None while there is no store. Answers of one epoch are alike."""
        ...

    def statuses(self) -> Mapping[str, SourceStatus]:
        """What the store knows of each enabled source."""
        ...

    def states(self) -> Mapping[str, Report]:
        """How each enabled source stands."""
        ...

    def published(self, key: str) -> dict[str, Any] | None:
        """The merged record of a key as CTDL JSON-LD; None where the store knows nothing."""
        ...

    def provenance(self, key: str) -> Sequence[Provenance]:
        """Where the record of a key comes from."""
        ...

    def names(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The names of those of the keys whose records can be shown."""
        ...

    def source_names(self) -> Mapping[str, str]:
        """The name of each source by its key."""
        ...


__all__ = ["Answer", "Engine", "Gateway", "Operation", "Shown"]
