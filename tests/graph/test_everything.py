"""Every field of records of every kind: nothing raises, and nothing is null that must not be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from credloom.demo import world as demo_world
from credloom.demo.registry_payloads import registry_payloads
from credloom.model.identity import global_id
from credloom.model.things import SHOWN
from credloom.normalise import normalise
from credloom.store import open_store
from credloom.store.ports import Batch, SearchQuery, Store
from tests.graph import small
from tests.graph.conftest import Small
from tests.graph.everything import everything
from tests.shared_data.loading import loaded

MOST = 100
"""Of each kind, evenly spaced."""


def keys_of(store: Store, kind: str) -> list[str]:
    """The key of every thing of a kind."""
    snapshot, keys, after = store.snapshot(), [], None
    while True:
        page = snapshot.search(SearchQuery(kind=kind, first=100, after=after, sort="name"))
        keys += [hit.key for hit in page.hits]
        if not page.has_next:
            return keys
        after = page.hits[-1].cursor


async def swept(world: Small, kind: str, portion: int, most: int | None = None) -> list[Any]:
    """Things of a kind with every field: all, or every so many-th. Fails on the first error."""
    query = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind} {everything(kind)} }} }}"
    keys = keys_of(world.store, kind)
    keys, found = keys[:: -(-len(keys) // most)] if most and keys else keys, []
    for start in range(0, len(keys), portion):
        data = await world.data(query, ids=[global_id(key) for key in keys[start : start + portion]])
        found += data["nodes"]
    return found


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", SHOWN)
async def test_of_the_small_world(world: Small, kind: str) -> None:
    found = await swept(world, kind, 25)
    assert {one["__typename"] for one in found} == {kind}
    assert len({one["id"] for one in found}) == len(found) > 0


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    store = open_store(tmp_path_factory.mktemp("demo"), write=True)
    documents = [small.document(payload) for payload in registry_payloads(demo_world.world())]
    made = normalise(small.SOURCES["registry"], documents)
    store.write(Batch(source="registry", kind="CREDENTIAL_REGISTRY", documents=documents, records=made.records))
    yield Small(store, small.SOURCES)
    store.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", [kind for kind in SHOWN if kind != "Job"])
async def test_of_the_demonstration(demo: Small, kind: str) -> None:
    found = await swept(demo, kind, 50, MOST)
    assert Counter(one["__typename"] for one in found) == {kind: len(found)}
    assert len(found) > 5


@pytest.mark.asyncio
async def test_a_page_of_fifty_costs_as_many_calls_as_a_page_of_five(demo: Small) -> None:
    query = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Credential {everything('Credential')} }} }}"
    keys = [global_id(key) for key in keys_of(demo.store, "Credential")[:50]]
    await demo.data(query, ids=keys[:5])
    few = Counter(demo.calls)
    await demo.data(query, ids=keys)
    assert set(Counter(demo.calls)) == set(few)
    assert all(count <= few[name] + 2 for name, count in Counter(demo.calls).items()), "but for what five lack"


@pytest.fixture(scope="module")
def public(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    store = open_store(tmp_path_factory.mktemp("public"), write=True)
    records, _ = loaded(shared_data)
    store.write(Batch(source="registry", kind="CREDENTIAL_REGISTRY", records=list(records.values())))
    yield Small(store, small.SOURCES)
    store.close()


@pytest.mark.shared_data
@pytest.mark.asyncio
@pytest.mark.parametrize("kind", SHOWN)
async def test_of_the_public_documents(public: Small, kind: str) -> None:
    found = await swept(public, kind, 50, MOST)
    assert len(found) > 0
    assert Counter(one["__typename"] for one in found) == {kind: len(found)}
