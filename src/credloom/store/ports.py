"""The store's ports: what every implementation gives, and one contract suite tests (tests/store/contract.py).

Reading goes through a `Snapshot`: store and search index of one epoch, pinned together, so that a request sees the
old or the new state and never a mixture. Every read takes many keys and answers in their order. Reads are plain
functions: short ones run where they are called, `search` and `aggregate` release the GIL and belong in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

import msgspec

from credloom.model.record import Document, Provenance, Record, Refusal
from credloom.model.things import Thing
from credloom.sources.manifest import Source

Direction = Literal["out", "in"]


class Range(msgspec.Struct, frozen=True):
    """Closed bounds of a number or a date field; None is open."""

    low: float | None = None
    high: float | None = None


class Near(msgspec.Struct, frozen=True):
    """Within `miles` of a point; `or_online` keeps what is offered online."""

    latitude: float
    longitude: float
    miles: float
    or_online: bool = True


class Filter(msgspec.Struct, frozen=True):
    """Values of one field of the index that are alternatives. See `store.fields` for the fields."""

    field: str
    values: tuple[str, ...]


class SearchQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for. Filters of different fields all have to hold; `facets` ignore the filter of their own field.

    `sort` is "relevance", "name", "modified_desc", "cost_asc", "cost_desc" or "duration_asc" ("posted_desc" for jobs).
    `after`/`before` are cursors that an earlier page gave. With `partial`, in the order of relevance, what has most of
    the words follows behind what has all, where few things have; `total` and facets count both.
    """

    kind: str
    text: str | None = None
    filters: tuple[Filter, ...] = ()
    ranges: Mapping[str, Range] = {}
    near: Near | None = None
    sort: str = "relevance"
    first: int = 20
    after: str | None = None
    backwards: bool = False
    facets: tuple[str, ...] = ()
    top: int = 10
    highlight: bool = False
    partial: bool = False
    count: bool = True


class Hit(msgspec.Struct, frozen=True):
    """One result: the thing's key, its cursor, its score (relevance only), highlighted fragments, distance in miles."""

    key: str
    cursor: str
    score: float | None = None
    highlights: tuple[str, ...] = ()
    miles: float | None = None


class Bucket(msgspec.Struct, frozen=True):
    """One value of a facet and how many things have it."""

    value: str
    count: int


class FacetCounts(msgspec.Struct, frozen=True):
    """The `top` buckets of a field, largest first, and how many things have values beyond them."""

    field: str
    buckets: tuple[Bucket, ...]
    other: int


CountFacets = Callable[[Sequence[str], int], tuple[FacetCounts, ...]]
"""`(facets, top)` → counts of each; see `SearchQuery.facets`."""


class SearchPage(msgspec.Struct, frozen=True):
    """A page of hits. `total` is exact where `exact` says so.

    `counting` counts further facets of what was found, in the same epoch and without searching again.
    """

    hits: tuple[Hit, ...]
    total: int
    exact: bool
    has_next: bool
    has_previous: bool
    facets: tuple[FacetCounts, ...] = ()
    counting: CountFacets | None = None


class Suggestion(msgspec.Struct, frozen=True):
    """A completion: the text to show, its kind, and the thing or concept it stands for."""

    text: str
    kind: str
    key: str | None = None
    scheme: str | None = None
    code: str | None = None


class LinkPage(msgspec.Struct, frozen=True):
    """Links of one thing, in a stable order. `key` in each pair is the other end."""

    links: tuple[LinkRow, ...]
    total: int
    has_next: bool = False


class LinkRow(msgspec.Struct, frozen=True, gc=False):
    """`key` is the other end (merged entity), `cursor` its place, `source` the connector that states the link."""

    key: str
    kind: str
    relation: str
    direction: Direction
    source: str
    cursor: str


class Change(msgspec.Struct, frozen=True):
    """One entry of the change feed. `what` is ADDED, CHANGED or REMOVED."""

    cursor: str
    what: str
    key: str
    kind: str
    source: str
    at: datetime


class SourceStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What the store knows of a source: counts, ages, where its refresh stands."""

    source: str
    records: int = 0
    refused: int = 0
    last_refreshed_at: datetime | None = None
    last_attempt_at: datetime | None = None
    problem_code: str | None = None
    problem: str | None = None
    checkpoint: bytes | None = None


class Written(msgspec.Struct, frozen=True):
    """What one batch did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


class FieldCandidate(msgspec.Struct, frozen=True):
    """What one record says in a field, as text, and where it says so."""

    value: str
    provenance: Provenance


class Conflict(msgspec.Struct, frozen=True):
    """Records that disagree about a field (a CTDL term without prefix); `chosen` is shown, by `rule`."""

    field: str
    chosen: str | None
    rule: str
    candidates: tuple[FieldCandidate, ...]


class Snapshot(Protocol):
    """One pinned epoch."""

    @property
    def epoch(self) -> int: ...
    @property
    def folder(self) -> Path | None:
        """Where what is computed from the store lies beside it; None where nothing does."""
        ...

    def get_many(self, keys: Sequence[str]) -> list[Thing | None]:
        """Things by key, ctid or former key; None where the store knows nothing."""
        ...

    def links(
        self,
        keys: Sequence[str],
        relations: Sequence[str],
        direction: Direction,
        *,
        kinds: Sequence[str] | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> list[LinkPage]:
        """Links of each key, in key order."""
        ...

    def search(self, query: SearchQuery) -> SearchPage: ...
    def alike(self, texts: Sequence[str], query: SearchQuery) -> list[list[str]]:
        """Keys of the things that share telling words with each text, best first; `query` gives kind, limits and
        `first`. Any word is enough, so that a whole posting can be asked with."""
        ...

    def suggest(self, text: str, kinds: Sequence[str] | None, first: int) -> list[Suggestion]: ...
    def aggregate(self, kind: str, by: Sequence[str], filters: Sequence[Filter]) -> list[tuple[tuple[str, ...], int]]:
        """Counts by the values of index fields."""
        ...

    def records(self, keys: Sequence[str]) -> list[list[Record]]:
        """The records behind each thing, oldest source first."""
        ...

    def provenance(self, keys: Sequence[str]) -> list[list[Provenance]]: ...
    def conflicts(self, keys: Sequence[str]) -> list[list[Conflict]]:
        """Fields about which the records behind each thing disagree; see `store.merge` for the rule that chooses."""
        ...

    def field_provenance(
        self, keys: Sequence[str], fields: Sequence[str] | None = None
    ) -> list[dict[str, list[Provenance]]]:
        """Field (a CTDL term without prefix) → the records whose value is shown, the deciding one first."""
        ...

    def published(self, keys: Sequence[str]) -> list[dict[str, Any] | None]:
        """The merged record of each thing as CTDL JSON-LD in the kept context, ready to publish."""
        ...

    def entities(self, keys: Sequence[str]) -> list[str | None]:
        """The key under which a thing is shown now, for each key, ctid or former key; None where nothing is known."""
        ...

    def original(self, source: str, ref: str) -> bytes | None: ...
    def digests(self, source: str, refs: Sequence[str]) -> list[bytes | None]:
        """`store.documents.digest` of the original of each ref; None where there is none."""
        ...

    def changes(
        self, after: str | None, first: int, sources: Sequence[str] | None, kinds: Sequence[str] | None
    ) -> list[Change]: ...
    def sources(self) -> dict[str, SourceStatus]: ...
    def refusals(self, source: str, first: int = 100) -> list[Refusal]: ...


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What is written at once or not at all, with the checkpoint that makes a refresh resumable behind it.

    `removed` are `Record.record_id`s or `Document.ref`s that the source says are gone. `kind` is the contract's
    SourceKind of the source; it decides which source's word counts where several tell of one thing.
    """

    source: str
    kind: str = ""
    documents: Sequence[Document] = ()
    records: Sequence[Record] = ()
    refusals: Sequence[Refusal] = ()
    removed: Sequence[str] = ()
    checkpoint: bytes | None = None


class Store(Protocol):
    """A store in use. One process may write; any number may read."""

    def snapshot(self) -> Snapshot:
        """The newest epoch, call it once per request. Opens files where the epoch is new: see `ready`."""
        ...

    def ready(self) -> Snapshot | None:
        """The newest epoch where nothing has to be opened for it, so that it takes no time; else None."""
        ...

    def epoch(self) -> int:
        """The number of the newest epoch; takes a few microseconds."""
        ...

    def write(self, batch: Batch) -> Written:
        """All of the batch or nothing; merged entities, links, index and change feed follow in the same epoch."""
        ...

    def begin(self, source: str) -> int:
        """Start (or resume) a full listing of a source; its number is what `finish` compares with."""
        ...

    def finish(self, source: str, run: int, *, complete: bool, accept_drop: bool = False) -> Written:
        """End a listing. If complete, records not seen in it become tombstones; a drop of more than 20 % raises
        `StoreError` unless accepted."""
        ...

    def note(self, status: SourceStatus) -> None:
        """Keep what happened to a source (a failed attempt, its reason)."""
        ...

    def renormalise(self, source: Source) -> Written | None:
        """Make a source's records anew from the kept originals, without asking it, where its manifest or the rules
        of normalisation have changed since; None where nothing has. Safe to stop and start again."""
        ...

    def rebuild_index(self) -> int:
        """Make the search index anew from the truth; returns how many things it holds."""
        ...

    def close(self) -> None: ...
