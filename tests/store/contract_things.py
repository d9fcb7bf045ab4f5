"""Things, epochs, identity: what is written is there, once, under every key."""

from __future__ import annotations

from credloom.store.ports import SearchQuery, Store
from tests.store.contract_base import Contract, Reopen, found
from tests.store.make import CATALOG, REGISTRY, batch, ctid, document, node, record


class ThingsContract(Contract):
    """Things, epochs, identity: what is written is there, once, under every key."""

    def test_an_empty_store_answers_every_question(self, store: Store) -> None:
        snapshot = store.snapshot()
        assert snapshot.get_many([ctid(1), "https://example.org/x"]) == [None, None]
        assert snapshot.links([ctid(1)], ["requires"], "in")[0].total == 0
        page = snapshot.search(SearchQuery(kind="Credential", text="anything", facets=("family",)))
        assert (page.hits, page.total, page.exact, page.facets[0].buckets) == ((), 0, True, ())
        assert snapshot.suggest("a", ["Credential"], 5) == []
        assert snapshot.changes(None, 10, None, None) == []
        assert (snapshot.records([ctid(1)]), snapshot.published([ctid(1)])) == ([[]], [None])
        assert (snapshot.sources(), snapshot.refusals("x"), snapshot.original("x", "y")) == ({}, [], None)
        assert snapshot.aggregate("Credential", ["family"], []) == []

    def test_what_was_written_is_found_by_key_and_ctid_in_any_spelling(self, store: Store) -> None:
        written = store.write(
            batch(record(ctid(1), node(name="Welding")), record("https://example.org/b", node(name="B")))
        )
        assert (written.added, written.changed, written.unchanged) == (2, 0, 0)
        address = f"https://credentialengineregistry.org/resources/{ctid(1).upper()}"
        first, second, third, none = store.snapshot().get_many([ctid(1), address, "https://EXAMPLE.org/b", ctid(2)])
        assert first is not None
        assert first.names[0].value == "Welding"
        assert first.sources == (REGISTRY,)
        assert second == first
        assert third is not None
        assert third.key == "https://example.org/b"
        assert none is None

    def test_writing_the_same_again_changes_nothing(self, store: Store) -> None:
        everything = batch(record(ctid(1)), record(ctid(2)), documents=[document("a")], checkpoint=b"1")
        store.write(everything)
        before, epoch = store.snapshot().changes(None, 10, None, None), store.snapshot().epoch
        again = store.write(everything)
        assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
        assert (store.snapshot().changes(None, 10, None, None), store.snapshot().epoch) == (before, epoch)

    def test_a_changed_record_replaces_what_it_was(self, store: Store) -> None:
        store.write(batch(record(ctid(1), node(name="Old name", ownedBy=[ctid("o")]))))
        written = store.write(batch(record(ctid(1), node(name="New words", offeredBy=[ctid("p")]))))
        assert (written.added, written.changed) == (0, 1)
        snapshot = store.snapshot()
        thing = snapshot.get_many([ctid(1)])[0]
        assert thing is not None
        assert thing.names[0].value == "New words"
        assert found(snapshot, text="old") == []
        assert found(snapshot, text="new words") == [ctid(1)]
        pages = snapshot.links([ctid("o"), ctid("p")], ["ownedBy", "offeredBy"], "in")
        assert [page.total for page in pages] == [0, 1]

    def test_a_snapshot_keeps_its_epoch_whatever_is_written(self, store: Store) -> None:
        store.write(batch(record(ctid(1), node(name="Before"))))
        old = store.snapshot()
        store.write(batch(record(ctid(1), node(name="After")), record(ctid(2), node(name="Before too"))))
        thing = old.get_many([ctid(1)])[0]
        assert thing is not None
        assert thing.names[0].value == "Before"
        assert found(old, text="before") == [ctid(1)]
        assert old.get_many([ctid(2)]) == [None]
        assert found(store.snapshot(), text="before") == [ctid(2)]
        assert store.snapshot().epoch > old.epoch

    def test_everything_is_there_after_opening_again(self, store: Store, reopen: Reopen) -> None:
        store.write(batch(record(ctid(1), node(name="Kept")), documents=[document("a")], checkpoint=b"here"))
        snapshot = reopen().snapshot()
        assert found(snapshot, text="kept") == [ctid(1)]
        assert snapshot.sources()[REGISTRY].checkpoint == b"here"
        assert snapshot.original(REGISTRY, "a") == document("a").body

    def test_records_that_share_a_key_are_one_entity_and_old_ids_stay_valid(self, store: Store) -> None:
        local = "urn:credloom:colorado-etpl:program:7"
        store.write(
            batch(record(local, node(name="Nursing", keyword={"en-US": ["night"]}), source=CATALOG), source=CATALOG)
        )
        assert store.snapshot().entities([local]) == [local]
        store.write(batch(record(ctid(1), node(name="Nursing AAS"), same=[local])))
        snapshot = store.snapshot()
        assert snapshot.entities([local, ctid(1)]) == [ctid(1), ctid(1)]
        thing = snapshot.get_many([local])[0]
        assert thing is not None
        assert thing.names[0].value == "Nursing AAS"
        assert thing.sources == (REGISTRY, CATALOG)
        assert found(snapshot) == [ctid(1)]
        assert [change.what for change in snapshot.changes(None, 10, None, None)][-2:] == ["REMOVED", "ADDED"]

    def test_keys_join_over_a_chain_in_any_order(self, store: Store) -> None:
        first, second, third = "https://example.org/1", "https://example.org/2", "https://example.org/3"
        store.write(batch(record(first, same=["urn:credloom:identifier:x:1"]), record(third, same=[second])))
        assert len(found(store.snapshot())) == 2
        store.write(batch(record(second, same=["urn:credloom:identifier:x:1"], source=CATALOG), source=CATALOG))
        assert store.snapshot().entities([first, second, third]) == [first] * 3
        assert found(store.snapshot()) == [first]

    def test_entities_part_when_what_joined_them_is_gone(self, store: Store) -> None:
        one, other = "https://example.org/1", "https://example.org/2"
        store.write(batch(record(one), record(other)))
        store.write(batch(record(ctid(1), same=[one, other], source=CATALOG), source=CATALOG))
        assert store.snapshot().entities([one, other]) == [ctid(1)] * 2
        store.write(batch(source=CATALOG, removed=[ctid(1)]))
        snapshot = store.snapshot()
        assert snapshot.entities([one, other]) == [one, other]
        assert sorted(found(snapshot)) == [one, other]
        assert snapshot.entities([ctid(1)])[0] in (one, other)

    def test_conflicts_are_kept_and_the_registry_decides(self, store: Store) -> None:
        local = "urn:credloom:colorado-etpl:program:7"
        store.write(batch(record(ctid(1), node(name="Right", keyword={"en": ["a"]}), modified=1)))
        made = node(name="Wrong", description="Only here", subject=["x"])
        store.write(batch(record(local, made, source=CATALOG, same=[ctid(1)], modified=9), source=CATALOG))
        snapshot = store.snapshot()
        (conflict,) = snapshot.conflicts([local])[0]
        assert (conflict.field, conflict.chosen, conflict.rule) == ("name", "Right", "registry-first-then-newest")
        assert [(c.value, c.provenance.source) for c in conflict.candidates] == [
            ("Right", REGISTRY),
            ("Wrong", CATALOG),
        ]
        told = snapshot.field_provenance([ctid(1)], ["name", "description"])[0]
        assert {field: [one.source for one in many] for field, many in told.items()} == {
            "name": [REGISTRY],
            "description": [CATALOG],
        }
        published = snapshot.published([ctid(1)])[0]
        assert published is not None
        assert "@context" in published
        assert published["ceterms:description"] == {"en-US": "Only here"}
        assert [one.source for one in snapshot.provenance([ctid(1)])[0]] == [REGISTRY, CATALOG]
        assert snapshot.records([ctid(1)])[0][1].node["ceterms:name"] == {"en-US": ["Wrong"]}
