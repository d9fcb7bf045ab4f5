"""Where the rows of a JSON sample lie: the largest list of objects, or the lists of offers inside of its objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from credloom.sources.propose_words import words_of

_DEEPEST = 4
_ABOUT = re.compile(r"field|column|facet|link|schema|header|error|filter|meta|aggregation|sort", re.IGNORECASE)
"""Lists beside the rows that say something about them."""
_OFFERS = re.compile(
    r"\b(?:programs?|offerings?|trainings?|courses?|(?:micro ?)?credentials?|certificat\w+|badges?|licen[sc]es?"
    r"|degrees?|jobs?|postings?|openings?|positions?|vacanc\w+)\b"
)
"""Lists of what is catalogued."""
_TAUGHT = re.compile(r"\b(?:programs?|offerings?|trainings?|jobs?|postings?|openings?|vacanc\w+)\b")
"""Those of them that never are a part of another: a program has courses and leads to credentials."""
_NAME = re.compile(r"^(?:name|title|label)$")


def rows_at(data: Any) -> str:
    """The path of the list of rows in a JSON value.

    It is the largest list of objects, the outer one where they are alike; where its objects are institutions,
    regions or areas that hold lists of programs, courses or jobs, these are the rows.
    """
    best, where, found = 0.0, "", list[dict[str, Any]]()
    for path, depth, rows in _lists(data, "", 0):
        size = len(rows) * min(len(rows[0]) + 1, 6)
        weight = size / (4**depth) / (20 if _ABOUT.search(path.rpartition(".")[2]) else 1)
        if weight > best:
            best, where, found = weight, path, rows
    for _ in range(_DEEPEST):
        inner = _held(found, words_of(where.rpartition(".")[2]))
        if not inner:
            break
        where = f"{where}.{inner}".lstrip(".")
        found = [row for item in found for row in item.get(inner) or () if isinstance(row, dict)]
    return where


def holder_of(each: str) -> str:
    """What the objects are that hold the rows at a path, as a word in the singular: `institution`."""
    steps = [words_of(step) for step in each.split(".") if step != "*"]
    last = steps[-2] if len(steps) > 1 else ""
    return last.removesuffix("s") if last and not _NEUTRAL.search(last) else "provider"


_NEUTRAL = re.compile(r"^(?:data|items?|rows?|results?|records?|response|list|values?|content|entries|body)$")
"""Names of lists that do not say of what."""


def _held(rows: list[dict[str, Any]], words: str) -> str:
    """The key under which most objects hold the list of what is catalogued; empty where they are that themselves."""
    if not rows or _OFFERS.search(words):
        return ""
    lists = {key for row in rows for key, value in row.items() if _objects(value)}
    offers = [key for key in lists if _OFFERS.search(words_of(key))]
    if len(offers) != 1 or sum(isinstance(row.get(offers[0]), list) for row in rows) < 0.5 * len(rows):
        return ""
    names = {words_of(key) for row in rows for key, value in row.items() if isinstance(value, str)}
    if any(_OFFERS.search(name) and re.search(r"\b(?:name|title)\b", name) for name in names):
        return ""
    unnamed = not any(_NAME.match(name) for name in names)
    told = bool(words) and not _NEUTRAL.match(words)
    return offers[0] if unnamed or told or _TAUGHT.search(words_of(offers[0])) else ""


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _lists(value: Any, path: str, depth: int) -> Iterator[tuple[str, int, list[dict[str, Any]]]]:
    """Lists of objects, and objects that hold nothing but objects alike: path, depth, what they hold."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        if found := _objects(value):
            yield path, depth, found
    elif isinstance(value, dict):
        inner = [item for item in value.values() if isinstance(item, dict)]
        if _keyed(value, inner):
            yield f"{path}.*".lstrip("."), depth, inner
            return
        for key, item in value.items():
            yield from _lists(item, f"{path}.{key}".lstrip("."), depth + 1)


def _keyed(value: dict[str, Any], inner: list[dict[str, Any]]) -> bool:
    """Whether all members of an object are rows under their keys; of two rows, all columns have to be the same."""
    shapes = len({frozenset(item) for item in inner})
    return len(inner) == len(value) and ((len(inner) > 2 and shapes <= 2) or (len(inner) == 2 and shapes == 1))
