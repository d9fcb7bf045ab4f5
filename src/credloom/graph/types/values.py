"""Small values: texts, concepts, identifiers, places, money."""

from __future__ import annotations

from decimal import Decimal

import strawberry

from credloom.graph.attributes import picked, web
from credloom.graph.batch import batch
from credloom.graph.scalars import URL, LanguageTag


@strawberry.type
class LangText:
    lang: LanguageTag
    value: str


@strawberry.type(
    description="An entry of an open vocabulary (CTDL concept schemes, SOC, CIP, NAICS …). Vocabularies grow, so these "
    "are no enums."
)
class Concept:
    scheme: str
    code: str
    uri: URL | None = batch(web("uri"))
    label: str | None = batch(picked("labels"))


@strawberry.type
class Identifier:
    scheme: str
    value: str


@strawberry.type
class Place:
    name: str | None
    street: str | None
    city: str | None
    region: str | None
    postal_code: str | None
    country: str | None
    county: str | None
    latitude: float | None
    longitude: float | None


@strawberry.type
class Money:
    amount: Decimal
    currency: str


@strawberry.type
class Evidence:
    text: str
    start: int | None
    end: int | None
    pointer: str | None
    url: URL | None = batch(web("url"))


@strawberry.type
class Credit:
    value: float | None
    minimum: float | None = strawberry.field(name="min")
    maximum: float | None = strawberry.field(name="max")
    unit: Concept | None
    level: Concept | None


@strawberry.type
class Duration:
    exact: str | None
    minimum: str | None
    maximum: str | None
    hours: float | None = strawberry.field(description="Clock hours, where stated or derivable.")
    competency_based: bool
