"""Which files of the O*NET database are read, and which of their columns, whatever a release calls them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from credloom.errors import nearest
from credloom.sources.cells import text_of

Row = dict[str, Any]


class Wanted(msgspec.Struct, frozen=True):
    """One file of the database: its name in the releases, its columns (ours: theirs, any of which counts)."""

    name: str
    columns: dict[str, tuple[str, ...]]
    needed: tuple[str, ...]
    optional: bool = True


_CODE = ("O*NET-SOC Code", "O*NET-SOC 2019 Code", "ONET-SOC Code", "O*NET SOC Code", "Code")
_RATED = {
    "code": _CODE,
    "id": ("Element ID",),
    "name": ("Element Name",),
    "scale": ("Scale ID",),
    "value": ("Data Value",),
    "suppress": ("Recommend Suppress",),
    "irrelevant": ("Not Relevant",),
}
_RATED_NEEDED = ("code", "id", "name", "scale", "value")

TABLES: dict[str, Wanted] = {
    "occupations": Wanted(
        "Occupation Data",
        {"code": _CODE, "title": ("Title", "O*NET-SOC Title"), "description": ("Description",)},
        ("code", "title"),
        optional=False,
    ),
    "tasks": Wanted(
        "Task Statements",
        {"code": _CODE, "id": ("Task ID",), "text": ("Task", "Task Statement"), "type": ("Task Type",)},
        ("code", "text"),
    ),
    "skills": Wanted("Skills", _RATED, _RATED_NEEDED),
    "knowledge": Wanted("Knowledge", _RATED, _RATED_NEEDED),
    "abilities": Wanted("Abilities", _RATED, _RATED_NEEDED),
    "technology": Wanted(
        "Technology Skills",
        {
            "code": _CODE,
            "name": ("Example", "Workplace Example", "T2 Example", "Technology"),
            "commodity": ("Commodity Code", "UNSPSC Code"),
            "category": ("Commodity Title", "UNSPSC Title"),
            "hot": ("Hot Technology",),
            "demand": ("In Demand",),
        },
        ("code", "name"),
    ),
    "titles": Wanted(
        "Alternate Titles",
        {"code": _CODE, "title": ("Alternate Title",), "short": ("Short Title",)},
        ("code", "title"),
    ),
    "reported": Wanted(
        "Sample of Reported Titles", {"code": _CODE, "title": ("Reported Job Title",)}, ("code", "title")
    ),
    "zones": Wanted("Job Zones", {"code": _CODE, "zone": ("Job Zone",)}, ("code", "zone")),
    "preparation": Wanted(
        "Job Zone Reference",
        {"zone": ("Job Zone",), "name": ("Name",), "experience": ("Experience",), "education": ("Education",)},
        ("zone",),
    ),
    "elements": Wanted(
        "Content Model Reference",
        {"id": ("Element ID",), "name": ("Element Name",), "description": ("Description",)},
        ("id", "name"),
    ),
}
_RELEASE = re.compile(r"(?<!\d)(\d{1,3})[._](\d{1,2})(?!\d)")


def plain(text: str) -> str:
    """A name without case, spaces and punctuation: `Occupation Data.txt` and `occupation_data` are one."""
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def release_of(path: str) -> tuple[int, int]:
    """The release that a file's path names (`db_29_2_text/…`, `29.2-Skills.xlsx`); the newest where it names none."""
    found = [(int(one), int(two)) for one, two in _RELEASE.findall(path)]
    return found[-1] if found else (9999, 0)


def table_of(file_name: str) -> str | None:
    """The table that a file holds, by the end of its name; None for files that are not read."""
    stem = plain(file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    fits = [key for key, wanted in TABLES.items() if stem.endswith(plain(wanted.name))]
    fits = [key for key in fits if _bare(stem, TABLES[key])]
    return max(fits, key=lambda key: len(TABLES[key].name), default=None)


_OTHERS = ("tasktoskills", "technologyskills", "softwareskills", "emergingtasks", "toolsandtechnology")


def _bare(stem: str, wanted: Wanted) -> bool:
    """Whether what stands in front of the table's name is a release or a mark, and not another table's name."""
    if stem == plain(wanted.name):
        return True
    return not any(stem.endswith(other) and other != plain(wanted.name) for other in _OTHERS)


def renamed(rows: Iterable[Row], wanted: Wanted) -> Iterator[dict[str, str]]:
    """Rows in our names of columns, as texts."""
    found: dict[str, str] | None = None
    for row in rows:
        if found is None:
            found = _found(row, wanted)
        yield {ours: text_of(value) if (value := row.get(theirs)) is not None else "" for ours, theirs in found.items()}


def split(rows: Iterable[dict[str, str]], wanted: Wanted) -> tuple[list[dict[str, str]], list[str]]:
    """(rows that can be used, sentences on those that cannot): every needed column is filled, ratings are numbers."""
    kept: list[dict[str, str]] = []
    wrong: list[str] = []
    for row in rows:
        empty = next((name for name in wanted.needed if not row[name] and name != "value"), None)
        if empty is not None:
            wrong.append(f"A row of {wanted.name} has no {wanted.columns[empty][0]} ({row.get('code') or 'no code'}).")
        elif row.get("value") and not _NUMBER.match(row["value"]):
            wrong.append(f"{row['value'][:40]!r} is no rating ({row['code']}, {row['id']}).")
        else:
            kept.append(row)
    return kept, wrong


_NUMBER = re.compile(r"^\d{1,3}(?:\.\d+)?$")


def missing(row: Row, wanted: Wanted) -> list[str]:
    """Sentences on columns that are needed and not there."""
    found = _found(row, wanted)
    return [
        f"There is no column {wanted.columns[ours][0]!r} in {wanted.name}.{nearest(wanted.columns[ours][0], row)}"
        for ours in wanted.needed
        if ours not in found
    ]


def _found(row: Row, wanted: Wanted) -> dict[str, str]:
    by_name = {plain(name): name for name in row}
    pairs = {
        ours: next((by_name[plain(theirs)] for theirs in names if plain(theirs) in by_name), None)
        for ours, names in wanted.columns.items()
    }
    return {ours: theirs for ours, theirs in pairs.items() if theirs is not None}
