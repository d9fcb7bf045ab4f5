"""One filled store for all tests of the folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from credloom.store.ports import Store
from tests.graph.query.world import Graph, client_of_stand_ins, demo_sources, fill


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = fill(tmp_path_factory.mktemp("demo-store"))
    yield store
    store.close()


@pytest.fixture(params=["graphql-core", "plan"])
def graph(demo_store: Store, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Graph]:
    plans = request.param == "plan"
    made = Graph(demo_store, demo_sources(), client_of_stand_ins(), tmp_path, plans=plans)
    yield made
    made.inbox.close()
