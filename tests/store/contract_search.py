"""Words, orders, cursors, suggestions, and the index itself."""

from __future__ import annotations

import pytest
from msgspec import structs

from credloom.errors import BadUserInput
from credloom.model.record import Record
from credloom.store.ports import Batch, Filter, SearchQuery, Store
from tests.store.contract_base import Contract, concept, filters, found
from tests.store.make import REGISTRY, batch, ctid, node, record


class SearchContract(Contract):
    """Words, orders, cursors, suggestions, and the index itself."""

    def test_words_are_stemmed_weighed_and_forgiven(self, store: Store) -> None:
        cip = concept("https://nces.ed.gov/ipeds/cipcode", "51.3801")
        store.write(
            batch(
                record(ctid(1), node(name="Nursing Assistant")),
                record(ctid(2), node(name="Health Studies", description="A first step to nursing.")),
                record(ctid(3), node(name="Practical Care", instructionalProgramType=[cip])),
                record(ctid(4), node(name="Welding Technology")),
            )
        )
        snapshot = store.snapshot()
        assert found(snapshot, text="nurse") != []
        assert found(snapshot, text="nursing")[0] == ctid(1)
        assert ctid(3) in found(snapshot, text="registered nurses")
        assert found(snapshot, text='"welding technology"') == [ctid(4)]
        assert found(snapshot, text='"technology welding"') == []
        assert found(snapshot, text="weldng") == [ctid(4)]
        assert set(found(snapshot, text="welding dragons")) == {ctid(4)}
        assert found(snapshot, text="the") == []
        assert len(found(snapshot, text="   ")) == 4
        page = snapshot.search(SearchQuery(kind="Credential", text="nursing", highlight=True))
        assert "<b>Nursing</b>" in page.hits[0].highlights[0]
        assert page.hits[0].score is not None
        assert page.hits[0].score > (page.hits[1].score or 0)

    @pytest.mark.parametrize("sort", ["name", "modified_desc", "cost_asc", "cost_desc", "duration_asc", "relevance"])
    def test_pages_forward_and_back_show_everything_once(self, store: Store, sort: str) -> None:
        prices = [[{"ceterms:directCostType": ["costType:Tuition"], "ceterms:price": [n % 3]}] for n in range(23)]
        store.write(
            batch(
                *(
                    record(ctid(n), node(name=f"Program {n % 5}", estimatedCost=cost if n % 4 else []), modified=n % 7)
                    for n, cost in enumerate(prices)
                )
            )
        )
        snapshot = store.snapshot()
        text = "program" if sort == "relevance" else None

        def walk(*, backwards: bool) -> list[str]:
            seen: list[str] = []
            after = None
            while True:
                query = SearchQuery(
                    kind="Credential", text=text, sort=sort, first=5, after=after, backwards=backwards, count=True
                )
                page = snapshot.search(query)
                assert page.total == 23
                keys = [hit.key for hit in page.hits]
                seen = keys + seen if backwards else seen + keys
                more = page.has_previous if backwards else page.has_next
                if not more:
                    return seen
                after = page.hits[0 if backwards else -1].cursor

        forward = walk(backwards=False)
        assert sorted(forward) == sorted(map(ctid, range(23)))
        assert walk(backwards=True) == forward

    @pytest.mark.parametrize("sort", ["name", "modified_desc"])
    def test_a_whole_list_and_one_that_is_filtered_have_one_order(self, store: Store, sort: str) -> None:
        dated = [None, 3, 1, 3, 2, None, 1]
        store.write(batch(*(record(ctid(n), node(name=f"No {n % 4}"), modified=day) for n, day in enumerate(dated))))
        store.write(batch(record(ctid(2), node(name="Other"), modified=9), removed=[ctid(4)]))
        snapshot = store.snapshot()
        every = Filter("source", (REGISTRY,))

        def pages(filters: tuple[Filter, ...], *, backwards: bool) -> list[str]:
            seen: list[str] = []
            after = None
            while True:
                query = SearchQuery(
                    kind="Credential", sort=sort, first=2, after=after, filters=filters, backwards=backwards
                )
                page = snapshot.search(query)
                assert page.total == 6
                seen += [hit.cursor for hit in (page.hits[::-1] if backwards else page.hits)]
                if not (page.has_previous if backwards else page.has_next):
                    return seen
                after = seen[-1]

        for backwards in (False, True):
            assert pages((), backwards=backwards) == pages((every,), backwards=backwards)
        assert pages((), backwards=True) == pages((), backwards=False)[::-1]

    def test_cursors_of_field_orders_survive_writes(self, store: Store) -> None:
        store.write(batch(*(record(ctid(n), node(name=f"Item {n:02d}")) for n in range(10))))
        page = store.snapshot().search(SearchQuery(kind="Credential", sort="name", first=4))
        store.write(
            batch(record(ctid(1), node(name="Item 99")), record(ctid("new"), node(name="Item 00 b")), removed=[ctid(4)])
        )
        later = store.snapshot().search(
            SearchQuery(kind="Credential", sort="name", first=20, after=page.hits[-1].cursor)
        )
        assert [hit.key for hit in later.hits] == [ctid(5), ctid(6), ctid(7), ctid(8), ctid(9), ctid(1)]

    def test_a_relevance_cursor_keeps_its_epoch(self, store: Store) -> None:
        store.write(batch(*(record(ctid(n), node(name="Alike")) for n in range(9))))
        page = store.snapshot().search(SearchQuery(kind="Credential", text="alike", first=4))
        shown = [hit.key for hit in page.hits]
        for round_ in range(8):
            store.write(batch(*(record(ctid(f"{n} {round_}"), node(name="Alike alike")) for n in range(3))))
        rest = store.snapshot().search(
            SearchQuery(kind="Credential", text="alike", first=20, after=page.hits[-1].cursor)
        )
        assert sorted([*shown, *(hit.key for hit in rest.hits)]) == sorted(map(ctid, range(9)))

    def test_cursors_are_checked(self, store: Store) -> None:
        store.write(batch(*(record(ctid(n)) for n in range(3))))
        cursor = store.snapshot().search(SearchQuery(kind="Credential", sort="name", first=1)).hits[0].cursor
        for query in (
            SearchQuery(kind="Credential", sort="name", after="!!"),
            SearchQuery(kind="Credential", sort="modified_desc", after=cursor),
        ):
            with pytest.raises(BadUserInput):
                store.snapshot().search(query)

    def test_suggestions_complete_names_codes_and_typing_errors(self, store: Store) -> None:
        store.write(
            batch(
                record(ctid(1), node(name="Advanced Welding")),
                record(ctid(2), node(name="Welding")),
                record(ctid("o"), node("ceterms:CredentialOrganization", name="Weldon College")),
            )
        )
        snapshot = store.snapshot()
        texts = [one.text for one in snapshot.suggest("weld", ["Credential", "Organization"], 8)]
        assert texts == ["Welding", "Weldon College", "Advanced Welding"]
        assert [one.key for one in snapshot.suggest("advanced we", ["Credential"], 8)] == [ctid(1)]
        assert snapshot.suggest("weldnig", ["Credential"], 8)[0].key == ctid(2)
        coded = snapshot.suggest("registered nurse", ["Concept"], 8)
        assert ("SOC", "29-1141") in {(one.scheme, one.code) for one in coded}
        assert snapshot.suggest(" .*( ", None, 8) == []
        assert snapshot.suggest("weld", ["Manifest"], 8) == []

    def test_counts_by_several_fields(self, store: Store) -> None:
        kinds = ("ceterms:BachelorDegree", "ceterms:Certificate")
        store.write(
            batch(
                *(record(ctid(n), node(kinds[n % 2], audienceLevelType=["audLevel:AdvancedLevel"])) for n in range(5))
            )
        )
        snapshot = store.snapshot()
        assert snapshot.aggregate("Credential", ["family", "audience_level"], []) == [
            (("DEGREE", "AdvancedLevel"), 3),
            (("CERTIFICATE", "AdvancedLevel"), 2),
        ]
        assert snapshot.aggregate("Credential", [], filters(family="DEGREE")) == [((), 3)]
        with pytest.raises(ValueError, match="no facet"):
            snapshot.aggregate("Credential", ["nothing"], [])

    def test_the_index_is_rebuilt_from_the_truth(self, store: Store) -> None:
        store.write(batch(*(record(ctid(n), node(name=f"Thing {n}", ownedBy=[ctid("o")])) for n in range(30))))
        store.write(batch(record(ctid(1), node(name="Changed")), removed=[ctid(2)]))
        query = SearchQuery(kind="Credential", first=50, facets=("provider", "family"))
        before = store.snapshot().search(query)
        assert store.rebuild_index() == 29
        after = store.snapshot().search(query)
        assert ([hit.key for hit in after.hits], after.total, after.facets) == (
            [hit.key for hit in before.hits],
            before.total,
            before.facets,
        )

    def test_a_page_counts_facets_of_what_it_found(self, store: Store) -> None:
        names = ("Nursing", "Nursing Aide", "Welding", "Nurse")
        store.write(batch(*(record(ctid(n), node(name=name)) for n, name in enumerate(names, 1))))
        query = SearchQuery(kind="Credential", text="nurse", first=1, facets=("family", "source"))
        page = store.snapshot().search(query)
        store.write(batch(record(ctid(9), node(name="Nurse Educator"))))
        assert page.counting is not None
        assert page.counting(("family", "source"), 10) == page.facets
        behind = store.snapshot().search(structs.replace(query, after=page.hits[0].cursor, facets=()))
        assert behind.counting is not None
        assert behind.counting(("source",), 10) == (page.facets[1],)
        with pytest.raises(ValueError, match="no facet 'sector'"):
            page.counting(("sector",), 10)

    def test_offerings_are_found_by_the_words_of_competencies_that_they_name_by_id(self, store: Store) -> None:
        def skill(words: str) -> Record:
            return record(ctid("skill"), node("ceasn:Competency", **{"ceasn:competencyText": {"en": [words]}}))

        target = [{"ceterms:targetNode": [ctid("skill")]}]
        other = [{"ceterms:targetNode": [ctid("other")], "ceterms:targetNodeName": {"en": ["Braze fittings"]}}]
        asks = {"@type": "ceterms:ConditionProfile", "ceterms:targetLearningOpportunity": [ctid("program")]}
        asks_too = {"@type": "ceterms:ConditionProfile", "ceterms:targetCompetency": target}
        program = record(ctid("program"), node("ceterms:LearningProgram", teaches=target + other))
        store.write(
            batch(
                record(ctid(1), node(name="Helper", requires=[asks])),
                record(ctid(2), node(name="Fitter", requires=[asks_too])),
                record(ctid(3), node(name="Other")),
            )
        )
        store.write(batch(program))  # what a credential requires arrives after it, the competency after both
        assert found(store.snapshot(), text="brazing") == [ctid(1)]
        assert found(store.snapshot(), text="soldering") == []
        store.write(batch(skill("Solder copper pipes")))
        assert set(found(store.snapshot(), text="soldering")) == {ctid(1), ctid(2)}
        (hit,) = store.snapshot().search(SearchQuery(kind="LearningOpportunity", text="copper")).hits
        assert hit.key == ctid("program")
        store.write(batch(skill("Bend conduit")))
        assert found(store.snapshot(), text="soldering") == []
        assert set(found(store.snapshot(), text="conduits")) == {ctid(1), ctid(2)}
        store.rebuild_index()
        assert set(found(store.snapshot(), text="conduits")) == {ctid(1), ctid(2)}
        store.write(batch(removed=[ctid("skill")]))
        assert found(store.snapshot(), text="conduits") == []

    def test_what_has_most_words_follows_what_has_all(self, store: Store) -> None:
        names = ("Dental Hygiene License", "Dental Lab Work", "Dental Hygiene Denver", "Oral Hygiene", "Welding")
        store.write(batch(*(record(ctid(n), node(name=name)) for n, name in enumerate(names, 1))))
        store.write(batch(*(record(ctid(f"more {n}"), node(name=f"Other {n}")) for n in range(40))))
        query = SearchQuery(kind="Credential", text="dental hygiene license", facets=("family",))
        whole = store.snapshot().search(query)
        assert [hit.key for hit in whole.hits] == [ctid(1)]
        query = structs.replace(query, partial=True)
        page = store.snapshot().search(query)
        assert [hit.key for hit in page.hits][:2] == [ctid(1), ctid(3)]  # a level's name is the least of the words
        assert {hit.key for hit in page.hits} == {ctid(1), ctid(2), ctid(3), ctid(4)}
        assert (page.total, page.facets[0].buckets[0].count) == (4, 4)
        scores = [hit.score or 0 for hit in page.hits]
        assert scores == sorted(scores, reverse=True)
        assert scores[0] > 2 > scores[1] > 1 > scores[2] > 0
        walked, after = [], None
        for _ in range(4):
            part = store.snapshot().search(structs.replace(query, first=1, after=after))
            assert part.total == 4
            walked += [hit.key for hit in part.hits]
            after = part.hits[0].cursor
        assert walked == [hit.key for hit in page.hits]
        back = store.snapshot().search(structs.replace(query, first=3, after=after, backwards=True))
        assert [hit.key for hit in back.hits] == walked[:3]
        by_name = store.snapshot().search(structs.replace(query, sort="name"))
        assert [hit.key for hit in by_name.hits] == [ctid(1)]
        assert found(store.snapshot(), text='"dental lab" license', partial=True) == [ctid(2)]
        assert found(store.snapshot(), text="weldin denvr", partial=True) == [ctid(3), ctid(5)]
        store.write(batch(record(ctid("error"), node("ceterms:Course", name="Weldin", description="Its own error"))))
        assert found(store.snapshot(), text="weldin", partial=True) == [ctid(5)]  # another kind's name is no obstacle

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("RN", "Registered Nurse License"),
            ("RNs", "Registered Nurse License"),
            ("regsitered nurse", "Registered Nurse License"),
            ("nursing asistant", "Nursing Assistant (CNA)"),
            ("certified nursing assistants", "Nursing Assistant (CNA)"),
            ("nurse aide", "Nursing Assistant (CNA)"),
            ("cybersecurity", "Cyber Security Fundamentals"),
            ("cyber security", "Cyber Security Fundamentals"),
            ("net working basics", "Networking Basics"),
            ("commercial driver license", "CDL Class A"),
            ("cdl", "CDL Class A"),
            ("A+", "CompTIA A+"),
            ("a+ certification", "CompTIA A+"),
            ("C++", "Programming in C++"),
            ("c# programming", "Programming in C#"),
            ("welders", "Welding Technology"),
        ],
    )
    def test_people_write_names_in_many_ways(self, store: Store, text: str, name: str) -> None:
        names = (
            *("Registered Nurse License", "Nursing Assistant (CNA)", "Cyber Security Fundamentals"),
            *("Networking Basics", "CDL Class A", "CompTIA A+", "Programming in C++", "Programming in C#"),
            *("Welding Technology", "A Class in Cooking", "Public Safety and Security"),
        )
        store.write(batch(*(record(ctid(one), node(name=one, description=f"This is {one}.")) for one in names)))
        assert found(store.snapshot(), text=text, partial=True)[0] == ctid(name)

    def test_a_batch_is_all_or_nothing(self, store: Store) -> None:
        store.write(batch(record(ctid(1), node(name="Kept"))))
        with pytest.raises(Exception):  # noqa: B017, PT011  any failure inside a batch
            store.write(Batch(source=REGISTRY, records=[record(ctid(3)), None]))  # type: ignore[list-item]
        snapshot = store.snapshot()
        assert (found(snapshot), snapshot.get_many([ctid(3)])) == ([ctid(1)], [None])
        store.write(batch(record(ctid(4))))
        assert set(found(store.snapshot())) == {ctid(1), ctid(4)}

    def test_any_telling_word_finds_something_and_rare_ones_count_most(self, store: Store) -> None:
        names = ["Welding Technology", "Pipe Fitting", "Welding of Pipe", "Nursing"]
        store.write(batch(*(record(ctid(n), node(name=name)) for n, name in enumerate(names, 1))))
        snapshot = store.snapshot()
        query = SearchQuery(kind="Credential", first=10)
        both, nursing, nothing = snapshot.alike(
            ["weld pipe safely in every position", "nurse " * 500, "\U0001f525 unheard"], query
        )
        assert both[0] == ctid(3)
        assert set(both) == {ctid(1), ctid(2), ctid(3)}
        assert nursing == [ctid(4)]
        assert nothing == []
        assert snapshot.alike([], query) == []
        limited = SearchQuery(kind="Credential", first=1, filters=filters(exact_name=("pipe fitting",)))
        assert snapshot.alike(["weld pipe"], limited) == [[ctid(2)]]
        assert snapshot.alike(["weld pipe"], SearchQuery(kind="Job", first=5)) == [[]]
