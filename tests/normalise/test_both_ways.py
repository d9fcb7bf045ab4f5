"""The direct reader and rdflib give the same canonical nodes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.plugins.parsers.jsonld import to_rdf

from credloom.errors import SourceBadData
from credloom.model import vocabulary
from credloom.model.record import Node
from credloom.normalise import jsonld
from credloom.normalise.contexts import ForeignJsonLd, RemoteContext
from credloom.normalise.nodes import main_type
from credloom.normalise.rdf_graph import ctdl_context, parsed
from credloom.sources.formats import strict_json
from tests.normalise.make import RESOURCE, by_rdf, nodes, ordered

CTDL = (b"ceterms:", b"ceasn:", b"qdata:", b"credreg.net", b"purl.org/ctdl")


def documents(folder: Path) -> dict[str, Any]:
    """Every strict JSON document of a folder that has a context or terms of CTDL, by its path."""
    found = {}
    for file in sorted(folder.rglob("*.json*")):
        body = file.read_bytes()
        if b'"@context"' in body or any(mark in body for mark in CTDL):
            try:
                found[str(file.relative_to(folder))] = strict_json(body, file.name)
            except SourceBadData:
                continue
    return found


@pytest.mark.shared_data
def test_every_strict_document_with_kept_contexts_is_read_alike_both_ways(shared_data: Path) -> None:
    compared = with_nodes = 0
    different = []
    for name, data in documents(shared_data).items():
        direct = jsonld.Document()
        try:
            direct.read(data)
        except (RemoteContext, ForeignJsonLd, SourceBadData):
            continue
        compared += 1
        with_nodes += bool(direct.nodes)
        if ordered(direct.nodes) != ordered(by_rdf(data)):
            different.append(name)
    assert different == []
    assert (compared, with_nodes) == (336, 265)


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["ctdl-2026-08-context.json", "ctdlasn-2026-08-context.json"])
def test_the_kept_context_is_the_published_one(shared_data: Path, name: str) -> None:
    published = strict_json((shared_data / "schema" / name).read_bytes(), name)["@context"]
    kept = ctdl_context()
    assert {term: kept.get(term) for term in published if published[term] != {}} == {
        term: meaning for term, meaning in published.items() if meaning != {}
    }


@pytest.mark.shared_data
def test_a_framework_says_the_same_as_json_and_as_turtle(shared_data: Path) -> None:
    folder = shared_data / "frameworks"
    direct = nodes(strict_json((folder / "ConnectingCredentials.json").read_bytes(), "x"))
    turtle = by_rdf((folder / "ConnectingCredentials.ttl").read_bytes(), "rdf:turtle")
    for found in (direct, turtle):
        types = Counter(main_type(node) for node in found.values())
        assert types == {"ceasn:Competency": 91, "ceasn:CompetencyFramework": 1}
        assert sum("ceasn:isChildOf" in node for node in found.values()) == 91


# -- a law, on any canonical node

_WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"], exclude_characters="@"),
    min_size=1,
    max_size=20,
)
_TEXTS = st.dictionaries(
    st.sampled_from(["und", "en", "en-US", "es", "zh-Hant", "pt-BR"]),
    st.lists(_WORD, min_size=1, max_size=3, unique=True),
    min_size=1,
    max_size=3,
)
_IRI = st.integers(0, 9).map(lambda n: f"https://example.org/thing/{n}")
_CONCEPT = st.sampled_from(["credentialStat:Active", "deliveryType:OnlineOnly", "audLevel:AdvancedLevel"])
_NUMBER = st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6).map(lambda x: round(x, 3)).filter(lambda x: x % 1 != 0)
_DECIMAL = st.decimals(0, 10**6, places=2).map(lambda d: format(d.normalize(), "f"))
_DATE = st.dates().map(lambda day: day.isoformat())


def _some(members: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(members, min_size=1, max_size=3, unique_by=lambda m: orjson.dumps(m, option=orjson.OPT_SORT_KEYS))


def _properties(inner: st.SearchStrategy[Node] | None) -> dict[str, st.SearchStrategy[Any]]:
    plain: dict[str, st.SearchStrategy[Any]] = {
        "ceterms:name": _TEXTS,
        "ceterms:description": _TEXTS,
        "ceterms:keyword": _TEXTS,
        "ceterms:subjectWebpage": _some(_IRI),
        "ceterms:ownedBy": _some(_IRI),
        "ceterms:credentialStatusType": _some(_CONCEPT),
        "ceterms:dateEffective": _some(_DATE),
        "ceterms:price": _some(_DECIMAL),
        "ceterms:yearsOfExperience": _some(_NUMBER),
        "ceterms:isProctored": st.booleans().map(lambda yes: [yes]),
        "ceterms:codedNotation": _some(_WORD),
    }
    if inner is not None:
        plain |= {"ceterms:requires": _some(inner), "ceterms:estimatedCost": _some(inner)}
    return plain


def _nodes(depth: int) -> st.SearchStrategy[Node]:
    inner = _nodes(depth - 1) if depth else None
    classes = st.sampled_from(["ceterms:ConditionProfile", "ceterms:CostProfile", "ceterms:Course", "ceasn:Competency"])
    return st.fixed_dictionaries({"@type": classes}, optional=_properties(inner))


_DOCUMENTS = st.lists(_nodes(2), min_size=1, max_size=3).map(
    lambda many: {f"{RESOURCE}x{place}": {"@id": f"{RESOURCE}x{place}", **node} for place, node in enumerate(many)}
)


def _graph(found: dict[str, Node]) -> rdflib.Graph:
    """The nodes as rdflib's statements, by its own JSON-LD reader."""
    graph = rdflib.Graph()
    told = [{"@context": ctdl_context(), **_spelled(node)} for node in found.values()]
    to_rdf(told, graph)
    return graph


def _spelled(node: Node) -> Node:
    """A canonical node as JSON-LD: texts without language under `@none`."""
    made: Node = {}
    for name, value in node.items():
        if isinstance(value, dict):
            made[name] = {"@none" if tag == "und" else tag: texts for tag, texts in value.items()}
        elif isinstance(value, list):
            made[name] = [_spelled(item) if isinstance(item, dict) else item for item in value]
        else:
            made[name] = value
    return made


@settings(max_examples=60, deadline=None)
@given(_DOCUMENTS)
def test_canonical_nodes_survive_every_format_of_rdf(found: dict[str, Node]) -> None:
    graph = _graph(found)
    expected = ordered(nodes(list(found.values())))
    assert expected == ordered(found)
    for format_, name in (("rdf:turtle", "turtle"), ("rdf:nt", "nt"), ("rdf:xml", "xml")):
        assert ordered(by_rdf(graph.serialize(format=name, encoding="utf-8"), format_)) == expected, name


@settings(max_examples=60, deadline=None)
@given(_DOCUMENTS)
def test_canonical_nodes_are_read_alike_both_ways(found: dict[str, Node]) -> None:
    told = [_spelled(node) for node in found.values()]
    assert ordered(by_rdf(told)) == ordered(nodes(told))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-5, 5) | _WORD | _IRI | st.sampled_from(["_:a", "_:b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "@id",
                    "@type",
                    "@value",
                    "@language",
                    "@set",
                    "ceterms:name",
                    "ceterms:price",
                    "ceterms:ownedBy",
                    "ceterms:requires",
                    "en-US",
                    "unknown",
                    "https://purl.org/ctdl/terms/description",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(_JSON)
def test_no_json_breaks_the_direct_reader(data: Any) -> None:
    made = jsonld.Document()
    try:
        made.read(data)
    except SourceBadData:
        return
    assert all(name == node["@id"] and len(node) > 1 for name, node in made.nodes.items())


def test_every_term_of_the_vocabulary_is_in_the_kept_context() -> None:
    assert {name for name, term in vocabulary.terms().items() if term.kind} <= ctdl_context().keys()
    assert parsed(b'{"@id": "urn:x", "ceterms:name": "n"}', "rdf:jsonld", "http://x/", 9)[0]["@id"] == "urn:x"
