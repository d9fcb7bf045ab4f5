"""Filters, ranges, places and facets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from credloom.store.ports import Near, Range, SearchQuery, Store
from tests.store.contract_base import Contract, concept, filters, found
from tests.store.make import REGISTRY, T0, batch, ctid, node, record


class FiltersContract(Contract):
    """Filters, ranges, places and facets."""

    def test_filters_and_facets_that_ignore_their_own(self, store: Store) -> None:
        soc = "https://www.bls.gov/soc"
        store.write(
            batch(
                record(ctid(1), node("ceterms:BachelorDegree", occupationType=[concept(soc, "29-1141")])),
                record(ctid(2), node("ceterms:Certificate", occupationType=[concept(soc, "29-1171")])),
                record(ctid(3), node("ceterms:Certificate")),
            )
        )
        snapshot = store.snapshot()
        assert found(snapshot, filters=filters(type="Degree")) == [ctid(1)]
        assert set(found(snapshot, filters=filters(type=("ceterms:degree", "certificate")))) == set(
            map(ctid, (1, 2, 3))
        )
        assert set(found(snapshot, filters=filters(occupation="SOC:29-1000"))) == {ctid(1), ctid(2)}
        assert found(snapshot, filters=filters(occupation_exact="SOC:29-1000")) == []
        assert found(snapshot, filters=filters(occupation_exact="29-1141")) == [ctid(1)]
        assert found(snapshot, filters=filters(family=())) == []
        page = snapshot.search(
            SearchQuery(
                kind="Credential", filters=filters(family="DEGREE", source=REGISTRY), facets=("family", "occupation")
            )
        )
        assert page.total == 1
        assert {bucket.value: bucket.count for bucket in page.facets[0].buckets} == {"DEGREE": 1, "CERTIFICATE": 2}
        assert [bucket.value for bucket in page.facets[1].buckets] == ["SOC:29-1141"]
        with pytest.raises(ValueError, match="no filter 'sector'"):
            found(snapshot, filters=filters(sector="x"))

    def test_facets_say_how_many_lie_beyond_the_top(self, store: Store) -> None:
        store.write(batch(*(record(ctid(n), node(ownedBy=[ctid(f"o{n % 4}")])) for n in range(10))))
        page = store.snapshot().search(SearchQuery(kind="Credential", facets=("provider",), top=2))
        assert [bucket.count for bucket in page.facets[0].buckets] == [3, 3]
        assert page.facets[0].other == 4

    def test_ranges_need_a_known_value(self, store: Store) -> None:
        def cost(*prices: int | None) -> list[dict[str, Any]]:
            return [
                {"ceterms:directCostType": [f"costType:{name}"], **({"ceterms:price": [p]} if p is not None else {})}
                for name, p in zip(("Tuition", "Application"), prices, strict=False)
            ]

        hours = [{"ceterms:timeRequired": ["PT100H"]}]
        store.write(
            batch(
                record(ctid(1), node(estimatedCost=cost(100, 50), estimatedDuration=hours), modified=2),
                record(ctid(2), node(estimatedCost=cost(10, None))),
                record(ctid(3)),
            )
        )
        snapshot = store.snapshot()
        assert found(snapshot, ranges={"total_cost": Range(150, 150)}) == [ctid(1)]
        assert found(snapshot, ranges={"total_cost": Range(None, 149.5)}) == []
        assert found(snapshot, ranges={"hours": Range(None, 100)}) == [ctid(1)]
        assert found(snapshot, ranges={"modified": Range((T0 + timedelta(days=1)).timestamp())}) == [ctid(1)]
        assert found(snapshot, sort="cost_desc")[0] == ctid(1)
        assert found(snapshot, sort="duration_asc")[0] == ctid(1)
        with pytest.raises(ValueError, match="no range"):
            found(snapshot, ranges={"posted": Range(0, 1)})

    def test_places_are_found_by_distance_region_and_provider(self, store: Store) -> None:
        def place(region: str, latitude: float, longitude: float) -> dict[str, Any]:
            return {
                "ceterms:addressRegion": [region],
                "ceterms:latitude": [latitude],
                "ceterms:longitude": [longitude],
            }

        denver, boulder = place("Colorado", 39.74, -104.99), place("CO", 40.01, -105.27)
        organization = record(ctid("o"), node("ceterms:CredentialOrganization", address=[boulder]))
        store.write(
            batch(
                record(ctid(1), node(availableAt=[denver])),
                record(ctid(2), node(ownedBy=[ctid("o")])),
                record(ctid(3), node(deliveryType=["deliveryType:OnlineOnly"])),
                organization,
            )
        )
        snapshot = store.snapshot()
        near = Near(39.74, -104.99, 5)
        page = snapshot.search(SearchQuery(kind="Credential", near=near))
        assert {hit.key: hit.miles is not None and hit.miles < 1 for hit in page.hits} == {
            ctid(1): True,
            ctid(3): False,
        }
        assert found(snapshot, near=Near(39.74, -104.99, 5, or_online=False)) == [ctid(1)]
        assert set(found(snapshot, near=Near(39.74, -104.99, 50, or_online=False))) == {ctid(1), ctid(2)}
        assert set(found(snapshot, filters=filters(region="co"))) == {ctid(1), ctid(2)}
        assert found(snapshot, filters=filters(region="online")) == [ctid(3)]
        moved = record(ctid("o"), node("ceterms:CredentialOrganization", address=[place("NY", 42.65, -73.75)]))
        store.write(batch(moved))
        assert found(store.snapshot(), filters=filters(region="NY")) == [ctid(2)]

    def test_agents_competencies_and_collections_are_found_under_any_key(self, store: Store) -> None:
        target = [{"ceterms:targetNode": [ctid("skill")]}]
        program = record(ctid("program"), node("ceterms:LearningProgram", teaches=target))
        asks = {"@type": "ceterms:ConditionProfile", "ceterms:targetLearningOpportunity": [ctid("program")]}
        store.write(
            batch(
                record(ctid(1), node(ownedBy=["https://example.org/acme"], requires=[asks])),
                record(ctid(2), node(accreditedBy=[ctid("o")], targetCompetency=target)),
                record(
                    ctid("o"),
                    node("ceterms:CredentialOrganization", name="Acme Tools"),
                    same=["https://example.org/acme"],
                ),
                record(ctid("skill"), node("ceasn:Competency", **{"ceasn:competencyText": {"en": ["Solder pipes"]}})),
                record(
                    ctid("list"),
                    node("ceterms:Collection", hasMember=[ctid(2)], collectionType=["collectionCategory:ETPL"]),
                ),
                program,
            )
        )
        snapshot = store.snapshot()
        assert found(snapshot, filters=filters(agent=f"OWNED_BY:{ctid('o')}")) == [ctid(1)]
        assert found(snapshot, filters=filters(agent_name="ACCREDITED_BY:tools acme")) == [ctid(2)]
        assert found(snapshot, filters=filters(agent_name="OWNED_BY:nobody")) == []
        assert found(snapshot, filters=filters(provider=ctid("o"))) == [ctid(1)]
        page = snapshot.search(SearchQuery(kind="Credential", facets=("provider",)))
        assert [bucket.value for bucket in page.facets[0].buckets] == [ctid("o")]
        assert set(found(snapshot, filters=filters(competency=ctid("skill")))) == {ctid(1), ctid(2)}
        assert set(found(snapshot, filters=filters(competency_text="soldering pipe"))) == {ctid(1), ctid(2)}
        assert set(found(snapshot, filters=filters(has_competencies="true"))) == {ctid(1), ctid(2)}
        assert found(snapshot, filters=filters(collection=ctid("list"))) == [ctid(2)]
        assert found(snapshot, filters=filters(exact_name="acme tools"), kind="Organization") == [ctid("o")]
