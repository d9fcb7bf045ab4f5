"""The contract's scalars, for what Python's own types and texts say.

`date`, `datetime` and `Decimal` in annotations are Date, DateTime and Decimal; the model's texts in the same forms are
written as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

URL = NewType("URL", str)
LanguageTag = NewType("LanguageTag", str)

_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def _refuse(kind: str, value: object, example: str) -> GraphQLError:
    shown = value if isinstance(value, str | int | float) else type(value).__name__
    return GraphQLError(f"{kind} cannot represent {str(shown)[:80]!r}; expected a text such as {example!r}.")


def _written(value: Any) -> str:
    return value if isinstance(value, str) else str(value.isoformat())


def _date(value: object) -> date:
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type]  # any other type raises TypeError
    except (TypeError, ValueError):
        raise _refuse("Date", value, "2026-08-31") from None


def _datetime(value: object) -> datetime:
    try:
        found = datetime.fromisoformat(value)  # type: ignore[arg-type]  # as above
    except (TypeError, ValueError):
        raise _refuse("DateTime", value, "2026-08-31T12:00:00Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _decimal(value: object) -> Decimal:
    try:
        found = Decimal(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite():
        raise _refuse("Decimal", value, "12.50")
    return found


def _url(value: object) -> URL:
    if isinstance(value, str) and value.lower().startswith(("http://", "https://")):
        return URL(value)
    raise _refuse("URL", value, "https://example.org/")


def _tag(value: object) -> LanguageTag:
    if isinstance(value, str) and _TAG.fullmatch(value):
        return LanguageTag(value)
    raise _refuse("LanguageTag", value, "en-US")


def _scalar(
    name: str,
    parse: Callable[[object], object],
    write: Callable[[Any], Any],
    description: str | None = None,
    specified_by: str | None = None,
) -> ScalarDefinition:
    return strawberry.scalar(
        name=name, description=description, specified_by_url=specified_by, serialize=write, parse_value=parse
    )


def _same(value: Any) -> Any:
    return value


SCALARS: Mapping[object, ScalarDefinition] = {
    date: _scalar("Date", _date, _written, "A day, for example 2026-08-31 (ISO 8601)."),
    datetime: _scalar("DateTime", _datetime, _written, "A time, for example 2026-08-31T12:00:00+00:00 (RFC 3339)."),
    Decimal: _scalar(
        "Decimal", _decimal, str, "Decimal number as a string, so that money never passes through a float."
    ),
    URL: _scalar("URL", _url, _same, "An absolute http(s) address."),
    LanguageTag: _scalar("LanguageTag", _tag, _same, "BCP 47 language tag, for example en-US."),
    JSON: _scalar("JSON", _same, _same, "Any JSON value."),
}
"""For `StrawberryConfig.scalar_map`."""
