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
from credloom.store.read_things import ThingCache, rows

MANY = 4
"""A thing that has so many times more links than a page shows is read by pages, not as a whole."""

SHORT = 50
"""A page with more links is not remembered."""

_EMPTY = LinkPage(links=(), total=0)

_OUT = """
SELECT l.subject, l.relation, l.object, coalesce(-n.entity, n.id), CASE WHEN e.sort IS NULL THEN n.key ELSE e.key END,
  CASE WHEN e.sort IS NULL THEN l.kind ELSE e.kind END AS kind, s.key
FROM link l JOIN name n ON n.id = l.object LEFT JOIN entity e ON e.id = n.entity JOIN source s ON s.id = l.source
WHERE (?3 IS NULL OR CASE WHEN e.sort IS NULL THEN l.kind ELSE e.kind END IN (SELECT value FROM json_each(?3)))
"""
_IN = """
SELECT l.object, l.relation, l.subject, l.subject, e.key, e.kind, s.key
FROM link l JOIN entity e ON e.id = l.subject JOIN source s ON s.id = l.source
WHERE (?3 IS NULL OR e.kind IN (SELECT value FROM json_each(?3)))
"""
_MANY = " AND l.{end} IN (SELECT value FROM json_each(?1)) AND l.relation IN (SELECT value FROM json_each(?2))"
_ONE = " AND l.{end} = ?1 AND l.relation = ?2 AND l.{other} > ?4 ORDER BY l.{other} LIMIT ?5"
_COUNT = """
SELECT {end}, relation, count(*) FROM link WHERE {end} IN (SELECT value FROM json_each(?1))
  AND relation IN (SELECT value FROM json_each(?2)) GROUP BY {end}, relation
"""
_READ = {
    direction: {
        "many": shape + _MANY.format(end=end),
        "one": shape + _ONE.format(end=end, other=other),
        "count": _COUNT.format(end=end),
    }
    for direction, shape, end, other in (("out", _OUT, "subject", "object"), ("in", _IN, "object", "subject"))
}


def links(
    pin: Pin,
    cache: ThingCache,
    keys: Sequence[str],
    relations: Sequence[str],
    direction: Direction,
    kinds: Sequence[str] | None,
    first: int | None,
    after: str | None,
) -> list[LinkPage]:
    """A page of links for each key; short ones are remembered while the epoch lasts."""
    asked = (tuple(relations), direction, None if kinds is None else tuple(kinds), first, after)
    kept, epoch = cache.links, pin.epoch
    known = {key: found[1] for key in keys if (found := kept.get((key, asked))) is not None and found[0] == epoch}
    missing = [key for key in dict.fromkeys(keys) if key not in known] if len(known) < len(keys) else []
    if missing:
        for key, page in zip(missing, _read(pin, missing, *asked), strict=True):
            known[key] = page
            if len(page.links) <= SHORT:
                kept[key, asked] = (epoch, page)
    return [known[key] for key in keys]


def _read(
    pin: Pin,
    keys: Sequence[str],
    relations: Sequence[str],
    direction: Direction,
    kinds: Sequence[str] | None,
    first: int | None,
    after: str | None,
) -> list[LinkPage]:
    place = _place(after)
    ends = _ends(pin, keys, direction)
    known = dict(rows(pin, "SELECT name, id FROM relation WHERE name IN (SELECT value FROM json_each(?))", relations))
    if not known or not ends:
        return [_EMPTY for _ in keys]
    reading = _Reading(pin, direction, {number: name for name, number in known.items()}, kinds)
    numbers = [number for many in ends.values() for number in many]
    large = set() if first is None else reading.large(numbers, first * MANY)
    found = reading.group([number for number in numbers if number not in large])
    pages = []
    for key in keys:
        mine = ends.get(key_of(key), ())
        if len(mine) == 1 and mine[0] in large:
            pages.append(reading.long(mine[0], first or 0, place))
        else:
            more = reading.group([number for number in mine if number in large])
            everything = [row for number in mine for row in (found | more)[number]]
            pages.append(_page(everything, first, place, direction))
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
        self._pin, self._relations = pin, relations
        self._direction: Direction = direction
        self._read = _READ[direction]
        self._wanted = "[" + ",".join(map(str, relations)) + "]"
        self._kinds = None if kinds is None else "[" + ",".join(f'"{kind}"' for kind in kinds if kind.isalnum()) + "]"
        self._counts: dict[int, dict[int, int]] = {}

    def large(self, numbers: Sequence[int], most: int) -> set[int]:
        """Those of some ends that have many links."""
        for number, relation, count in rows(self._pin, self._read["count"], numbers, self._wanted):
            self._counts.setdefault(number, {})[relation] = count
        return {number for number, counts in self._counts.items() if sum(counts.values()) > most}

    def group(self, numbers: Sequence[int]) -> dict[int, list[Any]]:
        """All links of some ends."""
        found: dict[int, list[Any]] = {number: [] for number in numbers}
        if numbers:
            for row in rows(self._pin, self._read["many"], numbers, self._wanted, self._kinds):
                found[row[0]].append((*row, self._relations[row[1]]))
        return found

    def long(self, number: int, first: int, place: tuple[int, int]) -> LinkPage:
        """A page of an end with many links, read in its own order relation by relation, and how many there are."""
        page: list[Any] = []
        for relation in sorted(self._counts[number]):
            if relation < place[0] or len(page) > first:
                continue
            beyond = place[1] if relation == place[0] else -1
            asked = (number, relation, self._kinds, beyond, first + 1 - len(page))
            page += [(*row, self._relations[relation]) for row in self._pin.db.execute(self._read["one"], asked)]
        if self._kinds is None and self._direction == "in":
            total = sum(self._counts[number].values())
        else:
            total = len({(row[1], row[3]) for row in self.group([number])[number]})
        made = _page(page, first, place, self._direction)
        return LinkPage(links=made.links, total=total, has_next=len(page) > first)


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
