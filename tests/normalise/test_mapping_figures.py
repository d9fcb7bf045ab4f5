"""Figures of outcomes in a row: reported, withheld or not reported, and of what."""

from __future__ import annotations

from typing import Any

import pytest

from credloom.model.record import Node
from tests.normalise.mapped import value


def observed(cell: Any, options: str = "", **row: Any) -> tuple[Node, Node]:
    """The profile of a figure and its observation."""
    rule = f'"ceterms:aggregateData" = {{ field = "c", metric = "completion-rate"{options} }}'
    (profile,) = value(rule, {"c": cell, **row})
    return profile, profile["qdata:relevantDataSet"][0]["qdata:hasObservation"][0]


@pytest.mark.parametrize(
    ("cell", "options", "read"),
    [
        ("81.5", ', unit = "percent"', {"qdata:percentage": [81.5]}),
        ("0.815", ', unit = "ratio"', {"qdata:percentage": [81.5]}),
        ("81.5%", "", {"qdata:percentage": [81.5]}),
        ("0", ', unit = "count"', {"schema:value": [0]}),
        ("1,204", ', unit = "count"', {"schema:value": [1204]}),
        ("*", "", {"qdata:dataWithholdingType": ["dataWithholding:DataSuppressed"]}),
        ("<10", "", {"qdata:dataWithholdingType": ["dataWithholding:DataSuppressed"]}),
        ("fewer than 10", "", {"qdata:dataWithholdingType": ["dataWithholding:DataSuppressed"]}),
        ("-1", "", {"qdata:dataWithholdingType": ["dataWithholding:DataSuppressed"]}),
        ("hidden", ', withheld = ["Hidden", "n"]', {"qdata:dataWithholdingType": ["dataWithholding:DataSuppressed"]}),
        ("X", ', withheld = "x"', {"qdata:dataWithholdingType": ["dataWithholding:DataSuppressed"]}),
        ("", "", {"qdata:dataWithholdingType": ["urn:credloom:measure:NOT_REPORTED"]}),
    ],
)
def test_figures(cell: str, options: str, read: Node) -> None:
    _, seen = observed(cell, options)
    assert seen == {
        "@type": "qdata:Observation", "qdata:isObservationOf": ["urn:credloom:metric:completion-rate"], **read
    }  # fmt: skip


def test_what_a_figure_is_of_and_when() -> None:
    options = ', unit = "percent", denominator = "n", of = "who left", period = "p", label = "Done"'
    profile, seen = observed("50", options, n="1,200", p="2025")
    assert seen["qdata:sizeOfPopulation"] == [
        {
            "@type": "schema:QuantitativeValue",
            "schema:value": [1200],
            "schema:description": {"en-US": ["who left"]},
        }
    ]
    assert profile["ceterms:description"] == {"en-US": ["2025"]}
    assert profile["ceterms:name"] == {"en-US": ["Done"]}
    for odd in ("*", "-3", "", "9" * 20):
        assert "qdata:sizeOfPopulation" not in observed("50", options, n=odd, p="")[1]


def test_earnings_stand_in_the_profile_too() -> None:
    rule = '"ceterms:aggregateData" = { field = "c", metric = "median-earnings", unit = "usd" }'
    (profile,) = value(rule, {"c": "$41,000.50"})
    assert (profile["ceterms:medianEarnings"], profile["ceterms:currency"]) == ([41000.5], ["USD"])


def test_a_column_that_is_not_there_is_no_figure() -> None:
    assert not value('"ceterms:aggregateData" = { field = "c", metric = "completion-rate" }', {})
