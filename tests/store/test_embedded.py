"""The embedded store keeps the contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from credloom.store import open_store
from credloom.store.ports import Store
from tests.store.contract import StoreContract
from tests.store.contract_base import Reopen


class TestEmbedded(StoreContract):
    """SQLite and tantivy in one folder."""

    @pytest.fixture
    def reopen(self, tmp_path: Path) -> Iterator[Reopen]:
        opened: list[Store] = []

        def again() -> Store:
            for store in opened:
                store.close()
            opened.append(open_store(tmp_path / "data", write=True))
            return opened[-1]

        yield again
        for store in opened:
            store.close()
