"""What refreshing says to those who answer: how each source took part, and whether the store has news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

import msgspec

State = Literal["FRESH", "STALE", "PARTIAL", "TIMED_OUT", "RATE_LIMITED", "FAILED", "SKIPPED", "NEVER_LOADED"]


class Report(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How one source took part in answering one field (the contract's SourceReport).

    `fresh_for`: for how many seconds more the same answer may be given without asking or looking again.
    """

    source: str
    state: State
    as_of: datetime | None = None
    age_seconds: int | None = None
    elapsed_ms: int | None = None
    code: str | None = None
    message: str | None = None
    retry_after_seconds: int | None = None
    fresh_for: float = 0.0


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One report a source that was considered. `changed`: the store has news, take a newer snapshot."""

    reports: tuple[Report, ...] = ()
    changed: bool = False


Mark = tuple[int | str, int]
"""A place in a source's own listing: which of its pages, and how many rows of that are passed."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a live source's own listing: keys in its order, and the mark behind each.

    `total` is what the source says that the listing has; `exact` that every row was a thing of the kind. `found` is
    false where the source failed and nothing is remembered of the page.
    """

    keys: tuple[str, ...]
    marks: tuple[Mark, ...]
    total: int | None
    exact: bool
    has_next: bool
    found: bool
    outcome: Outcome


class Freshener(Protocol):
    """Refreshes what a query needs, within the time that the caller allows. Never raises for a source's failure."""

    async def search(
        self,
        kind: str,
        text: str | None,
        *,
        max_age: float | None = None,
        wait: float = 1.5,
        sources: Sequence[str] | None = None,
    ) -> Outcome:
        """Before a search for things of a kind; `max_age` and `wait` in seconds, `sources` limits who counts."""
        ...

    async def lookup(self, keys: Sequence[str], *, wait: float = 1.5) -> Outcome:
        """Before answering for keys that the store does not know."""
        ...

    def lists(self, source: str, kind: str) -> bool:
        """Whether a source can be asked for single pages of its listing of a kind while a query runs."""
        ...

    async def page(
        self, source: str, kind: str, first: int, at: Mark | None, *, max_age: float | None, wait: float
    ) -> Listed:
        """A page of a source's own listing, behind a mark that an earlier one gave. Raises `BadUserInput` for a mark
        that cannot be."""
        ...

    def known(self, keys: Sequence[str], *, max_age: float | None) -> Outcome | None:
        """What `refresh` would say where it need not ask; None where it has to."""
        ...

    async def refresh(self, keys: Sequence[str], *, max_age: float | None, wait: float) -> Outcome:
        """Before showing things of these keys: ask the live sources that can be asked for them."""
        ...

    def states(self) -> dict[str, Report]:
        """How every enabled source stands now, without asking any."""
        ...
