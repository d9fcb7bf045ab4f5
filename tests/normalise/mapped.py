"""Rows mapped by the rules of a manifest."""

from __future__ import annotations

from typing import Any

from credloom.model.record import Record
from credloom.normalise import normalise
from tests.normalise.make import document, source_of

HEAD = """
[source]
name = "State"
language = "en-US"
[fetch]
reader = "csv"
url = "https://state.example/list.csv"
"""


def mapped(
    rules: str, row: dict[str, Any], *, before: str = "", record: str = 'name = "program"', **more: Any
) -> tuple[list[Record], list[str]]:
    """The records of one row by a manifest with these rules, and `field: reason` of what could not be used."""
    text = f'{HEAD}{before}\n[record]\n{record}\ntype = "LearningProgram"\nid = "id"\n'
    text += f'[map]\n"ceterms:name" = "id"\n{rules}\n'
    data = {"table": more.pop("table", "rows"), "row": {"id": "1", **row}, "at": "list.csv:2", **more}
    result = normalise(source_of(text), [document(data, "row")])
    return result.records, [f"{r.field}: {r.reason}" for r in result.refusals]


def value(rules: str, row: dict[str, Any], **more: Any) -> Any:
    """The value that one rule gives; nothing is refused."""
    records, problems = mapped(rules, row, **more)
    assert problems == []
    term = rules.split('"')[1]
    return next(record for record in records if record.type == "ceterms:LearningProgram").node.get(term)


def problem(rules: str, row: dict[str, Any], **more: Any) -> str:
    """Why the value of one rule could not be used; the record is kept."""
    records, problems = mapped(rules, row, **more)
    assert any(record.type == "ceterms:LearningProgram" for record in records)
    (found,) = problems
    return found


def alignment(found: Any) -> list[tuple[str, str]]:
    """(code, name) of alignment objects."""
    return [
        (item["ceterms:codedNotation"][0], item.get("ceterms:targetNodeName", {}).get("en-US", [""])[0])
        for item in found
    ]
