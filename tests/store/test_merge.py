"""Merging by rule: what adds up, what is taken whole, what counts as disagreement."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from credloom.model.record import Node
from credloom.store import merge
from credloom.store.merge import Told

REGISTRY, STATE = "CREDENTIAL_REGISTRY", "STATE_CATALOG"


def told(source: str, kind: str, modified: float | None = None, **values: object) -> Told:
    node: Node = {"@id": source, "@type": values.pop("type", "ceterms:Certificate")}
    return Told(source, kind, source, modified, node | {f"ceterms:{name}": value for name, value in values.items()})


def test_the_registry_decides_then_the_newest_then_the_key() -> None:
    many = [
        told("z", STATE, 5.0),
        told("y", "EMPLOYER_JOBS", 9.0),
        told("b", STATE, 7.0),
        told("a", STATE, 7.0),
        told("r", REGISTRY),
        told("?", "UNHEARD"),
    ]
    assert [one.source for one in merge.ranked(many)] == ["r", "a", "b", "z", "y", "?"]


def test_values_that_add_up_are_united_and_profiles_are_not() -> None:
    first = told(
        "r", REGISTRY, keyword={"en": ["a"]}, ownedBy=["o"], estimatedCost=[{"ceterms:price": [1]}], inLanguage=["en"]
    )
    second = told(
        "s", STATE, keyword={"es": ["b"]}, ownedBy=["p", "o"], estimatedCost=[{"ceterms:price": [2]}], inLanguage=["es"]
    )
    node = merge.merged([first, second])
    assert node["ceterms:keyword"] == {"en": ["a"], "es": ["b"]}
    assert node["ceterms:ownedBy"] == ["o", "p"]
    assert node["ceterms:inLanguage"] == ["en", "es"]
    assert node["ceterms:estimatedCost"] == [{"ceterms:price": [1]}]
    assert first.node["ceterms:ownedBy"] == ["o"]
    assert [one.field for one in merge.disagreements([first, second])] == ["estimatedCost"]


def test_texts_are_taken_language_by_language() -> None:
    first, second = told("r", REGISTRY, name={"en-US": ["One"]}), told("s", STATE, name={"en": ["Two"], "es": ["Dos"]})
    assert merge.merged([first, second])["ceterms:name"] == {"en-US": ["One"], "es": ["Dos"]}
    (found,) = merge.disagreements([first, second])
    assert (found.field, found.chosen, [one.value for one in found.candidates]) == ("name", "One", ["One", "Two"])
    assert merge.disagreements([first, told("s", STATE, name={"es": ["Uno"]})]) == []
    assert merge.disagreements([first, told("s", STATE, name={"en": [" one "]})]) == []
    assert [one.source for one in merge.tellers([first, second])["name"]] == ["r", "s"]


def test_one_concept_with_other_labels_is_no_disagreement() -> None:
    def status(code: str, label: str) -> list[Node]:
        node = {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNode": [f"credentialStat:{code}"]}
        return [node | {"ceterms:targetNodeName": {"en": [label]}}]

    first = told("r", REGISTRY, credentialStatusType=status("Active", "Active"))
    assert merge.disagreements([first, told("s", STATE, credentialStatusType=status("Active", "In force"))]) == []
    (found,) = merge.disagreements([first, told("s", STATE, credentialStatusType=status("Ceased", "Ceased"))])
    assert [one.value for one in found.candidates] == ["Active", "Ceased"]


def test_the_more_specific_class_is_shown_and_unrelated_ones_disagree() -> None:
    broad, narrow = told("r", REGISTRY, type="ceterms:Degree"), told("s", STATE, type="ceterms:BachelorDegree")
    assert merge.merged([broad, narrow])["@type"] == "ceterms:BachelorDegree"
    assert merge.disagreements([broad, narrow]) == []
    other = told("s", STATE, type="ceterms:License")
    assert merge.merged([broad, other])["@type"] == "ceterms:Degree"
    assert [one.field for one in merge.disagreements([broad, other])] == ["type"]


def test_a_ctid_is_shown_before_an_address_before_a_local_key() -> None:
    keys = [
        "urn:credloom:identifier:s:1",
        "urn:credloom:a:b:c",
        "https://example.org",
        f"ce-{'0' * 8}-{'0000-' * 3}{'0' * 12}",
    ]
    assert sorted(keys, key=merge.key_order) == keys[::-1]


TEXTS = st.lists(st.sampled_from(["x", "y"]), min_size=1, max_size=1)
FIELDS = st.sampled_from(["name", "ownedBy", "credentialStatusType", "codedNotation"])
VALUES = st.one_of(
    st.lists(st.sampled_from(["a:1", "a:2", "a:3"]), min_size=1, max_size=3, unique=True),
    st.dictionaries(
        st.sampled_from(["en", "es"]), st.lists(st.sampled_from(["x", "y"]), min_size=1, max_size=1), min_size=1
    ),
)
TOLD = st.lists(
    st.builds(
        lambda source, kind, modified, values: told(source, kind, modified, **values),
        st.sampled_from("abc"),
        st.sampled_from([REGISTRY, STATE]),
        st.none() | st.floats(0, 9),
        st.dictionaries(
            st.sampled_from(["name", "ownedBy", "credentialStatusType", "codedNotation"]), VALUES, max_size=4
        ),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.source,
)


@given(TOLD, st.randoms())
def test_the_order_in_which_records_come_does_not_matter(many: list[Told], random: object) -> None:
    shuffled = list(many)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = merge.ranked(many), merge.ranked(shuffled)
    assert merge.merged(first) == merge.merged(second)
    assert merge.disagreements(first) == merge.disagreements(second)


@given(TOLD)
def test_nothing_is_lost_and_every_field_has_a_teller(many: list[Told]) -> None:
    ranked = merge.ranked(many)
    node = merge.merged(ranked)
    assert set(node) == {name for one in many for name in one.node}
    tellers = merge.tellers(ranked)
    assert set(tellers) == {merge.field_name(name) for name in node if name != "@id"}
    assert all(tellers.values())
    for found in merge.disagreements(ranked):
        assert len(found.candidates) > 1
        assert found.chosen == found.candidates[0].value
