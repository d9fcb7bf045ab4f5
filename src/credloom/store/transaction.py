"""One write transaction: what it has touched, and what has to follow from that in the same epoch."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from credloom import clock
from credloom.model.record import Node
from credloom.model.things import AnyThing
from credloom.store.database import as_list
from credloom.store.merge import Told
from credloom.store.names import Names
from credloom.store.pack import Packer


class Member(msgspec.Struct, frozen=True):
    """A record of an entity with the keys that hold the entity together."""

    told: Told
    source: int
    keys: tuple[str, ...]


class Transaction:
    """State of one transaction. `touched` entities are derived anew before it ends; `fresh` are nodes by record."""

    def __init__(self, db: sqlite3.Connection, packer: Packer) -> None:
        self.db = db
        self.packer = packer
        self.names = Names(db)
        self.now = clock.now().timestamp()
        self.epoch = int(db.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()[0]) + 1
        self.touched: dict[int, int] = {}
        """Entity → the source (number) that touched it last."""
        self.new: set[int] = set()
        self.gone: list[int] = []
        """Entities that show nothing any more."""
        self.fresh: dict[int, Node] = {}
        self.shown: dict[int, AnyThing] = {}
        """What records show by themselves, where that was made with them."""
        self.members: dict[int, list[Member]] = {}
        """The records of entities that did not exist before."""
        self.changes: list[tuple[str, str, str, int, float]] = []
        self.kinds: dict[str, int] = {}
        """Kind → how many more things of it there are now."""
        self._next_entity = self._number("entity")
        self._next_record = self._number("record")

    def _number(self, table: str) -> int:
        return int(self.db.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0])  # noqa: S608  ours

    def new_entity(self) -> int:
        """The number of an entity that did not exist."""
        number = self._next_entity
        self._next_entity += 1
        self.new.add(number)
        return number

    def new_record(self) -> int:
        """The number of a record that did not exist."""
        number = self._next_record
        self._next_record += 1
        return number

    def rows(self, statement: str, values: Iterable[Any], *more: Any) -> list[Any]:
        """Rows of a statement whose first parameter is a list."""
        return self.db.execute(statement, (as_list(list(values)), *more)).fetchall()

    def relations(self, names: set[str]) -> dict[str, int]:
        """The numbers of relations; new ones are added."""
        known = dict(self.db.execute("SELECT name, id FROM relation"))
        for name in sorted(names - known.keys()):
            known[name] = int(self.db.execute("INSERT INTO relation (name) VALUES (?)", (name,)).lastrowid or 0)
        return {name: known[name] for name in names}

    def change(self, what: str, key: str, kind: str, source: int) -> None:
        """Note one entry of the change feed."""
        self.changes.append((what, key, kind, source, self.now))

    def count(self, kind: str, more: int) -> None:
        """Note that there are more (or fewer) things of a kind."""
        self.kinds[kind] = self.kinds.get(kind, 0) + more

    def finish(self) -> None:
        """Write the change feed, the counts and the epoch."""
        self.db.executemany("INSERT INTO change (what, key, kind, source, at) VALUES (?, ?, ?, ?, ?)", self.changes)
        self.db.executemany(
            "INSERT INTO kind VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET things = things + excluded.things",
            [(kind, more) for kind, more in self.kinds.items() if more],
        )
        self.db.execute("UPDATE meta SET value = ? WHERE name = 'epoch'", (self.epoch,))


def source_number(db: sqlite3.Connection, key: str, kind: str = "") -> int:
    """The number of a source, made when it is first heard of; `kind` is remembered for the order of merging."""
    row: Sequence[Any] | None = db.execute("SELECT id, kind FROM source WHERE key = ?", (key,)).fetchone()
    if row is None:
        made = db.execute("INSERT INTO source (key, kind) VALUES (?, ?)", (key, kind)).lastrowid
        return int(made or 0)
    if kind and row[1] != kind:
        db.execute("UPDATE source SET kind = ? WHERE id = ?", (kind, row[0]))
    return int(row[0])
