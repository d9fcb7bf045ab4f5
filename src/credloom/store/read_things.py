"""Things and keys of a pinned epoch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import cachebox

from credloom.model.identity import key_of
from credloom.model.things import Thing
from credloom.store.database import as_list
from credloom.store.pack import unpack_thing
from credloom.store.pins import Pin

THINGS = 8192
"""How many decoded things a process keeps."""

ThingCache = cachebox.LRUCache[int, tuple[int, Thing]]
"""Entity → the epoch in which it changed last, and what it was from then on."""


def new_cache() -> ThingCache:
    """A cache that all snapshots of a process share."""
    return cachebox.LRUCache(THINGS)


def rows(pin: Pin, statement: str, values: Iterable[Any], *more: Any) -> list[Any]:
    """Rows of a statement whose first parameter is a list."""
    return pin.db.execute(statement, (as_list(list(values)), *more)).fetchall()


def things(pin: Pin, cache: ThingCache, keys: Sequence[str]) -> list[Thing | None]:
    """Things by key, ctid or former key."""
    wanted = [key_of(key) for key in keys]
    found: dict[str, Thing] = {}
    missing: dict[int, list[str]] = {}
    epochs: dict[int, int] = {}
    for key, entity, epoch in rows(
        pin,
        "SELECT n.key, e.id, e.epoch FROM name n JOIN entity e ON e.id = n.entity "
        "WHERE n.key IN (SELECT value FROM json_each(?)) AND e.sort IS NOT NULL",
        dict.fromkeys(wanted),
    ):
        kept = cache.get(entity)
        if kept is not None and kept[0] == epoch:
            found[key] = kept[1]
        else:
            missing.setdefault(entity, []).append(key)
            epochs[entity] = epoch
    if missing:
        statement = "SELECT id, thing FROM entity WHERE id IN (SELECT value FROM json_each(?))"
        for entity, body in rows(pin, statement, missing):
            thing = unpack_thing(body)
            cache[entity] = (epochs[entity], thing)
            found.update(dict.fromkeys(missing[entity], thing))
    return [found.get(key) for key in wanted]


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
