"""Records in words: every form that a value has, and what a source may put into it to do harm."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credloom.http.pages.record import mentioned, record_page
from credloom.http.pages.values import Values
from credloom.http.pages.words import duration, kind, label, number
from credloom.http.ports import Shown

VOID = {"meta", "link", "img"}


class Tags(HTMLParser):
    """The elements of a page, and the addresses that it leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


ALLOWED = {
    *("html", "head", "meta", "title", "link", "body", "a", "header", "img", "nav", "main", "p", "h1", "h2", "dl"),
    *("div", "dt", "dd", "span", "section", "ul", "li", "code", "footer", "details", "summary", "strong", "time"),
}


def page(node: dict[str, Any], names: dict[str, str] | None = None) -> str:
    return record_page(Shown("ce-1", node, [], names or {}, {}), query_page=True)


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("ceterms:ownedBy", "Owned by"),
        ("ceterms:audienceLevelType", "Audience level"),
        ("ceterms:ctid", "CTID"),
        ("x", "X"),
        ("ex:", ""),
        ("ex:日", "日"),
    ],
)
def test_terms_are_named(term: str, words: str) -> None:
    assert label(term) == words


def test_classes_are_named() -> None:
    assert kind("ceterms:BachelorDegree") == "Bachelor's Degree"
    assert kind("ex:OddThing") == "Odd thing"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("PT1800H", "1,800 hours"),
        ("P1Y6M", "1 year, 6 months"),
        ("P1DT2H30M", "1 day, 2 hours, 30 minutes"),
        ("P", None),
        ("soon", None),
        (None, None),
    ],
)
def test_lengths_of_time(value: object, words: str | None) -> None:
    assert duration(value) == words


def test_numbers() -> None:
    assert [number(value) for value in (1234567, "31680.50", -1000, "9" * 30, "a.b", "²")] == [
        "1,234,567", "31,680.50", "-1,000", "9" * 30, "a.b", "²",
    ]  # fmt: skip


def test_objects_in_one_line() -> None:
    values = Values({})
    place = {
        "@type": "ceterms:Place",
        "ceterms:addressLocality": {"en-US": "Greeley"},
        "ceterms:addressRegion": {"en-US": "CO"},
    }
    assert values.value("ceterms:availableAt", [place]) == "Greeley, CO"
    length = {"@type": "ceterms:DurationProfile", "ceterms:minimumDuration": "P1M", "ceterms:maximumDuration": "P3M"}
    assert values.value("ceterms:estimatedDuration", [length]) == "1 month to 3 months"
    unit = {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNodeName": {"en-US": "Degree Credit"}}
    credit = {"@type": "ceterms:ValueProfile", "schema:value": 120, "ceterms:creditUnitType": unit}
    assert values.value("ceterms:creditValue", [credit]) == "120 Degree Credit"
    kind_of = {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNodeName": {"en-US": "Tuition"}}
    cost = {"@type": "ceterms:CostProfile", "ceterms:directCostType": kind_of, "ceterms:price": "31680"}
    assert values.value("ceterms:estimatedCost", [{**cost, "ceterms:currency": "USD"}]) == "Tuition: USD 31,680"
    pay = {
        "@type": "schema:MonetaryAmount",
        "schema:currency": "USD",
        "schema:minValue": 17.62,
        "schema:maxValue": 1022,
    }
    assert values.value("schema:baseSalary", [{**pay, "schema:unitText": "HOUR"}]) == "USD 17.62 to 1,022 per hour"
    assert values.value("schema:baseSalary", [{**pay, "schema:maxValue": 17.62}]) == "USD 17.62"
    assert values.value("schema:employmentType", ["PART_TIME", "WIOA"]) == "<ul><li>Part time</li><li>WIOA</li></ul>"
    odd = values.value("ceterms:estimatedDuration", [{**length, "ceterms:description": {"en": "about"}}])
    assert "Minimum duration" in odd
    assert "about" in odd


def test_a_framework_that_all_name_is_said_once() -> None:
    items = [
        {
            "@type": "ceterms:CredentialAlignmentObject",
            "ceterms:frameworkName": {"en-US": "Skills"},
            "ceterms:targetNodeName": {"en-US": name},
        }
        for name in ("Weld", "Cut")
    ]
    shown = Values({}).value("ceterms:teaches", items)
    assert shown == '<p class="beside">Skills</p><ul><li>Weld</li><li>Cut</li></ul>'
    assert "Skills" in Values({}).value("ceterms:teaches", items[:1])


def test_many_values_unfold() -> None:
    shown = Values({}).value("ceterms:keyword", [f"word{n}" for n in range(20)])
    assert shown.index("word11") < shown.index("<details><summary>8 more</summary>") < shown.index("word12")


def test_deep_objects_end() -> None:
    node: dict[str, Any] = {"ex:name": "end"}
    for _ in range(50):
        node = {"ex:part": node}
    assert "…" in page(node)
    assert "end" not in Values({}).facts(node)


def test_what_a_record_points_at() -> None:
    ctid = "ce-00000000-0000-4000-8000-00000000000A"
    node = {"@type": "x:y", "a": ["https://A.example/b", {"c": ctid, "d": "two words: no"}]}
    assert list(mentioned(node)) == ["https://a.example/b", ctid.lower()]


NASTY = st.sampled_from(
    [
        '"><script>alert(1)</script>',
        "' onmouseover='x",
        "javascript:alert(1)",
        'https://x/"onclick="y',
        "http://[",
        "&lt;",
        "\u202e",
        "{0}",
        "%s",
        "http://\x00",
    ]
)
TEXT = st.one_of(NASTY, st.text(max_size=20))
TERMS = (
    "@id",
    "@type",
    "ceterms:name",
    "ceterms:description",
    "ceterms:targetNode",
    "ceterms:ctid",
    "ceterms:offeredBy",
)
KEYS = st.one_of(NASTY, st.sampled_from(TERMS), st.text(max_size=8))
TYPES = st.sampled_from(["ceterms:CredentialAlignmentObject", "ceterms:Place", "ceterms:DurationProfile"])
NODES = st.recursive(
    st.one_of(TEXT, st.integers(), st.booleans(), st.none(), st.floats()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(KEYS, inner, max_size=4),
        st.builds(lambda found, kind: {**found, "@type": kind}, st.dictionaries(KEYS, inner, max_size=3), TYPES),
    ),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, NODES, max_size=6), TEXT)
def test_no_source_can_write_html(node: dict[str, Any], name: str) -> None:
    found = Tags()
    found.feed(page(node, {"https://x": name}))
    found.close()
    assert found.open == []
    assert found.tags <= ALLOWED
    assert all(link.startswith(("/", "https://", "http://", "#")) for link in found.links)
