"""The store against a plain dictionary: any order of writes, removals and joins gives what the rules say."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from credloom.model.record import Record
from credloom.store import open_store
from credloom.store.database import FILE
from credloom.store.merge import key_order
from credloom.store.ports import SearchQuery, Store
from tests.store.make import CATALOG, REGISTRY, batch, ctid, node, record

KEYS = [ctid(1), ctid(2), "https://example.org/a", "https://example.org/b", "urn:credloom:x:y:1", "urn:credloom:x:y:2"]
SHARED = ["urn:credloom:identifier:s:1", "urn:credloom:identifier:s:2"]
NAMES = ["Welding", "Nursing", "Baking"]
keys = st.sampled_from(KEYS)
sources = st.sampled_from([REGISTRY, CATALOG])


class StoreMachine(RuleBasedStateMachine):
    """The model: (source, record id) → record."""

    @initialize()
    def start(self) -> None:
        """A new store and an empty model."""
        self.folder = tempfile.TemporaryDirectory()
        self.store: Store = open_store(Path(self.folder.name), write=True)
        self.told: dict[tuple[str, str], Record] = {}

    @rule(
        source=sources,
        told=st.lists(
            st.tuples(keys, st.sampled_from(NAMES), st.lists(st.sampled_from(KEYS + SHARED), max_size=2), keys),
            max_size=3,
        ),
        gone=st.lists(keys, max_size=1),
    )
    def write(self, source: str, told: list[tuple[str, str, list[str], str]], gone: list[str]) -> None:
        """Write some records and remove some."""
        made = [
            record(key, node(name=name, ownedBy=[owner]), source=source, same=[one for one in same if one != key])
            for key, name, same, owner in told
        ]
        written = self.store.write(batch(*made, source=source, removed=gone))
        removed = {key for key in gone if self.told.pop((source, key), None)}
        assert written.removed == len(removed)
        self.told |= {(source, one.record_id): one for one in made}

    @invariant()
    def every_key_stands_once(self) -> None:
        """No constraint of the database says so."""
        with closing(sqlite3.connect(Path(self.folder.name) / FILE)) as db:
            assert db.execute("SELECT count(*) - count(DISTINCT key) FROM name").fetchone() == (0,)

    @rule()
    def open_again(self) -> None:
        """Close and open."""
        self.store.close()
        self.store = open_store(Path(self.folder.name), write=True)

    @rule()
    def rebuild(self) -> None:
        """Make the index anew."""
        assert self.store.rebuild_index() == len(self.components())

    def components(self) -> list[list[Record]]:
        """Records in groups that share keys."""
        groups: list[tuple[set[str], list[Record]]] = []
        for one in self.told.values():
            keys, members = {one.key, *one.same}, [one]
            for group in [group for group in groups if group[0] & keys]:
                keys |= group[0]
                members += group[1]
                groups.remove(group)
            groups.append((keys, members))
        return [members for _, members in groups]

    @invariant()
    def the_store_says_what_the_model_says(self) -> None:
        """Entities, names, search and links follow from the records alone."""
        if not hasattr(self, "store"):
            return
        snapshot = self.store.snapshot()
        expected: dict[str, Record] = {}
        for members in self.components():
            shown = min((one.key for one in members), key=key_order)
            by_rank = sorted(members, key=lambda one: (one.source != REGISTRY, one.source, one.key))
            expected[shown] = by_rank[0]
            everything = {key for one in members for key in (one.key, *one.same)}
            assert set(snapshot.entities(sorted(everything))) == {shown}
        for key, thing in zip(expected, snapshot.get_many(list(expected)), strict=True):
            assert thing is not None
            assert thing.names[0].value == expected[key].node["ceterms:name"]["en-US"][0]
        hits = snapshot.search(SearchQuery(kind="Credential", first=100))
        assert sorted(hit.key for hit in hits.hits) == sorted(expected)
        for name in NAMES:
            found = {hit.key for hit in snapshot.search(SearchQuery(kind="Credential", text=name, first=100)).hits}
            assert found == {key for key, one in expected.items() if name in str(one.node["ceterms:name"])}
        self.links_agree()
        assert sum(status.records for status in snapshot.sources().values()) == len(self.told)

    def links_agree(self) -> None:
        """What is owned by a thing is what the records say, seen from both ends. What is gone keeps its old keys."""
        snapshot = self.store.snapshot()
        stated = {(one.key, target) for one in self.told.values() for target in one.node["ceterms:ownedBy"]}
        shown = dict(zip(KEYS, snapshot.entities(KEYS), strict=True))
        expected = {(shown[key], shown[target]) for key, target in stated if shown[target] is not None}
        pages = snapshot.links(KEYS, ["ownedBy"], "in")
        inwards = {(link.key, shown[key]) for key, page in zip(KEYS, pages, strict=True) for link in page.links}
        assert {pair for pair in inwards if pair[1] is not None} == expected
        pages = snapshot.links(KEYS, ["ownedBy"], "out")
        outwards = {(shown[key], link.key) for key, page in zip(KEYS, pages, strict=True) for link in page.links}
        assert outwards == {(shown[key], shown[target] or target) for key, target in stated}

    def teardown(self) -> None:
        """Close and forget."""
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


StoreMachine.TestCase.settings = settings(
    max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestStoreMachine = StoreMachine.TestCase
