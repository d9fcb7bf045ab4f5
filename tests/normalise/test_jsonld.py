"""CTDL JSON-LD as it is published: in every spelling, one canonical form."""

from __future__ import annotations

from typing import Any

import pytest

from credloom.errors import SourceBadData
from credloom.normalise import jsonld, normalise
from credloom.normalise.jsonld import MAX_UNFOLDED
from credloom.normalise.nodes import distinct, join, main_type, specific, types_of
from tests.normalise.make import CONTEXT, CTID, RESOURCE, document, node, nodes, source

HERE = RESOURCE + CTID


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Welding", {"und": ["Welding"]}),
        ({"en-us": "Welding"}, {"en-US": ["Welding"]}),
        (
            {"en": ["Welding", "Welding", "Joining"], "ES": "Soldadura"},
            {"en": ["Welding", "Joining"], "es": ["Soldadura"]},
        ),
        ([{"en": "Welding"}, {"en": "Joining"}, "Welds"], {"en": ["Welding", "Joining"], "und": ["Welds"]}),
        ({"@value": "Welding", "@language": "en_US"}, {"en-US": ["Welding"]}),
        ({"@value": "Welding"}, {"und": ["Welding"]}),
        ({"en:us": "Welding", "@none": "Welds"}, {"en-US": ["Welding"], "und": ["Welds"]}),
        ({"@set": ["Welding", {"en": "Joining"}]}, {"und": ["Welding"], "en": ["Joining"]}),
        (101, {"und": ["101"]}),
        ({"@value": 1.5}, {"und": ["1.5"]}),
        ({"no tag at all": "Welding"}, {"und": ["Welding"]}),
        ({"en": None}, None),
        ([], None),
        (None, None),
    ],
)
def test_texts_in_every_form(written: Any, read: Any) -> None:
    assert node({"ceterms:name": written}).get("ceterms:name") == read


@pytest.mark.parametrize(
    "written",
    [
        "credentialStat:Active",
        "https://credreg.net/ctdl/vocabs/credentialStat/Active",
        "http://credreg.net/ctdl/vocabs/credentialStat/Active",
        "https://purl.org/ctdl/vocabs/credentialStat/Active",
        "http://purl.org/ctdl/vocabs/credentialStat/Active",
        "https://purl.org/ctdl/terms/CredentialStatus/Active",
        "CREDENTIALSTAT:active",
        " credentialStat:Active ",
        {"@id": "credentialStat:Active"},
        {"@value": "https://purl.org/ctdl/vocabs/credentialStat/Active"},
        ["credentialStat:Active", "credentialStat:Active"],
        {"@set": [["credentialStat:Active"]]},
    ],
)
def test_concepts_in_every_spelling(written: Any) -> None:
    assert node({"ceterms:credentialStatusType": written}) == {
        "ceterms:credentialStatusType": ["credentialStat:Active"]
    }


@pytest.mark.parametrize(
    "written",
    [
        HERE,
        HERE.upper(),
        HERE.replace("https", "http"),
        f"https://sandbox.credentialengineregistry.org/resources/{CTID}",
        f"https://credentialengineregistry.org/graph/{CTID.upper()}",
        CTID,
        CTID.upper(),
        "urn:ctid:" + CTID.removeprefix("ce-"),
        {"@id": CTID},
    ],
)
def test_references_to_a_ctid_in_every_spelling(written: Any) -> None:
    assert node({"ceterms:ownedBy": written}) == {"ceterms:ownedBy": [HERE]}


def test_other_references_stay_as_they_are() -> None:
    written = ["https://Example.org/A b", {"@id": "https://example.org/c"}, "An Institute"]
    assert node({"ceterms:ownedBy": written}) == {
        "ceterms:ownedBy": ["https://Example.org/A%20b", "https://example.org/c", "An Institute"]
    }


def test_a_nested_node_with_an_identity_stands_for_itself() -> None:
    inside = {"@id": "https://example.org/college", "@type": "ceterms:Organization", "ceterms:name": {"en": "College"}}
    found = nodes(
        {"@id": HERE, "@type": "ceterms:Certificate", "ceterms:ownedBy": [inside, "https://example.org/college"]}
    )
    assert found[HERE]["ceterms:ownedBy"] == ["https://example.org/college"]
    assert found["https://example.org/college"]["ceterms:name"] == {"en": ["College"]}


def test_a_nested_node_with_a_ctid_alone_has_an_identity() -> None:
    inside = {"@type": "ceterms:Organization", "ceterms:ctid": CTID.upper(), "ceterms:name": "College"}
    found = nodes({"@id": "https://example.org/x", "@type": "ceterms:Course", "ceterms:ownedBy": inside})
    assert found["https://example.org/x"]["ceterms:ownedBy"] == [HERE]
    assert found[HERE]["@type"] == "ceterms:Organization"


@pytest.mark.parametrize(
    ("name", "written", "read"),
    [
        ("ceterms:yearsOfExperience", "2.0", [2]),
        ("ceterms:yearsOfExperience", {"@value": "2.5", "@type": "xsd:decimal"}, [2.5]),
        ("ceterms:yearsOfExperience", "some", ["some"]),
        ("ceterms:price", 4485.0, ["4485"]),
        ("ceterms:price", "12.50", ["12.5"]),
        ("ceterms:price", "about 12", ["about 12"]),
        ("ceterms:isProctored", "true", [True]),
        ("ceterms:isProctored", False, [False]),
        ("ceterms:isProctored", "perhaps", ["perhaps"]),
        ("ceterms:dateEffective", "2026-08-01", ["2026-08-01"]),
        ("ceterms:dateEffective", 2026, ["2026"]),
        ("ceterms:codedNotation", 12.0, ["12"]),
        ("ceterms:codedNotation", True, ["true"]),
        ("ceterms:medianEarnings", 49333, [49333]),
        (
            "ceterms:subjectWebpage",
            {"@value": "https://example.org/a", "@type": "xsd:anyURI"},
            ["https://example.org/a"],
        ),
        ("ceterms:price", {"@value": None}, None),
        ("ceterms:price", {"@value": ["x"]}, None),
        ("ceterms:price", [None, "1"], ["1"]),
        ("ceterms:subjectWebpage", "  ", None),
        ("schema:name", 5.0, [5]),
    ],
)
def test_literals_are_read_as_their_property_asks(name: str, written: Any, read: Any) -> None:
    assert node({name: written}).get(name) == read


def test_true_and_one_are_two_values() -> None:
    assert node({"schema:name": [1, True, 1.0, "1", 1]}) == {"schema:name": [1, True, "1"]}


# -- shapes of documents


@pytest.mark.parametrize(
    "data",
    [
        {"@context": CONTEXT, "@graph": [{"@id": HERE, "@type": "ceterms:Course"}]},
        {"@context": CONTEXT, "@graph": {"@id": HERE, "@type": "ceterms:Course"}},
        [{"@context": CONTEXT, "@graph": [{"@id": HERE, "@type": "ceterms:Course"}]}],
        [{"@id": HERE, "@type": "ceterms:Course"}],
        {"@id": HERE, "@type": "ceterms:Course"},
        {"ceterms:ctid": CTID, "@type": "ceterms:Course"},
        {"@id": "_:a", "ceterms:ctid": {"@value": CTID}, "@type": "ceterms:Course"},
        {"ceterms:ctid": ["not one", CTID], "@type": "ceterms:Course"},
        {"envelope_type": "resource_data", "decoded_resource": {"@id": HERE, "@type": "ceterms:Course"}},
    ],
)
def test_every_shape_of_document(data: Any) -> None:
    found = nodes(data)
    assert found.keys() == {HERE}
    assert found[HERE]["@type"] == "ceterms:Course"


def test_what_is_said_around_a_graph_is_kept() -> None:
    data = {"@id": HERE, "@context": CONTEXT, "adms:status": "graphPublicationStatus:Provisional", "@graph": [
        {"@id": HERE, "@type": "ceterms:Course", "ceterms:name": "A"}]}  # fmt: skip
    assert nodes(data)[HERE]["adms:status"] == ["graphPublicationStatus:Provisional"]


def test_two_descriptions_of_one_thing_are_joined() -> None:
    one = {"@id": HERE, "@type": "ceterms:Credential", "ceterms:name": {"en": "A"}, "ceterms:price": "1"}
    two = {"@id": HERE.upper(), "@type": "ceterms:Badge", "ceterms:name": {"en": ["A", "B"], "es": "C"},
           "ceterms:price": "2", "ceterms:keyword": "k"}  # fmt: skip
    assert nodes([one, two]) == {
        HERE: {
            "@id": HERE,
            "@type": "ceterms:Badge",
            "ceterms:name": {"en": ["A", "B"], "es": ["C"]},
            "ceterms:price": ["1", "2"],
            "ceterms:keyword": {"und": ["k"]},
        }
    }


@pytest.mark.parametrize("data", [5, "text", None])
def test_what_is_no_object_is_refused(data: Any) -> None:
    with pytest.raises(SourceBadData, match="expected a JSON object"):
        nodes(data)


def test_members_of_a_graph_that_are_no_nodes_are_reported() -> None:
    made = jsonld.Document()
    made.read({"@graph": ["text", {"@id": HERE, "@type": "ceterms:Course"}, {"ceterms:name": "no type, no name"}]})
    assert made.nodes.keys() == {HERE}
    assert made.problems == [
        ("/@graph/0", "expected a JSON object, found str."),
        ("/@graph/2", "the node has neither @id nor a valid ceterms:ctid, so nothing names it."),
    ]


def test_nodes_nested_without_end_are_refused() -> None:
    deep: Any = {"ceterms:name": "A"}
    for _ in range(70):
        deep = {"ceterms:requires": deep}
    with pytest.raises(SourceBadData, match="nested deeper than 64"):
        nodes({"@id": HERE, **deep})


def test_lists_nested_without_end_are_refused() -> None:
    deep: Any = "A"
    for _ in range(20_000):
        deep = [deep]
    import msgspec

    given = msgspec.structs.replace(document({}), given={"@id": HERE, "@type": "ceterms:Course", "ceterms:price": deep})
    (refusal,) = normalise(source(), [given]).refusals
    assert refusal.reason == "The document is nested too deeply to be read."


def test_a_part_of_a_document_is_a_part_of_its_address() -> None:
    data = [
        {"@id": "#a", "@type": "ceterms:Course", "ceterms:isPartOf": "#b"},
        {"@id": "#b", "@type": "ceterms:Course"},
    ]
    assert nodes(data, "https://example.org/x.json").keys() == {
        "https://example.org/x.json#a",
        "https://example.org/x.json#b",
    }
    keys = {record.key for record in normalise(source(), [document(data, ref="x.json")]).records}
    assert keys == {"urn:credloom:files:document:x.json#a", "urn:credloom:files:document:x.json#b"}


# -- blank nodes


def test_blank_nodes_stand_where_they_are_referred_to() -> None:
    data = {"@graph": [
        {"@id": HERE, "@type": "ceterms:Course", "ceterms:requires": ["_:a", {"@id": "_:a"}, "_:missing"],
         "ceterms:recommends": "_:later"},
        {"@id": "_:a", "@type": "ceterms:ConditionProfile", "ceterms:name": "A"},
        {"@id": "https://example.org/y", "@type": "ceterms:Course",
         "ceterms:requires": {"@id": "_:later", "@type": "ceterms:ConditionProfile", "ceterms:name": "B"}},
    ]}  # fmt: skip
    found = nodes(data)
    assert found[HERE]["ceterms:requires"] == [{"@type": "ceterms:ConditionProfile", "ceterms:name": {"und": ["A"]}}]
    assert found[HERE]["ceterms:recommends"] == [{"@type": "ceterms:ConditionProfile", "ceterms:name": {"und": ["B"]}}]


def test_a_blank_node_that_is_described_twice_says_both() -> None:
    data = {"@graph": [
        {"@id": HERE, "@type": "ceterms:Course", "ceterms:requires": "_:a"},
        {"@id": "_:a", "ceterms:name": {"en": "A"}, "ceterms:price": "1"},
        {"@id": "_:a", "ceterms:name": {"en": "B"}, "ceterms:weight": 2},
    ]}  # fmt: skip
    (found,) = nodes(data)[HERE]["ceterms:requires"]
    assert found["ceterms:name"] == {"en": ["A", "B"]}
    assert found["ceterms:weight"] == [2]


def test_a_ring_of_blank_nodes_ends() -> None:
    data = {"@graph": [
        {"@id": HERE, "@type": "ceterms:Course", "ceterms:requires": "_:a"},
        {"@id": "_:a", "ceterms:name": "A", "ceterms:requires": "_:b"},
        {"@id": "_:b", "ceterms:name": "B", "ceterms:requires": "_:a"},
    ]}  # fmt: skip
    (found,) = nodes(data)[HERE]["ceterms:requires"]
    assert found["ceterms:requires"] == [{"ceterms:name": {"und": ["B"]}}]


def test_blank_nodes_that_unfold_without_end_are_refused() -> None:
    chain: list[dict[str, Any]] = [{"@id": HERE, "@type": "ceterms:Course", "ceterms:requires": "_:0"}]
    chain += [
        {"@id": f"_:{n}", "ceterms:requires": f"_:{n + 1}", "ceterms:recommends": f"_:{n + 1}"} for n in range(40)
    ]
    with pytest.raises(SourceBadData, match=f"more than {MAX_UNFOLDED:,} nodes"):
        nodes({"@graph": [*chain, {"@id": "_:40", "ceterms:name": "end"}]})


def test_a_node_that_nothing_names_is_named_by_what_it_says() -> None:
    data = {"@graph": [{"@type": "ceterms:Course", "ceterms:name": "A"}, {"@id": "_:x", "@type": "ceasn:Rubric",
                                                                        "ceasn:name": "R"}]}  # fmt: skip
    first, second = nodes(data)
    assert first.startswith("urn:credloom:document:node:")
    assert nodes({"@id": "_:other", "@type": "ceasn:Rubric", "ceasn:name": "R"}).keys() == {second}


# -- small questions about nodes


def test_the_most_specific_class_comes_first() -> None:
    assert specific(["ceterms:Credential", "ceterms:Badge"]) == "ceterms:Badge"
    assert specific(["ceterms:Credential", "x:Other", "ceterms:Course"]) == [
        "ceterms:Course", "ceterms:Credential", "x:Other"
    ]  # fmt: skip
    assert types_of({"@type": ["a", "b"]}) == {"a", "b"}
    assert types_of({}) == frozenset()
    assert main_type({}) is None
    assert main_type({"@type": []}) is None


def test_joining_keeps_what_is_there() -> None:
    known: dict[str, Any] = {"a": ["x"], "b": {"en": ["x"]}, "c": "odd"}
    join(known, {"a": ["x", "y"], "b": {"en": ["y"]}, "c": "other", "d": ["z"]})
    assert known == {"a": ["x", "y"], "b": {"en": ["x", "y"]}, "c": "odd", "d": ["z"]}
    assert distinct([{"a": 1}, {"a": 1}, {"a": 2}]) == [{"a": 1}, {"a": 2}]
