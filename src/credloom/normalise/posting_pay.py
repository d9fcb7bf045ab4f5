"""What a posting pays, in all the forms in which that is written → MonetaryAmount."""

from __future__ import annotations

import re
from typing import Any

from credloom.model.currencies import currency_code
from credloom.model.record import Node
from credloom.normalise.posting_values import Json, clean, first, many, number, objects

_SALARY = ("baseSalary", "estimatedSalary", "salary")
_LOW = ("minValue", "minSalary", "percentile10", "min")
_HIGH = ("maxValue", "maxSalary", "percentile90", "max")
_EXACT = ("value", "price", "salary", "median", "medianSalary")
_PER = ("unitText", "unitCode", "duration", "payCycleInterval", "per")
_FIGURE = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(k\b)?", re.IGNORECASE)
_PERIOD = re.compile(
    r"(?:\b(?:per|an?|each)\s+|/\s*)(hour|hr|day|week|month|year|annum)\b|\b(hourly|daily|weekly|monthly|yearly|annual(?:ly)?)\b",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"\b(USD|CAD|EUR|GBP|AUD|NZD|MXN|INR|CHF|JPY)\b")
_SIGNS = {"$": "USD", "\u20ac": "EUR", "\u00a3": "GBP"}
_WORDS = {
    "HR": "HOUR", "HUR": "HOUR", "HOURLY": "HOUR", "PT1H": "HOUR", "HOURS": "HOUR", "DAILY": "DAY", "P1D": "DAY",
    "WEEKLY": "WEEK", "P1W": "WEEK", "P7D": "WEEK", "WEE": "WEEK", "MONTHLY": "MONTH", "P1M": "MONTH", "MON": "MONTH",
    "YEARLY": "YEAR", "ANNUAL": "YEAR", "ANNUALLY": "YEAR", "ANNUM": "YEAR", "P1Y": "YEAR", "ANN": "YEAR",
}  # fmt: skip
_PERIODS = frozenset({"HOUR", "DAY", "WEEK", "MONTH", "YEAR"})


def pay_of(posting: Json) -> list[Node]:
    """The amounts of a posting. A zero is no pay, but a field that was left empty."""
    made: list[Node] = []
    for name in _SALARY:
        for item in many(posting.get(name)):
            found = _amount(item, posting)
            if found is not None and found not in made:
                made.append(found)
    return made


def _amount(item: Any, posting: Json) -> Node | None:
    if not isinstance(item, dict):
        plain = isinstance(item, str | int | float) and not isinstance(item, bool)
        return _written(clean(str(item)), posting) if plain else None
    inner = next(iter(objects(item.get("value"))), item)
    low, high, exact = (_first_number(inner, item, names) for names in (_LOW, _HIGH, _EXACT))
    if low is None and high is None and exact is None:
        words = first(item.get("value")) or first(item, "name", "description")
        return _written(words, {**posting, **item}) if words else None
    per = first(inner, *_PER) or first(item, *_PER) or first(posting.get("payCycleInterval"))
    currency = first(inner, "currency", "priceCurrency") or first(item, "currency", "priceCurrency")
    return _node(low, high, exact, currency or first(posting.get("salaryCurrency")), per)


def _first_number(inner: Json, outer: Json, names: tuple[str, ...]) -> float | None:
    found = (number(part.get(name)) for part in (inner, outer) for name in names)
    return next((value for value in found if value), None)


def _written(text: str, posting: Json) -> Node | None:
    """Pay in words: `$20 - $25 an hour`, `100000`, `55k-60k`; words without a figure stay as the description."""
    figures = [float(found[1].replace(",", "")) * (1000 if found[2] else 1) for found in _FIGURE.finditer(text)]
    figures = [figure for figure in figures if 0 < figure < 1e12][:2]
    if not figures:
        return {"@type": "schema:MonetaryAmount", "schema:description": {"und": [text]}} if _says(text) else None
    period = _PERIOD.search(text)
    sign = next((code for mark, code in _SIGNS.items() if mark in text), "")
    named = _CURRENCY.search(text)
    currency = sign or (named[1] if named else "") or first(posting.get("salaryCurrency")) or first(posting, "currency")
    per = (period[1] or period[2]) if period else first(posting, *_PER)
    if len(figures) == 2 and figures[0] < figures[1]:
        return _node(figures[0], figures[1], None, currency, per)
    return _node(None, None, figures[0], currency, per)


def _says(text: str) -> bool:
    return bool(text) and text.strip("0. ") != "" and len(text) <= 300


def _node(low: float | None, high: float | None, exact: float | None, currency: str, per: str) -> Node:
    node: Node = {"@type": "schema:MonetaryAmount", "schema:currency": [currency_code(currency)]}
    for term, figure in (("schema:minValue", low), ("schema:maxValue", high)):
        if figure is not None:
            node[term] = [_plain(figure)]
    if exact is not None and low is None and high is None:
        node["schema:value"] = [_plain(exact)]
    word = per.strip().upper().rsplit("/", 1)[-1]
    word = _WORDS.get(word, word)
    if word in _PERIODS:
        node["schema:unitText"] = [word]
    return node


def _plain(figure: float) -> int | float:
    return int(figure) if figure.is_integer() else figure
