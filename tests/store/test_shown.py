"""What sources disagree about, in words that a person can read."""

from __future__ import annotations

from typing import Any

import pytest

from credloom.store.shown import in_words

TUITION = {
    "@type": "ceterms:CostProfile",
    "ceterms:directCostType": [
        {
            "@type": "ceterms:CredentialAlignmentObject",
            "ceterms:targetNode": ["costType:Tuition"],
            "ceterms:targetNodeName": {"en-US": ["Tuition"]},
        }
    ],
    "ceterms:price": ["120"],
    "ceterms:currency": ["USD"],
}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"en": ["Badge"], "es": ["Insignia"]}, "Badge"),
        (["2030-01-01"], "2030-01-01"),
        (["https://a.example", "https://b.example"], "https://a.example, https://b.example"),
        ([True, 2.0, 2.5], "yes, 2, 2.5"),
        ([TUITION], "direct cost type: Tuition, price: 120, currency: USD"),
        ([TUITION, {"ceterms:price": ["9"]}], "direct cost type: Tuition, price: 120, currency: USD; price: 9"),
        ([{"@type": "x", "ceterms:targetNode": ["audLevel:BeginnerLevel"]}], "audLevel:BeginnerLevel"),
        (
            [{"ceterms:targetNodeName": {"en": ["Nursing"]}, "ceterms:codedNotation": ["51.3801"]}],
            "Nursing (51.3801)",
        ),
        (
            [
                {
                    "@type": "ceterms:Place",
                    "ceterms:addressLocality": {"und": ["Denver"]},
                    "ceterms:postalCode": ["80202"],
                }
            ],
            "address locality: Denver, postal code: 80202",
        ),
        (
            [{"ceterms:name": {"en": ["Rate"]}, "qdata:relevantDataSet": [{"schema:value": [5], "qdata:unit": ["%"]}]}],
            "Rate, relevant data set: (value: 5, unit: %)",
        ),
        ([], ""),
        ([{}], ""),
    ],
)
def test_a_value_in_words(value: Any, words: str) -> None:
    assert in_words(value) == words


def test_what_is_nested_without_end_is_cut() -> None:
    node: dict[str, Any] = {"ceterms:name": {"en": ["end"]}}
    for _ in range(50):
        node = {"ceterms:hasPart": [node]}
    assert "…" in in_words([node])
