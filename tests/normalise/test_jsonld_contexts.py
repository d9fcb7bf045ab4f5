"""Contexts of CTDL JSON-LD: those that are kept, what they add, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from credloom.errors import SourceBadData
from credloom.normalise import normalise
from credloom.normalise.contexts import CTDL, EMPTY, KEPT, ForeignJsonLd, RemoteContext
from credloom.normalise.nodes import main_type
from tests.normalise.make import CONTEXT, CTID, RESOURCE, document, node, nodes, source

HERE = RESOURCE + CTID


@pytest.mark.parametrize("context", sorted(KEPT))
def test_kept_contexts_in_every_spelling(context: str) -> None:
    assert nodes({"@context": context, "@id": HERE, "@type": "ceterms:Course"}).keys() == {HERE}


def test_a_context_with_what_it_adds() -> None:
    found = nodes(
        {
            "@context": [
                "http://credreg.net/ctdl/schema/context/json/",
                {
                    "ex": "https://example.org/",
                    "id": "@id",
                    "title": {"@id": "ceterms:name", "@container": "@language"},
                    "page": {"@id": "ceterms:subjectWebpage", "@type": "@id"},
                    "label": "ceterms:name",
                    "pure": {"@id": "ex:pure", "@type": "xsd:integer"},
                    "gone": None,
                },
            ],
            "id": "ex:course",
            "@type": "ceterms:Course",
            "title": {"en": "Welding"},
            "page": "ex:page",
            "pure": "3",
            "gone": "x",
        }
    )
    assert found == {
        "https://example.org/course": {
            "@id": "https://example.org/course",
            "@type": "ceterms:Course",
            "ceterms:name": {"en": ["Welding"]},
            "ceterms:subjectWebpage": ["https://example.org/page"],
            "https://example.org/pure": [3],
        }
    }


def test_a_vocabulary_gives_meaning_to_bare_names() -> None:
    context = {"@vocab": "https://purl.org/ctdl/terms/"}
    found = nodes({"@context": context, "@id": HERE, "@type": "Course", "name": {"en": "Welding"}, "ctid": CTID})
    assert found[HERE] == {
        "@id": HERE,
        "@type": "ceterms:Course",
        "ceterms:name": {"en": ["Welding"]},
        "ceterms:ctid": [CTID],
    }


def test_schema_org_gives_meaning_to_its_names() -> None:
    found = nodes({"@context": "https://schema.org/", "@id": HERE, "@type": "JobPosting", "title": "Welder"})
    assert found[HERE]["@type"] == "schema:JobPosting"
    assert "schema:title" in found[HERE]


def test_classes_in_any_case_and_without_prefix() -> None:
    for written in (
        "ceterms:course",
        "Course",
        "https://purl.org/ctdl/terms/Course",
        "http://credreg.net/ctdl/terms/Course",
    ):
        assert main_type(nodes({"@id": HERE, "@type": [written, "_:x", "@id", 5]})[HERE]) == "ceterms:Course"


def test_an_empty_context_forgets_what_was_declared() -> None:
    data = {"@context": [{"title": "ceterms:name"}, None], "@id": HERE, "@type": "ceterms:Course", "title": "Welding"}
    assert nodes(data) == {HERE: {"@id": HERE, "@type": "ceterms:Course"}}


@pytest.mark.parametrize(
    ("context", "error", "words"),
    [
        (
            "https://example.org/c",
            RemoteContext,
            "/@context: the context 'https://example.org/c' is not one that is kept",
        ),
        ([CONTEXT, "x"], RemoteContext, "/@context/1: the context 'x'"),
        ({"@import": CONTEXT}, RemoteContext, "/@context/@import"),
        (5, SourceBadData, "a context is an address, an object or a list of them"),
        ({"a": 5}, SourceBadData, "/@context/a: a term is defined by an address or an object"),
        ({"@language": "en"}, ForeignJsonLd, "@language"),
        ({"a": {"@reverse": "ceterms:ownedBy"}}, ForeignJsonLd, "/@context/a"),
        ({"a": {"@id": "ceterms:name", "@container": ["@index"]}}, ForeignJsonLd, "/@context/a"),
        ({"a": {"@id": "ceterms:name", "@type": "@json"}}, ForeignJsonLd, "/@context/a"),
    ],
)
def test_contexts_that_are_refused_or_left_to_rdflib(context: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words.replace("/", r"\/")):
        nodes({"@context": context, "@id": HERE})


def test_contexts_nested_without_end_are_refused() -> None:
    deep: Any = CONTEXT
    for _ in range(70):
        deep = [deep]
    with pytest.raises(SourceBadData, match="contexts are nested deeper"):
        nodes({"@context": deep, "@id": HERE})


def test_what_json_ld_drops_is_reported_and_what_it_keeps_is_kept() -> None:
    data = {
        "@context": CONTEXT,
        "@id": HERE,
        "@type": "ceterms:Course",
        "unknown": 1,
        "ceterms:noSuchTerm": "kept",
        "https://example.org/p": "kept",
        "@unknown": 1,
    }
    result = normalise(source(), [document(data)])
    assert {refusal.field for refusal in result.refusals} == {
        "unknown", "ceterms:noSuchTerm", "https://example.org/p", "@unknown"
    }  # fmt: skip
    assert result.refusals[0].place == "file.json#/unknown"
    (record,) = result.records
    assert record.node["ceterms:noSuchTerm"] == record.node["https://example.org/p"] == ["kept"]
    assert "unknown" not in record.node


def test_keys_mean_the_same_as_addresses() -> None:
    written = {"https://purl.org/ctdl/terms/name": {"en": "A"}, "http://www.w3.org/2004/02/skos/core#prefLabel": "B"}
    assert node(written) == {"ceterms:name": {"en": ["A"]}, "skos:prefLabel": {"und": ["B"]}}
    assert EMPTY.entry("name") is None
    assert CTDL.expand("https://a:b") == "https://a:b"
