"""What is found in one HTML page: JSON-LD in every form, microdata, and what cannot be read."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credloom.connect.jobs import found, html
from tests.connect.jobs.sites import page, posting

URL = "https://jobs.example/a"


def titles(content: bytes) -> list[Any]:
    return [one.data.get("title") for one in html.read(content, URL).postings]


@pytest.mark.parametrize(
    "script",
    [
        posting("Cook"),
        [posting("Cook")],
        {"@context": "http://schema.org/", "@graph": [{"@type": "WebSite", "@id": "#s"}, posting("Cook")]},
        {"@type": "WebPage", "mainEntity": posting("Cook")},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": posting("Cook")}]},
        {"@type": ["Thing", "https://schema.org/JobPosting"], "title": "Cook"},
        {"@type": "schema:JobPosting", "title": "Cook"},
    ],
)
def test_a_posting_is_found_wherever_it_stands(script: Any) -> None:
    assert titles(page(script)) == ["Cook"]


def test_several_scripts_and_several_postings() -> None:
    assert titles(page({"@type": "Organization"}, [posting("A"), posting("B")], posting("C"))) == ["A", "B", "C"]


def test_nodes_stand_in_the_place_of_references_to_them() -> None:
    graph = {
        "@graph": [
            {"@type": "Organization", "@id": "#o", "name": "Mill", "address": {"@id": "#p"}},
            posting("Miller", hiringOrganization={"@id": "#o"}, jobLocation=[{"@id": "#p"}], loop={"@id": "#me"})
            | {"@id": "#me"},
            {"@id": "#p", "@type": "Place", "name": "By the river"},
        ]
    }
    (one,) = html.read(page(graph), URL).postings
    assert one.data["hiringOrganization"]["name"] == "Mill"
    assert one.data["jobLocation"][0]["name"] == "By the river"
    assert one.data["loop"] == {"@id": "#me"}


@pytest.mark.parametrize(
    "text",
    [
        '<!-- {"@type": "JobPosting", "title": "Cook"} -->',
        '//<![CDATA[\n{"@type": "JobPosting", "title": "Cook"}\n//]]>',
        '/*<![CDATA[*/ {"@type": "JobPosting", "title": "Cook"} /*]]>*/',
        '{"@type": "JobPosting", "title": "Cook", "description": "two\nlines\tand a tab"};',
    ],
)
def test_what_browsers_let_pass_is_let_pass(text: str) -> None:
    assert titles(page(text)) == ["Cook"]


def test_a_malformed_script_is_told_with_its_place_and_the_others_are_read() -> None:
    read = html.read(page('{"@type": "JobPosting",\n "title": "Cook",}', posting("Baker"), ""), URL)
    assert [one.data["title"] for one in read.postings] == ["Baker"]
    assert [place for place, _ in read.problems] == ["script 1", "script 3"]
    assert "line 2" in read.problems[0][1]


def test_deep_nesting_is_told() -> None:
    read = html.read(page("[" * 100_000), URL)
    assert not read.postings
    assert read.problems


def test_microdata_is_read_where_there_is_no_json_ld() -> None:
    content = b"""<div itemscope itemtype="https://schema.org/JobPosting" itemid="/j/1">
      <h1 itemprop="title">Cook</h1><meta itemprop="datePosted" content="2026-07-01">
      <a itemprop="url" href="/j/1">here</a><time itemprop="validThrough" datetime="2026-09-01">September</time>
      <div itemprop="hiringOrganization" itemscope itemtype="https://schema.org/Organization">
        <span itemprop="name">Mill</span></div>
      <ul itemprop="skills"><li>Bread</li><li>Cake</li></ul>
      <span itemprop="employmentType">FULL_TIME</span><span itemprop="employmentType">PART_TIME</span></div>"""
    (one,) = html.read(content, URL).postings
    assert one.data == {
        "@type": "JobPosting",
        "@id": "https://jobs.example/j/1",
        "title": "Cook",
        "datePosted": "2026-07-01",
        "url": "https://jobs.example/j/1",
        "validThrough": "2026-09-01",
        "hiringOrganization": {"@type": "Organization", "name": "Mill"},
        "skills": "<li>Bread</li><li>Cake</li>",
        "employmentType": ["FULL_TIME", "PART_TIME"],
    }
    assert titles(content + page(posting("Only this"))) == ["Only this"]


def test_bare_objects_count_only_in_feeds() -> None:
    data = {"items": [{"title": "Cook", "datePosted": "2026-07-01"}, {"title": "No more"}]}
    assert not found.postings(data)
    assert [(one.data["title"], one.pointer) for one in found.postings(data, bare=True)] == [("Cook", "/items/0")]


@pytest.mark.parametrize(
    "data",
    [
        {"@context": "http://jobdataexchange.org/jdxcontext.json", "@graph": []},
        {"@context": ["https://schema.org", {"jdx": "http://purl.org/jdx/terms/"}], "title": "Cook"},
        {"@graph": [{"name": "Mill"}, {"@type": "jdx:JobPosting"}]},
        [{"jdx:competency": []}, {"jdx:skill": []}],
    ],
)
def test_jdx_documents_are_known_by_their_words(data: Any) -> None:
    assert {one.format for one in found.postings(data)} == {"jdx"}


@pytest.mark.parametrize(
    ("node", "name"),
    [
        ({"@id": "https://x.example/1", "url": "https://x.example/2"}, "https://x.example/1"),
        ({"@id": "_:b0", "url": "https://x.example/2"}, "https://x.example/2"),
        ({"identifier": [{"value": "R-1"}]}, "R-1"),
        ({"id": 7}, "7"),
        ({"identifier": True, "title": "Cook"}, ""),
    ],
)
def test_the_name_of_a_posting_at_its_source(node: dict[str, Any], name: str) -> None:
    assert found.local_id(node) == name


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["@type", "@id", "@graph", "title", "x"]) | st.text(max_size=4), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(_JSON)
def test_any_json_is_searched_without_a_fault(data: Any) -> None:
    for one in found.postings(data, bare=True):
        assert isinstance(one.data, dict)
        found.local_id(one.data)


@given(_JSON, st.binary(max_size=40))
def test_any_page_is_read_without_a_fault(data: Any, noise: bytes) -> None:
    try:
        script = orjson.dumps(data).decode().replace("</", "<\\/")
    except TypeError:
        return
    html.read(page(script) + noise, URL)
    html.read(noise + page(script), URL)
