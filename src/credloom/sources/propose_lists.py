"""JSON whose rows are lists of cells, with the names of the columns beside them, as open-data portals export it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_DEEPEST = 5
_NAMES = ("name", "fieldName", "field", "label", "title", "id")
"""Where an object that describes a column has its name, the one for people first."""


def rows_of_lists(data: Any) -> tuple[str, dict[str, str]] | None:
    """The path of the largest list of lists whose columns have names, and each name with its place in a row.

    None where there is no such list. Columns that a portal keeps for itself (`:sid`) are left out.
    """
    held = list(_lists(data, "", 0))
    headers = {len(names): names for _, listed in held if (names := _names(listed))}
    found = [
        (len(listed), path, headers[width])
        for path, listed in held
        if (width := _width(listed)) > 1 and width in headers
    ]
    if not found:
        return None
    _, where, names = max(found, key=lambda one: one[0])
    return where, {name: str(place) for place, name in enumerate(names) if not name.startswith(":")}


def _lists(value: Any, path: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(value, list) and value:
        yield path, value
    elif isinstance(value, dict) and depth < _DEEPEST:
        for key, inner in value.items():
            yield from _lists(inner, f"{path}.{key}".lstrip("."), depth + 1)


def _width(listed: list[Any]) -> int:
    """How many cells all rows have; 0 where these are no rows."""
    widths = {len(row) if isinstance(row, list) else 0 for row in listed}
    return widths.pop() if len(widths) == 1 else 0


def _names(listed: list[Any]) -> list[str]:
    """The names of the columns that these objects, or texts, describe; empty where they are none or not unique."""
    names = listed
    if not all(isinstance(item, str) for item in listed):
        objects = [item if isinstance(item, dict) else {} for item in listed]
        key = next((key for key in _NAMES if all(isinstance(item.get(key), str) for item in objects)), None)
        names = [item[key] for item in objects] if key is not None else []
    return names if len(set(names)) == len(names) and all(names) else []
