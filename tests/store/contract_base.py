"""What every contract of the store needs: the fixtures that an implementation fills in, and short queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from credloom.store.ports import Filter, SearchQuery, Snapshot, Store

Reopen = Callable[[], Store]


def found(snapshot: Snapshot, **query: Any) -> list[str]:
    """Keys of the hits of a search for credentials."""
    asked = {"kind": "Credential", **query}
    return [hit.key for hit in snapshot.search(SearchQuery(**asked)).hits]


def filters(**values: str | tuple[str, ...]) -> tuple[Filter, ...]:
    """Filters by field."""
    return tuple(Filter(field, (one,) if isinstance(one, str) else one) for field, one in values.items())


def concept(framework: str, code: str, label: str = "") -> dict[str, Any]:
    """An alignment to a code."""
    made: dict[str, Any] = {"ceterms:framework": [framework], "ceterms:codedNotation": [code]}
    return made | ({"ceterms:targetNodeName": {"en-US": [label]}} if label else {})


class Contract:
    """The fixtures of a contract."""

    @pytest.fixture
    def reopen(self) -> Iterator[Reopen]:
        """Opens the store of this test for writing; closes an earlier opening first."""
        raise NotImplementedError

    @pytest.fixture
    def store(self, reopen: Reopen) -> Store:
        """A new, empty store."""
        return reopen()
