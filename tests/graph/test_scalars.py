"""Scalars: what they take, how they write, how they refuse."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLScalarType

from credloom.graph.schema import schema


def scalar(name: str) -> GraphQLScalarType:
    found = schema()._schema.type_map[name]
    assert isinstance(found, GraphQLScalarType)
    return found


@pytest.mark.parametrize(
    ("name", "given", "read"),
    [
        ("DateTime", "2026-08-31T12:00:00Z", datetime(2026, 8, 31, 12, tzinfo=UTC)),
        ("DateTime", "2026-08-31T12:00:00", datetime(2026, 8, 31, 12, tzinfo=UTC)),
        ("Decimal", "12.50", Decimal("12.50")),
        ("Decimal", 3, Decimal(3)),
        ("URL", "HTTPS://x.example/", "HTTPS://x.example/"),
        ("LanguageTag", "zh-Hant-TW", "zh-Hant-TW"),
        ("JSON", {"a": [1, None]}, {"a": [1, None]}),
    ],
)
def test_good_values_are_read(name: str, given: Any, read: Any) -> None:
    assert scalar(name).parse_value(given) == read


@pytest.mark.parametrize(
    ("name", "given", "example"),
    [
        ("Date", "31.8.2026", "2026-08-31"),
        ("Date", 20260831, "2026-08-31"),
        ("DateTime", "noon", "2026-08-31T12:00:00Z"),
        ("DateTime", {}, "2026-08-31T12:00:00Z"),
        ("Decimal", "NaN", "12.50"),
        ("Decimal", "1e", "12.50"),
        ("Decimal", True, "12.50"),
        ("Decimal", [], "12.50"),
        ("URL", "javascript:alert(1)", "https://example.org/"),
        ("URL", 1, "https://example.org/"),
        ("LanguageTag", "en_US", "en-US"),
        ("LanguageTag", None, "en-US"),
    ],
)
def test_bad_values_are_refused_with_an_example(name: str, given: Any, example: str) -> None:
    with pytest.raises(GraphQLError, match=f"^{name} cannot represent .* expected a text such as '{example}'.$"):
        scalar(name).parse_value(given)


def test_times_and_numbers_are_written_as_text() -> None:
    assert scalar("Date").serialize(date(2026, 8, 31)) == "2026-08-31"
    assert scalar("Date").serialize("2026-08-31") == "2026-08-31"
    assert scalar("DateTime").serialize(datetime(2026, 8, 31, tzinfo=UTC)) == "2026-08-31T00:00:00+00:00"
    assert scalar("Decimal").serialize("1250.00") == "1250.00"
