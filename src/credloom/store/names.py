"""Keys and the entities that they stand for, many at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from credloom.store.database import as_list

Known = dict[str, tuple[int, int | None]]
"""Key → (number of the name, number of the entity or None for what is only mentioned)."""


class Names:
    """The table of keys inside one transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._next = int(db.execute("SELECT coalesce(max(id), 0) + 1 FROM name").fetchone()[0])

    def resolve(self, keys: Iterable[str]) -> Known:
        """Those of some keys that the store has met."""
        rows = self._db.execute(
            "SELECT key, id, entity FROM name WHERE key IN (SELECT value FROM json_each(?))",
            (as_list(list(dict.fromkeys(keys))),),
        )
        return {key: (number, entity) for key, number, entity in rows}

    def intern(self, keys: Iterable[str], known: Known | None = None) -> Known:
        """All of some keys; new ones are mentioned only."""
        wanted = list(dict.fromkeys(keys))
        known = self.resolve(wanted) if known is None else known
        self.assign(dict.fromkeys((key for key in wanted if key not in known), None), known)
        return known

    def assign(self, owners: Mapping[str, int | None], known: Known) -> None:
        """Let keys stand for entities; keys that are not known yet are added. `known` is brought up to date."""
        added, moved = [], []
        for key, entity in owners.items():
            there = known.get(key)
            if there is None:
                known[key] = (self._next, entity)
                added.append((self._next, key, entity))
                self._next += 1
            elif there[1] != entity:
                known[key] = (there[0], entity)
                moved.append((entity, there[0]))
        self._db.executemany("INSERT INTO name VALUES (?, ?, ?)", added)
        self._db.executemany("UPDATE name SET entity = ? WHERE id = ?", moved)
