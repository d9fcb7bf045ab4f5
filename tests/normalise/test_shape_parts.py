"""Parts of canonical nodes: durations, costs, concepts and what small readers make of them."""

from __future__ import annotations

from typing import Any

import pytest

from credloom.model.parts import Credit, Duration, Money, Place, Ref
from credloom.model.record import Node
from credloom.model.text import LangText
from credloom.normalise import parts
from tests.normalise.make import CTID


@pytest.mark.parametrize(
    ("item", "read"),
    [
        ({"ceterms:exactDuration": ["P1Y"]}, Duration(exact="P1Y")),
        ({"ceterms:timeRequired": ["PT120H"]}, Duration(hours=120.0)),
        ({"ceterms:timeRequired": ["P6M"]}, Duration(exact="P6M")),
        ({"ceterms:exactDuration": ["PT1H30M"]}, Duration(exact="PT1H30M", hours=1.5)),
        (
            {"ceterms:minimumDuration": ["P1M"], "ceterms:maximumDuration": ["P2M"]},
            Duration(minimum="P1M", maximum="P2M"),
        ),
        ({"ceterms:description": {"en": ["Competency-based"]}}, Duration(competency_based=True)),
        ("P2W", Duration(exact="P2W")),
    ],
)
def test_durations(item: Any, read: Duration) -> None:
    assert parts.durations({"ceterms:estimatedDuration": [item]}) == (read,)


def test_durations_that_say_nothing_are_none() -> None:
    assert parts.durations({"ceterms:estimatedDuration": [{"ceterms:description": {"en": ["Some time"]}}]}) == ()


def test_costs() -> None:
    node: Node = {"ceterms:estimatedCost": [
        {"ceterms:price": ["1200.5"], "ceterms:currency": ["us dollar"],
         "ceterms:directCostType": ["costType:Tuition"]},
        {"ceterms:price": ["$1,200"]},
        {"ceterms:price": ["ask"], "ceterms:costDetails": ["https://example.org/c"]},
    ]}  # fmt: skip
    first, second, third = parts.costs(node)
    assert first.amount is not None
    assert first.amount.amount == "1200.5"
    assert second.amount == Money("1200", "USD")
    assert (third.amount, third.url) == (None, "https://example.org/c")


@pytest.mark.parametrize(
    ("value", "scheme", "code"),
    [
        ("credentialStat:Active", "CredentialStatus", "Active"),
        ("https://example.org/vocab/Word", "F", "Word"),
        ({"ceterms:targetNode": ["credentialStat:Active"]}, "CredentialStatus", "Active"),
        ({"ceterms:frameworkName": {"en": ["CredentialStatus"]}, "ceterms:targetNodeName": {"en": ["active"]}},
         "CredentialStatus", "Active"),
        ({"ceterms:frameworkName": {"en": ["O*NET-SOC"]}, "ceterms:codedNotation": ["29-1141.04"]},
         "O*NET-SOC", "29-1141.04"),
        ({"ceterms:framework": ["https://www.bls.gov/soc/2018"], "ceterms:codedNotation": ["29-1141"]},
         "SOC", "29-1141"),
        ({"ceterms:targetNode": ["https://nces.ed.gov/ipeds/cipcode/51.3801"]}, "CIP", "51.3801"),
        ({"ceterms:frameworkName": {"en": ["NAICS"]}, "ceterms:codedNotation": ["622110"]}, "NAICS", "622110"),
        ({"ceterms:frameworkName": {"en": ["Own"]}, "ceterms:codedNotation": ["7"]}, "Own", "7"),
        ({"@id": "https://example.org/vocab/Word"}, "F", "Word"),
        ({"skos:prefLabel": {"en": ["A word"]}}, "F", "A word"),
    ],
)  # fmt: skip
def test_concepts(value: Any, scheme: str, code: str) -> None:
    found = parts.concept(value, "F")
    assert found is not None
    assert (found.scheme, found.code) == (scheme, code)


@pytest.mark.parametrize("value", ["", "  ", {}, 5, None])
def test_what_names_no_concept_is_none(value: Any) -> None:
    assert parts.concept(value, "F") is None


def test_concepts_that_only_words_name() -> None:
    assert [c.code for c in parts.concepts({"x": {"en": ["A", "A", "B"]}}, "x", "F")] == ["A", "B"]


def test_small_readers() -> None:
    assert parts.texts({"a": ["x", 5]}, "z", "a") == (LangText("x"),)
    assert parts.texts({}, "a") == ()
    assert parts.plain({"a": {"es": ["x"], "en": ["y"]}}, "a") == "y"
    assert parts.plain({"a": [True, {}, 3]}, "a") == "3"
    assert parts.plain({"a": {}}, "a") is None
    assert parts.number({"a": ["$1,000"]}, "a") == 1000.0
    assert parts.number({"a": ["x"]}, "a") is None
    assert parts.flag({"a": ["x", False]}, "a") is False
    assert parts.flag({}, "a") is None
    assert (
        parts.iri({"a": {"en": ["https://x.example"]}, "b": ["x", "https://y.example"]}, "a", "b")
        == "https://y.example"
    )
    assert parts.iri({}, "a") is None
    assert parts.reference({"ceterms:name": {"en": ["x"]}}, "K") is None
    assert parts.reference({"@id": CTID}, "K") == Ref(CTID, "K")
    assert parts.reference(5, "K") is None
    assert parts.references({"a": {"en": ["x"]}}, "a", "K") == ()
    assert parts.place("Room 5") == Place(name="Room 5")
    assert parts.place("https://example.org") is None
    assert parts.place(5) is None
    assert parts.place(
        {"ceterms:name": {"en": ["A"]}, "ceterms:address": [{"ceterms:addressLocality": {"en": ["B"]}}]}
    ) == Place(city="B")
    assert parts.place({"ceterms:name": {"en": ["A"]}, "ceterms:address": [{}]}) == Place(name="A")
    assert parts.place({"ceterms:address": [{}]}) is None
    assert parts.credit({"a": [3, {"schema:minValue": [1], "schema:maxValue": [2]}, "x"]}, "a") == (
        Credit(value=3.0), Credit(minimum=1.0, maximum=2.0)
    )  # fmt: skip
    assert parts.hours_of("PT2H30M") == 2.5
    assert parts.hours_of("P1D") is None
    assert parts.hours_of(None) is None
    assert parts.hours_of("soon") is None
