"""Currencies by code, name, sign and address."""

from __future__ import annotations

import pytest

from credloom.model.currencies import NONE, US_DOLLAR, currency_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, US_DOLLAR),
        (" ", US_DOLLAR),
        ("US Dollar", "USD"),
        ("U.S. Dollars", "USD"),
        ("usd", "USD"),
        ("Euro", "EUR"),
        ("Pound Sterling", "GBP"),
        ("Afghani", "AFN"),
        ("XDR", "XDR"),
        ("€", "EUR"),
        ("schema:CAD", "CAD"),
        ("https://example.org/currencies/JPY/", "JPY"),
        ("Yen", "JPY"),
        ("gold coins", NONE),
        ("12", NONE),
    ],
)
def test_a_currency_is_told_by_what_publishers_write(text: str | None, code: str) -> None:
    assert currency_code(text) == code
