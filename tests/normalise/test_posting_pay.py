"""What a posting pays, per what, in which currency."""

from __future__ import annotations

from typing import Any

import pytest

from credloom.model.parts import Pay
from credloom.normalise.shape_job import period
from tests.normalise.postings import job


@pytest.mark.parametrize(
    ("pay", "minimum", "maximum", "per"),
    [
        ({"value": {"minValue": 20, "maxValue": "25.50", "unitText": "HOUR"}}, "20", "25.5", "HOUR"),
        ({"value": {"value": 52000, "unitText": "per year"}}, "52000", "52000", None),
        ({"minValue": 1000, "unitText": "WEEK"}, "1000", None, "WEEK"),
        ({"value": 800, "unitText": "weekly"}, "800", "800", "WEEK"),
        (
            {"@type": "MonetaryAmountDistribution", "percentile10": 30000, "percentile90": 60000, "duration": "P1Y"},
            "30000",
            "60000",
            "YEAR",
        ),
        ({"salary": 0.0, "minSalary": 0.0, "medianSalary": 90000.0}, "90000", "90000", None),
        ("$20 - $25 an hour", "20", "25", "HOUR"),
        ("55k-60k annually", "55000", "60000", "YEAR"),
        ("100000", "100000", "100000", None),
        (41000.5, "41000.5", "41000.5", None),
        ({"value": "$18/hr"}, "18", "18", "HOUR"),
    ],
)
def test_pay(pay: Any, minimum: str | None, maximum: str | None, per: str | None) -> None:
    (found,) = job({"baseSalary": pay}).pay
    assert (found.minimum, found.maximum, found.currency) == (minimum, maximum, "USD")
    assert (found.per.code if found.per else None) == per


def test_currencies() -> None:
    assert job({"baseSalary": 5, "salaryCurrency": "CAD"}).pay[0].currency == "CAD"
    assert job({"baseSalary": {"currency": "eur", "value": 5}}).pay[0].currency == "EUR"
    assert job({"baseSalary": "\u00a330 a day"}).pay[0].currency == "GBP"


@pytest.mark.parametrize(
    "pay",
    [0, "0", "0.0", {"value": 0}, {"minValue": 0, "maxValue": 0}, "", None, True, {"value": {"value": "x" * 400}}],
)
def test_no_pay(pay: Any) -> None:
    assert job({"baseSalary": pay}).pay == ()


def test_pay_in_words_stays_words() -> None:
    assert job({"baseSalary": "by agreement"}).pay == (Pay(description="by agreement"),)


@pytest.mark.parametrize(
    ("text", "code"), [("HOUR", "HOUR"), ("schema:Year", "YEAR"), ("P1M", "MONTH"), ("Hours", "HOUR")]
)
def test_periods(text: str, code: str) -> None:
    found = period(text)
    assert found is not None
    assert found.code == code


def test_a_period_that_is_not_known_keeps_its_word() -> None:
    found = period("Moon")
    assert found is not None
    assert found.code == "Moon"
    assert period(" ") is None
