"""Details of an offering stay packed until one of them is asked for, and come back as they were."""

from __future__ import annotations

import threading

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from credloom.model.concept import Concept
from credloom.model.details import NOTHING, OPENED, Details, pack
from credloom.model.parts import Cost, Money, Ref
from credloom.model.text import LangText
from credloom.model.things import Credential, LearningOpportunity, closed
from credloom.store.pack import pack_thing, unpack_thing

TOLD = Details(
    costs=(Cost(amount=Money("12.50")),),
    languages=("en", "es"),
    keywords=(LangText("weld", "en"),),
    occupations=(Concept("SOC", "51-4121"),),
    competencies=(Ref("ce-1", "Competency", "Weld pipe"),),
)


def credential(details: Details = TOLD) -> Credential:
    return Credential(key="k", type="ceterms:Certificate", packed=pack(details), family="CERTIFICATE")


def test_what_was_kept_is_opened_by_the_first_look() -> None:
    kept = unpack_thing(pack_thing(credential()))
    assert isinstance(kept, Credential)
    assert kept.opened is None
    assert kept.costs[0].amount == Money("12.50")
    assert kept.opened == TOLD
    assert kept.packed is OPENED


def test_an_offering_without_details_has_none() -> None:
    bare = unpack_thing(pack_thing(LearningOpportunity(key="k", type="t")))
    assert isinstance(bare, LearningOpportunity)
    assert bare.details == Details()
    assert LearningOpportunity(key="k", type="t").packed is NOTHING


@given(st.booleans(), st.lists(st.text(max_size=9), max_size=3))
def test_opened_or_not_it_is_kept_alike(look: bool, words: list[str]) -> None:
    made = credential(Details(languages=tuple(words)))
    whole = pack_thing(credential(Details(languages=tuple(words))))
    if look:
        assert made.languages == tuple(words)
    assert pack_thing(made) == whole
    assert msgspec.msgpack.encode(closed(made)) == whole


def test_many_may_look_at_once() -> None:
    for _ in range(200):
        kept = unpack_thing(pack_thing(credential()))
        assert isinstance(kept, Credential)
        found: list[tuple[str, ...]] = []
        gate = threading.Barrier(4)

        def look(kept: Credential = kept, gate: threading.Barrier = gate, found: list[tuple[str, ...]] = found) -> None:
            gate.wait()
            found.append(kept.languages)

        threads = [threading.Thread(target=look) for _ in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert found == [("en", "es")] * 4
