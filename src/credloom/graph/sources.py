"""Sources as the graph shows them, and how they took part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from credloom.graph.attributes import Show
from credloom.graph.context import Context
from credloom.model.base import Value
from credloom.model.identity import local_key, local_part
from credloom.refresh.ports import Report
from credloom.store.ports import SourceStatus

NODE = "source"
_URN = local_key("node", NODE, "")
SWITCHED_OFF = "This source is switched off; what it told earlier is kept."


class Source(Value, frozen=True):
    """A source: what its manifest says to everybody. `name` is None for one that is switched off."""

    source: str
    name: str | None = None
    kind: str = "OTHER"
    mode: str = "MIRROR"
    homepage: str | None = None
    license: str | None = None
    attribution: str | None = None
    jurisdiction: str | None = None
    refresh_every_seconds: int | None = None

    @property
    def key(self) -> str:
        """Its key among all things."""
        return _URN + self.source


def source_of(context: Context, key: str) -> Source:
    """The source of a connector key, whether it is enabled or not."""
    known = context.sources.get(key)
    if known is None:
        return Source(key)
    told = known.manifest.source
    return Source(
        key,
        told.name,
        told.kind,
        told.mode,
        told.homepage,
        told.license,
        told.attribution,
        told.jurisdiction,
        known.manifest.fetch.every_seconds,
    )


def sources_by_key(context: Context, keys: Iterable[str]) -> dict[str, Source]:
    """The sources of some connector keys."""
    return {key: source_of(context, key) for key in dict.fromkeys(keys)}


def source_in(context: Context, key: str) -> Source | None:
    """The enabled source that a thing's key names; None for the key of anything else."""
    name = local_part(key) if key.startswith(_URN) else ""
    return source_of(context, name) if name in context.sources else None


def sources_of(attribute: str) -> Show:
    """A batch function: the source whose connector key an attribute holds."""
    key = attrgetter(attribute)

    def show(parents: Sequence[Any], context: Context) -> list[Source]:
        keys = [key(parent) for parent in parents]
        known = sources_by_key(context, keys)
        return [known[name] for name in keys]

    return show


def standing(context: Context, keys: Iterable[str]) -> tuple[Report, ...]:
    """How some sources stand now, without asking them."""
    context.timely = True
    states = context.freshener.states()
    return tuple(
        states.get(key) or Report(source=key, state="SKIPPED", message=SWITCHED_OFF) for key in dict.fromkeys(keys)
    )


def statuses(parents: Sequence[Source], context: Context) -> list[SourceStatus]:
    """What the store knows of each source."""
    context.timely = True  # what happened to a source is noted without a new epoch
    known = context.snapshot.sources()
    return [known.get(parent.source) or SourceStatus(source=parent.source) for parent in parents]


def record_counts(parents: Sequence[Source], context: Context) -> list[int]:
    """How many records the store holds of each source."""
    return [status.records for status in statuses(parents, context)]


def refreshed_at(parents: Sequence[Source], context: Context) -> list[Any]:
    """When each source was last read to its end."""
    return [status.last_refreshed_at for status in statuses(parents, context)]


def states(parents: Sequence[Source], context: Context) -> list[str]:
    """How each source stands."""
    return [report.state for report in _reports(parents, context)]


def problems(parents: Sequence[Source], context: Context) -> list[str | None]:
    """What is wrong now with each source."""
    return [
        report.message or status.problem
        for report, status in zip(_reports(parents, context), statuses(parents, context), strict=True)
    ]


def _reports(parents: Sequence[Source], context: Context) -> list[Report]:
    known = {report.source: report for report in standing(context, (parent.source for parent in parents))}
    return [known[parent.source] for parent in parents]
