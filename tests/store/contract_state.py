"""Links, removal, listings, statuses, changes."""

from __future__ import annotations

import pytest

from credloom.errors import BadUserInput, StoreError
from credloom.model.record import Refusal
from credloom.store.documents import digest
from credloom.store.ports import SourceStatus, Store
from tests.store.contract_base import Contract, found
from tests.store.make import CATALOG, REGISTRY, T0, batch, ctid, document, node, record


class StateContract(Contract):
    """Links, removal, listings, statuses, changes."""

    def test_links_lead_both_ways_with_former_keys_and_unknown_ends(self, store: Store) -> None:
        condition = {
            "@type": "ceterms:ConditionProfile",
            "ceterms:targetCompetency": [{"ceterms:targetNode": [ctid("c")]}],
        }
        store.write(batch(record(ctid(1), node(ownedBy=["https://example.org/org"], requires=[condition]))))
        snapshot = store.snapshot()
        (owner,) = snapshot.links([ctid(1)], ["ownedBy"], "out")[0].links
        assert (owner.key, owner.kind, owner.relation, owner.source) == (
            *("https://example.org/org", "Organization"),
            *("ownedBy", REGISTRY),
        )
        assert snapshot.links([ctid("c")], ["requires"], "in")[0].links[0].key == ctid(1)
        store.write(batch(record(ctid("o"), node("ceterms:CredentialOrganization"), same=["https://example.org/org"])))
        snapshot = store.snapshot()
        assert snapshot.links([ctid(1)], ["ownedBy"], "out")[0].links[0].key == ctid("o")
        assert snapshot.links([ctid("o")], ["ownedBy"], "in")[0].links[0].key == ctid(1)
        assert snapshot.links([ctid(1)], ["ownedBy"], "out", kinds=["Job"])[0].total == 0

    def test_links_are_paged_for_many_keys_at_once(self, store: Store) -> None:
        store.write(batch(*(record(ctid(n), node(ownedBy=[ctid("o")], offeredBy=[ctid("p")])) for n in range(25))))
        snapshot = store.snapshot()
        keys, relations = [ctid("o"), ctid("p"), ctid("nobody")], ["ownedBy", "offeredBy"]
        pages = snapshot.links(keys, relations, "in", first=10)
        assert [(len(page.links), page.total, page.has_next) for page in pages] == [
            (10, 25, True),
            (10, 25, True),
            (0, 0, False),
        ]
        seen, after = [], None
        while True:
            page = snapshot.links([ctid("o")], relations, "in", first=10, after=after)[0]
            seen += [link.key for link in page.links]
            if not page.has_next:
                break
            after = page.links[-1].cursor
        assert sorted(seen) == sorted(ctid(n) for n in range(25))
        with pytest.raises(BadUserInput):
            snapshot.links([ctid("o")], relations, "in", after="nonsense")

    def test_removed_records_are_tombstones_in_the_change_feed(self, store: Store) -> None:
        store.write(batch(record(ctid(1)), record(ctid(2))))
        assert store.write(batch(removed=[ctid(1).upper()])).removed == 1
        snapshot = store.snapshot()
        assert snapshot.get_many([ctid(1)]) == [None]
        assert found(snapshot) == [ctid(2)]
        last = snapshot.changes(None, 10, None, None)[-1]
        assert (last.what, last.key, last.kind, last.source) == ("REMOVED", ctid(1), "Credential", REGISTRY)
        store.write(batch(record(ctid(1))))
        assert store.snapshot().changes(last.cursor, 10, None, None)[0].what == "ADDED"

    def test_removing_an_original_removes_what_was_read_from_it(self, store: Store) -> None:
        made = [record(ctid(n), original="file") for n in (1, 2)]
        store.write(batch(*made, record(ctid(3), original="other"), documents=[document("file"), document("other")]))
        assert store.write(batch(removed=["file"])).removed == 2
        snapshot = store.snapshot()
        assert (found(snapshot), snapshot.original(REGISTRY, "file")) == ([ctid(3)], None)

    def test_what_others_still_mention_stays_when_an_original_goes(self, store: Store) -> None:
        org = f"urn:credloom:{REGISTRY}:organization:acme"
        first = record(ctid(1), node(ownedBy=[org]), original="a")
        acme = record(org, node("ceterms:Organization", name="Acme"), original="a")
        store.write(batch(first, acme, documents=[document("a")]))
        store.write(batch(record(ctid(2), node(ownedBy=[org]), original="b"), documents=[document("b")]))
        store.write(batch(removed=["a"]))
        assert [thing is not None for thing in store.snapshot().get_many([ctid(1), org])] == [False, True]
        store.write(batch(removed=["b"]))
        assert store.snapshot().get_many([ctid(2), org])[0] is None

    def test_a_complete_listing_removes_what_it_did_not_show(self, store: Store) -> None:
        store.write(batch(*(record(ctid(n)) for n in range(40))))
        run = store.begin(REGISTRY)
        store.write(batch(*(record(ctid(n)) for n in range(20))))
        assert store.begin(REGISTRY) == run
        store.write(batch(*(record(ctid(n)) for n in range(20, 35))))
        assert store.finish(REGISTRY, run, complete=True).removed == 5
        assert store.snapshot().sources()[REGISTRY].records == 35

    def test_an_incomplete_listing_removes_nothing(self, store: Store) -> None:
        store.write(batch(record(ctid(1)), record(ctid(2))))
        run = store.begin(REGISTRY)
        store.write(batch(record(ctid(1))))
        assert store.finish(REGISTRY, run, complete=False).removed == 0
        assert len(found(store.snapshot())) == 2
        with pytest.raises(StoreError, match="not open"):
            store.finish(REGISTRY, run, complete=False)

    def test_a_large_drop_asks_the_operator(self, store: Store) -> None:
        store.write(batch(*(record(ctid(n)) for n in range(30))))
        run = store.begin(REGISTRY)
        store.write(batch(*(record(ctid(n)) for n in range(20))))
        with pytest.raises(StoreError, match="--accept-drop"):
            store.finish(REGISTRY, run, complete=True)
        assert store.snapshot().sources()[REGISTRY].records == 30
        assert store.finish(REGISTRY, store.begin(REGISTRY), complete=True, accept_drop=True).removed == 10

    def test_statuses_and_refusals_are_kept(self, store: Store) -> None:
        refused = [Refusal(source=REGISTRY, place=f"a#{n}", reason="Bad.", ref="a") for n in range(3)]
        store.write(
            batch(documents=[document("a")], refusals=[*refused, Refusal(source=REGISTRY, place="x", reason="y")])
        )
        store.write(batch(refusals=[Refusal(source=REGISTRY, place="x", reason="z")]))
        store.note(SourceStatus(source=REGISTRY, last_attempt_at=T0, problem_code="SOURCE_TIMEOUT", problem="Late."))
        snapshot = store.snapshot()
        status = snapshot.sources()[REGISTRY]
        assert (status.refused, status.last_attempt_at, status.last_refreshed_at) == (4, T0, None)
        assert (status.problem_code, status.problem) == ("SOURCE_TIMEOUT", "Late.")
        assert snapshot.refusals(REGISTRY, 1)[0].reason == "z"
        store.write(batch(documents=[document("a", {"new": 1})]))
        assert store.snapshot().sources()[REGISTRY].refused == 1

    def test_what_an_original_was_is_known_by_its_digest(self, store: Store) -> None:
        store.write(batch(record("a"), documents=[document("a", {"n": 1}), document("b", {"n": 2})]))
        first, epoch = store.snapshot(), store.epoch()
        assert first.digests(REGISTRY, ["b", "gone", "a"]) == [
            digest(document("b", {"n": 2}).body),
            None,
            digest(document("a", {"n": 1}).body),
        ]
        assert first.digests("nobody", ["a"]) == [None]
        store.write(batch(record("a", node(name="A")), documents=[document("a", {"n": 3})]))
        assert store.snapshot().digests(REGISTRY, ["a"]) == [digest(document("a", {"n": 3}).body)]
        assert first.digests(REGISTRY, ["a"]) == [digest(document("a", {"n": 1}).body)]
        assert (first.epoch, store.snapshot().epoch) == (epoch, store.epoch())
        assert store.epoch() > epoch

    def test_what_is_ready_is_the_newest_or_nothing(self, store: Store) -> None:
        for name in ("A", "B", "C"):
            store.write(batch(record("a", node(name=name))))
            found = store.ready() or store.snapshot()
            again = store.ready()
            assert again is not None
            assert found.epoch == again.epoch == store.epoch()

    def test_things_and_links_are_those_of_their_epoch(self, store: Store) -> None:
        """What is remembered of one epoch is never shown in another, whichever is read first."""
        college, award = ctid("college"), ctid("award")
        store.write(batch(record(college, node(name="A")), record(award, node(ownedBy=college))))
        old = store.snapshot()
        assert [link.key for link in old.links([award], ["ownedBy"], "out")[0].links] == [college]
        store.write(batch(record(college, node(name="A2")), record(award, node(name="B"))))
        new = store.snapshot()
        for snapshot, name, ends in ((new, "A2", []), (old, "A", [college]), (new, "A2", []), (old, "A", [college])):
            thing = snapshot.get_many([college])[0]
            assert thing is not None
            assert thing.names[0].value == name
            assert [link.key for link in snapshot.links([award], ["ownedBy"], "out")[0].links] == ends

    def test_changes_are_filtered_and_paged(self, store: Store) -> None:
        store.write(batch(record(ctid(1)), record(ctid("o"), node("ceterms:CredentialOrganization"))))
        store.write(batch(record(ctid(2), source=CATALOG), source=CATALOG))
        snapshot = store.snapshot()
        everything = snapshot.changes(None, 10, None, None)
        assert [one.key for one in snapshot.changes(everything[0].cursor, 1, None, None)] == [everything[1].key]
        assert [one.key for one in snapshot.changes(None, 10, [CATALOG], None)] == [ctid(2)]
        assert [one.key for one in snapshot.changes(None, 10, None, ["Organization"])] == [ctid("o")]
        with pytest.raises(BadUserInput):
            snapshot.changes("x", 10, None, None)
