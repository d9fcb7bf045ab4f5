"""What stands in a row: a cell by its column, or by a path into nested JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from credloom.sources.rules import Rule

Row = Mapping[str, Any]
Scalar = str | int | float | bool
Reader = Callable[[Row], list[Scalar]]

EMPTY = frozenset({"", "n/a", "na", "null", "none", "-", "--", "nan", "#n/a", "not available"})
"""Cells, in small letters, that say nothing."""


def walk(value: Any, path: str) -> Any:
    """What lies at a dotted path; lists on the way are walked through. A key with dots in it is found as such."""
    if not path:
        return value
    if isinstance(value, list):
        found = [walk(item, path) for item in value]
        return [item for inner in found for item in (inner if isinstance(inner, list) else [inner]) if item is not None]
    if not isinstance(value, Mapping):
        return None
    if path in value:
        return value[path]
    head, _, rest = path.partition(".")
    if head in value and rest:
        return walk(value[head], rest)
    return None


def scalars(value: Any) -> Iterator[Scalar]:
    """The scalars in a value, lists flattened; objects are no scalars."""
    if isinstance(value, list):
        for item in value:
            yield from scalars(item)
    elif isinstance(value, str | int | float):
        yield value


def cells(column: str) -> Reader:
    """A function that gives the cells of a column, those that say nothing left out."""

    def read(row: Row) -> list[Scalar]:
        value = row.get(column)
        if value is None:
            value = walk(row, column) if "." in column else None
        if isinstance(value, str):
            return [value] if value.strip().lower() not in EMPTY else []
        return [item for item in scalars(value) if not (isinstance(item, str) and item.strip().lower() in EMPTY)]

    return read


def text_of(value: Scalar) -> str:
    """A scalar as a person would write it: `12` for 12.0, `true` for True."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else str(value)


def first_text(row: Row, column: str) -> str:
    """The first text of a column, or an empty one."""
    return next((text_of(value) for value in cells(column)(row)), "")


def holds(row: Row, conditions: tuple[tuple[str, tuple[str, ...]], ...]) -> bool:
    """Whether every column has one of the wanted values; `*` is any value."""
    return all(_has(row, column, wanted) for column, wanted in conditions)


def holds_any(row: Row, conditions: tuple[tuple[str, tuple[str, ...]], ...]) -> bool:
    """Whether some column has one of the unwanted values."""
    return any(_has(row, column, wanted) for column, wanted in conditions)


def _has(row: Row, column: str, wanted: tuple[str, ...]) -> bool:
    found = [text_of(value).lower() for value in cells(column)(row)]
    return bool(found) if "*" in wanted else ("" in wanted and not found) or any(word in wanted for word in found)


def scopes(rule: Rule) -> Callable[[Row, Mapping[str, Sequence[Row]]], list[Row]]:
    """A function that gives the rows that a rule reads: the row, rows joined to it, or objects of a list in it."""
    table, each = rule.table, rule.each

    def read(row: Row, joined: Mapping[str, Sequence[Row]]) -> list[Row]:
        rows = joined.get(table, []) if table else [row]
        if not each:
            return list(rows)
        found = [walk(item, each) for item in rows]
        flat = [inner for item in found for inner in (item if isinstance(item, list) else [item])]
        return [{**item, "^": row} if "^" not in item else item for item in flat if isinstance(item, dict)]

    return read


def texts_of(rule: Rule) -> Reader:
    """A function that gives a rule's values in a row: cells of its columns, split, before any look-up."""
    readers = [cells(column) for column in rule.fields]
    split, glue, pick = rule.split, rule.glue, rule.pick
    empty = frozenset(rule.empty)

    def read(row: Row) -> list[Scalar]:
        found: list[Scalar] = []
        for column in readers:
            found.extend(column(row))
            if pick == "first" and found:
                break
        if split:
            found = [part.strip() for value in found for part in text_of(value).split(split) if part.strip()]
        if empty:
            found = [value for value in found if text_of(value).lower() not in empty]
        return [glue.join(text_of(value) for value in found)] if pick == "join" and found else found

    if len(readers) == 1 and not split and not empty:
        return readers[0]
    return read
