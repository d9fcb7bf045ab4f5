"""Outcome figures that may be withheld → an AggregateDataProfile with one observation (CTDL and QData).

A figure is reported (a value), withheld (`qdata:dataWithholdingType` is `dataWithholding:DataSuppressed`) or not
reported (`urn:credloom:measure:NOT_REPORTED`): the cell is empty. A withheld figure never becomes zero, and zero is a
figure. `qdata:isObservationOf` is `urn:credloom:metric:NAME`; a percentage stands as 0 to 100.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from credloom.model.record import Node
from credloom.normalise.mapping_values import worded
from credloom.normalise.mapping_words import BadValue, shown
from credloom.sources.cells import Row, Scalar, first_text, text_of
from credloom.sources.rules import Rule

SUPPRESSED = "dataWithholding:DataSuppressed"
NOT_REPORTED = "urn:credloom:measure:NOT_REPORTED"
METRIC = "urn:credloom:metric:"
WITHHELD = frozenset(
    {"*", "**", "***", "s", "ps", "d", "suppressed", "withheld", "redacted", "privacysuppressed", "-1"}
)
"""Markers, in small letters, that mean withheld unless the manifest names others."""

_SMALL = re.compile(r"^[<≤]\s*\d+$|^(?:less|fewer) than \d+$")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?|-?\.\d+")
_EARNINGS = "median-earnings"


def measure(rule: Rule) -> Callable[[Scalar, Row], Any]:
    """A maker of measures for a rule with a `metric`."""
    options = rule.options
    metric = str(options["metric"])
    unit = str(options.get("unit", ""))
    told = worded(rule)
    label = told(str(options["label"])) if "label" in options else {"en-US": [_plain_name(metric)]}
    marks = options.get("withheld")
    markers = WITHHELD if marks is None else frozenset(_lower(marks))
    below, period = rule.cells.get("denominator"), rule.cells.get("period")
    meaning = str(options.get("of", ""))

    def make(value: Scalar, row: Row) -> Node:
        text = text_of(value)
        seen: Node = {"@type": "qdata:Observation", "qdata:isObservationOf": [METRIC + metric]}
        profile: Node = {"@type": "ceterms:AggregateDataProfile", "ceterms:name": label}
        if text.lower() in markers or (marks is None and _SMALL.match(text.lower())):
            seen["qdata:dataWithholdingType"] = [SUPPRESSED]
        elif not text:
            seen["qdata:dataWithholdingType"] = [NOT_REPORTED]
        else:
            profile |= _figure(seen, text, unit, metric)
        if below is not None and (count := _count(first_text(row, below.column))) is not None:
            seen["qdata:sizeOfPopulation"] = [
                {"@type": "schema:QuantitativeValue", "schema:value": [count]}
                | ({"schema:description": told(meaning)} if meaning else {})
            ]
        if period is not None and (word := period.fixed or first_text(row, period.column)):
            profile["ceterms:description"] = told(word)
        data_set = {"@type": "qdata:DataSetProfile", "qdata:hasObservation": [seen]}
        return {**profile, "qdata:relevantDataSet": [data_set]}

    return make


def _plain_name(metric: str) -> str:
    return metric.replace("-", " ").replace("_", " ").capitalize()


def _lower(marks: Any) -> list[str]:
    return [str(mark).lower() for mark in (marks if isinstance(marks, list) else [marks])]


def _figure(seen: Node, text: str, unit: str, metric: str) -> Node:
    """Put the figure into the observation; what it adds to the profile."""
    found = _NUMBER.search(text)
    if found is None or len(found[0]) > 15 or len(text) > 40:
        raise BadValue(f"{shown(text)} is no figure for {metric}.")
    number = float(found[0].replace(",", ""))
    if unit == "ratio":
        number = round(number * 100, 6)
    plain = int(number) if number.is_integer() else number
    if unit in ("percent", "ratio") or "%" in text:
        seen["qdata:percentage"] = [plain]
        return {}
    seen["schema:value"] = [plain]
    return {"ceterms:medianEarnings": [plain], "ceterms:currency": ["USD"]} if metric == _EARNINGS else {}


def _count(text: str) -> int | None:
    plain = text.replace(",", "")
    if not _NUMBER.fullmatch(text) or len(plain) > 15 or float(plain) < 0:
        return None
    return int(float(plain))
