"""Links of a pinned epoch, both ways, a page for each of many keys.

The order is that of relations and then of the other ends' numbers: stable while things are added and changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from credloom.errors import BadUserInput
from credloom.model.identity import key_of
from credloom.store.pins import Pin
from credloom.store.ports import Direction, LinkPage, LinkRow
from credloom.store.read_things import rows

MANY = 4
"""A thing that has so many times more links than a page shows is read by pages, not as a whole."""

_EMPTY = LinkPage(links=(), total=0)

_OUT = """
SELECT l.subject, l.relation, l.object, coalesce(-n.entity, n.id), CASE WHEN e.sort IS NULL THEN n.key ELSE e.key END,
  CASE WHEN e.sort IS NULL THEN l.kind ELSE e.kind END AS kind, s.key
FROM link l JOIN name n ON n.id = l.object LEFT JOIN entity e ON e.id = n.entity JOIN source s ON s.id = l.source
WHERE l.subject IN (SELECT value FROM json_each(?1)) AND l.relation IN (SELECT value FROM json_each(?2))
  AND (l.relation, l.object) > (?4, ?5)
  AND (?3 IS NULL OR CASE WHEN e.sort IS NULL THEN l.kind ELSE e.kind END IN (SELECT value FROM json_each(?3)))
ORDER BY l.subject, l.relation, l.object LIMIT ?6
"""
_IN = """
SELECT l.object, l.relation, l.subject, l.subject, e.key, e.kind, s.key
FROM link l JOIN entity e ON e.id = l.subject JOIN source s ON s.id = l.source
WHERE l.object IN (SELECT value FROM json_each(?1)) AND l.relation IN (SELECT value FROM json_each(?2))
  AND (l.relation, l.subject) > (?4, ?5)
  AND (?3 IS NULL OR e.kind IN (SELECT value FROM json_each(?3)))
ORDER BY l.relation, l.subject LIMIT ?6
"""
_EXACT_OUT = """
SELECT count(*) FROM (SELECT DISTINCT l.relation, coalesce(-n.entity, n.id)
FROM link l JOIN name n ON n.id = l.object LEFT JOIN entity e ON e.id = n.entity
WHERE l.subject IN (SELECT value FROM json_each(?1)) AND l.relation IN (SELECT value FROM json_each(?2))
  AND (?3 IS NULL OR CASE WHEN e.sort IS NULL THEN l.kind ELSE e.kind END IN (SELECT value FROM json_each(?3))))
"""
_EXACT_IN = """
SELECT count(*) FROM (SELECT DISTINCT l.relation, l.subject
FROM link l LEFT JOIN entity e ON ?3 IS NOT NULL AND e.id = l.subject
WHERE l.object IN (SELECT value FROM json_each(?1)) AND l.relation IN (SELECT value FROM json_each(?2))
  AND (?3 IS NULL OR e.kind IN (SELECT value FROM json_each(?3))))
"""
_COUNT_OUT = """
SELECT subject, count(*) FROM link WHERE subject IN (SELECT value FROM json_each(?1))
  AND relation IN (SELECT value FROM json_each(?2)) GROUP BY subject
"""
_COUNT_IN = """
SELECT object, count(*) FROM link WHERE object IN (SELECT value FROM json_each(?1))
  AND relation IN (SELECT value FROM json_each(?2)) GROUP BY object
"""


def links(
    pin: Pin,
    keys: Sequence[str],
    relations: Sequence[str],
    direction: Direction,
    kinds: Sequence[str] | None,
    first: int | None,
    after: str | None,
) -> list[LinkPage]:
    """A page of links for each key."""
    place = _place(after)
    ends = _ends(pin, keys, direction)
    known = dict(rows(pin, "SELECT name, id FROM relation WHERE name IN (SELECT value FROM json_each(?))", relations))
    if not known or not ends:
        return [_EMPTY for _ in keys]
    reading = _Reading(pin, direction, {number: name for name, number in known.items()}, kinds)
    numbers = [number for many in ends.values() for number in many]
    small = numbers if first is None else reading.small(numbers, first * MANY)
    found = reading.group(small)
    pages = []
    for key in keys:
        mine = ends.get(key_of(key), ())
        if all(number in found for number in mine):
            pages.append(_page([row for number in mine for row in found[number]], first, place, direction))
        else:
            pages.append(reading.long(mine, first or 0, place))
    return pages


def _place(after: str | None) -> tuple[int, int]:
    if after is None:
        return -1, -1
    relation, _, number = after.partition(".")
    try:
        return int(relation), int(number)
    except ValueError:
        raise BadUserInput(f"{after!r} is no cursor of this list.") from None


def _ends(pin: Pin, keys: Sequence[str], direction: Direction) -> dict[str, tuple[int, ...]]:
    """Where the links of each key hang: at its entity, or (inwards) at every one of the entity's keys."""
    wanted = dict.fromkeys(key_of(key) for key in keys)
    statement = "SELECT key, id, entity FROM name WHERE key IN (SELECT value FROM json_each(?))"
    known = rows(pin, statement, wanted)
    if direction == "out":
        return {key: (entity,) for key, _, entity in known if entity is not None}
    found: dict[int, list[int]] = {}
    statement = "SELECT entity, id FROM name WHERE entity IN (SELECT value FROM json_each(?))"
    for entity, name in rows(pin, statement, {entity for _, _, entity in known if entity is not None}):
        found.setdefault(entity, []).append(name)
    return {key: tuple(found.get(entity, (name,))) for key, name, entity in known}


class _Reading:
    """One call: what is asked for all keys alike."""

    def __init__(self, pin: Pin, direction: Direction, relations: dict[int, str], kinds: Sequence[str] | None) -> None:
        self._pin, self._direction, self._relations = pin, direction, relations
        self._wanted = "[" + ",".join(map(str, relations)) + "]"
        self._kinds = None if kinds is None else "[" + ",".join(f'"{kind}"' for kind in kinds if kind.isalnum()) + "]"

    def small(self, numbers: Sequence[int], most: int) -> list[int]:
        """Those of some ends that have few links."""
        counts = dict(rows(self._pin, _COUNT_OUT if self._direction == "out" else _COUNT_IN, numbers, self._wanted))
        return [number for number in numbers if counts.get(number, 0) <= most]

    def group(self, numbers: Sequence[int]) -> dict[int, list[Any]]:
        """All links of some ends."""
        found: dict[int, list[Any]] = {number: [] for number in numbers}
        for row in self._rows(numbers, (-1, -1), -1):
            found[row[0]].append(self._named(row))
        return found

    def long(self, numbers: Sequence[int], first: int, place: tuple[int, int]) -> LinkPage:
        """A page of an end with many links, and how many there are."""
        page = [self._named(row) for row in self._rows(numbers, place, first + 1)]
        statement = _EXACT_OUT if self._direction == "out" else _EXACT_IN
        (total,) = rows(self._pin, statement, numbers, self._wanted, self._kinds)[0]
        made = _page(page, first, place, self._direction)
        return LinkPage(links=made.links, total=total, has_next=len(page) > first)

    def _rows(self, numbers: Sequence[int], place: tuple[int, int], limit: int) -> list[Any]:
        statement = _OUT if self._direction == "out" else _IN
        return rows(self._pin, statement, numbers, self._wanted, self._kinds, *place, limit)

    def _named(self, row: Any) -> Any:
        end, relation, other, identity, key, kind, source = row
        return end, relation, other, identity, key, kind, source, self._relations[relation]


def _page(found: list[Any], first: int | None, place: tuple[int, int], direction: Direction) -> LinkPage:
    """A page of everything that one key has, each other end once for a relation."""
    once: dict[tuple[int, int], Any] = {}
    for row in sorted(found, key=lambda row: (row[1], row[2])):
        once.setdefault((row[1], row[3]), row)
    rest = [row for row in once.values() if (row[1], row[2]) > place]
    chosen = islice(rest, first)
    made = tuple(
        LinkRow(key=key, kind=kind, relation=name, direction=direction, source=source, cursor=f"{relation}.{other}")
        for _, relation, other, _, key, kind, source, name in chosen
    )
    return LinkPage(links=made, total=len(once), has_next=first is not None and len(rest) > first)
