"""Things and keys of a pinned epoch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import cachebox

from credloom.model.identity import key_of
from credloom.model.things import Thing
from credloom.store.database import as_list
from credloom.store.pack import unpack_thing
from credloom.store.pins import Pin
from credloom.store.ports import Direction, LinkPage

THINGS = 8_192
"""How many decoded things a process keeps: 3 kB each, 6 kB with their details."""
_SHOWN = (
    "SELECT n.key, e.id, {} FROM name n JOIN entity e ON e.id = n.entity "
    "WHERE n.key IN (SELECT value FROM json_each(?)) AND e.sort IS NOT NULL"
)
LinksAsked = tuple[tuple[str, ...], Direction, tuple[str, ...] | None, int | None, str | None]
"""Relations, direction, kinds, `first` and `after` of a reading of links."""


class ThingCache:
    """Decoded things of the store, those used longest ago dropped first; all snapshots of a process share it.

    `by_entity`: entity → the epoch in which it changed last, and what it was from then on. `by_key`: key → an epoch in
    which it stood for a thing, and that thing; for a snapshot of the same epoch nothing has to be asked. `links`: the
    same for what was asked of `Snapshot.links` for a key, where the page is short.
    """

    __slots__ = ("by_entity", "by_key", "links")

    def __init__(self, most: int = THINGS) -> None:
        self.by_entity: cachebox.LRUCache[int, tuple[int, Thing]] = cachebox.LRUCache(most)
        self.by_key: cachebox.LRUCache[str, tuple[int, Thing]] = cachebox.LRUCache(most)
        self.links: cachebox.LRUCache[tuple[str, LinksAsked], tuple[int, LinkPage]] = cachebox.LRUCache(most)


def rows(pin: Pin, statement: str, values: Iterable[Any], *more: Any) -> list[Any]:
    """Rows of a statement whose first parameter is a list."""
    return pin.db.execute(statement, (as_list(list(values)), *more)).fetchall()


def things(pin: Pin, cache: ThingCache, keys: Sequence[str]) -> list[Thing | None]:
    """Things by key, ctid or former key."""
    epoch, by_key = pin.epoch, cache.by_key
    found: dict[str, Thing] = {}
    for key in keys:
        kept = by_key.get(key)
        if kept is not None and kept[0] == epoch:
            found[key] = kept[1]
    missing = [key for key in dict.fromkeys(keys) if key not in found] if len(found) < len(keys) else []
    if missing:
        wanted = {key: key_of(key) for key in missing}
        read = _read(pin, cache, set(wanted.values()))
        for key, name in wanted.items():
            if (thing := read.get(name)) is not None:
                found[key] = thing
                by_key[key] = (epoch, thing)
    return [found.get(key) for key in keys]


def _read(pin: Pin, cache: ThingCache, wanted: Collection[str]) -> dict[str, Thing]:
    """Things by key from the database, decoded unless they have been since they changed last.

    What was read in an earlier epoch has seldom changed since: of that it is asked first whether it has.
    """
    again = {key for key in wanted if key in cache.by_key}
    found: dict[str, Thing] = {}
    changed: list[str] = []
    for key, entity, epoch in rows(pin, _SHOWN.format("e.epoch"), again) if again else ():
        kept = cache.by_entity.get(entity)
        if kept is not None and kept[0] == epoch:
            found[key] = kept[1]
        else:
            changed.append(key)
    new = [*changed, *(key for key in wanted if key not in again)] if again else wanted
    for key, entity, epoch, body in rows(pin, _SHOWN.format("e.epoch, e.thing"), new) if new else ():
        kept = cache.by_entity.get(entity)
        if kept is None or kept[0] != epoch:
            kept = cache.by_entity[entity] = (epoch, unpack_thing(body))
        found[key] = kept[1]
    return found


def entities(pin: Pin, keys: Sequence[str]) -> list[int | None]:
    """The number of the entity that each key stands for, shown or not."""
    wanted = [key_of(key) for key in keys]
    statement = "SELECT key, entity FROM name WHERE key IN (SELECT value FROM json_each(?)) AND entity IS NOT NULL"
    found = dict(rows(pin, statement, dict.fromkeys(wanted)))
    return [found.get(key) for key in wanted]


def shown_keys(pin: Pin, keys: Sequence[str]) -> list[str | None]:
    """The key under which each key's thing is shown."""
    wanted = [key_of(key) for key in keys]
    found = dict(
        rows(
            pin,
            "SELECT n.key, e.key FROM name n JOIN entity e ON e.id = n.entity "
            "WHERE n.key IN (SELECT value FROM json_each(?)) AND e.sort IS NOT NULL",
            dict.fromkeys(wanted),
        )
    )
    return [found.get(key) for key in wanted]


def all_keys(pin: Pin, keys: Sequence[str]) -> dict[str, list[str]]:
    """For each key every key of its entity, itself at least: references are stored as their sources wrote them."""
    wanted = [key_of(key) for key in keys]
    found: dict[str, list[str]] = {key: [key] for key in wanted}
    for key, other in rows(
        pin,
        "SELECT n.key, o.key FROM name n JOIN name o ON o.entity = n.entity "
        "WHERE n.key IN (SELECT value FROM json_each(?)) AND o.key <> n.key",
        found,
    ):
        found[key].append(other)
    return found
