"""Frameworks, offers and jobs in a store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from credloom.store import open_store
from credloom.store.ports import Snapshot
from tests.match import offers
from tests.resolve import frameworks


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    store = open_store(tmp_path_factory.mktemp("offers"), write=True)
    frameworks.write(store, "registry", [frameworks.trades(), *offers.payloads()])
    frameworks.write(store, "state", [frameworks.state()])
    yield store.snapshot()
    store.close()
