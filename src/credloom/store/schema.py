"""The database's tables and how older formats become the present one.

`name` holds every key that anything has or mentions, each once, with the entity that it stands for: a key once given
stays valid for ever. What is asked by key is answered from its index alone, which therefore is not one of unique keys:
`names.Names` sees to that. `entity` is what is shown, merged from its `record`s; `sort` and `newest` are its places in
lists by name and by change. Times are seconds since 1970 (UTC).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress

from credloom.errors import StoreDamaged, StoreError
from credloom.store.pack import first_dictionary

FORMAT = 2

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE dictionary (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE source (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL DEFAULT '',
  records INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0,
  last_refreshed REAL, last_attempt REAL, problem_code TEXT, problem TEXT, checkpoint BLOB,
  run INTEGER NOT NULL DEFAULT 0, run_open INTEGER NOT NULL DEFAULT 0, run_base INTEGER NOT NULL DEFAULT 0,
  normaliser TEXT NOT NULL DEFAULT '');
CREATE TABLE document (
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL, ref TEXT NOT NULL, format TEXT NOT NULL, url TEXT,
  retrieved REAL NOT NULL, modified REAL, hash BLOB NOT NULL, run INTEGER NOT NULL, body BLOB NOT NULL,
  UNIQUE (source, ref));
CREATE TABLE name (id INTEGER PRIMARY KEY, key TEXT NOT NULL, entity INTEGER);
CREATE INDEX name_key ON name (key, entity);
CREATE INDEX name_entity ON name (entity) WHERE entity IS NOT NULL;
CREATE TABLE record (
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL, name INTEGER NOT NULL, own INTEGER NOT NULL,
  entity INTEGER NOT NULL, type TEXT NOT NULL, hash BLOB NOT NULL, retrieved REAL NOT NULL, modified REAL, url TEXT,
  document INTEGER, pointer TEXT NOT NULL, basis TEXT NOT NULL, run INTEGER NOT NULL, same BLOB, node BLOB NOT NULL);
CREATE UNIQUE INDEX record_name ON record (name, source);
CREATE INDEX record_entity ON record (entity);
CREATE INDEX record_document ON record (document) WHERE document IS NOT NULL;
CREATE TABLE entity (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, kind TEXT NOT NULL, epoch INTEGER NOT NULL, sort TEXT, became INTEGER,
  outcomes INTEGER NOT NULL DEFAULT 0, thing BLOB, newest INTEGER);
CREATE INDEX entity_sort ON entity (kind, sort) WHERE sort IS NOT NULL;
CREATE INDEX entity_newest ON entity (kind, newest) WHERE newest IS NOT NULL;
CREATE TABLE kind (name TEXT PRIMARY KEY, things INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE relation (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE link (
  subject INTEGER NOT NULL, relation INTEGER NOT NULL, object INTEGER NOT NULL, kind TEXT NOT NULL,
  source INTEGER NOT NULL, PRIMARY KEY (subject, relation, object)) WITHOUT ROWID;
CREATE INDEX link_object ON link (object, relation, subject);
CREATE TABLE point (entity INTEGER NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL);
CREATE INDEX point_place ON point (latitude, longitude, entity);
CREATE INDEX point_entity ON point (entity);
CREATE TABLE change (
  id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL,
  source INTEGER NOT NULL, at REAL NOT NULL);
CREATE TABLE refusal (
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL, run INTEGER NOT NULL, ref TEXT, place TEXT NOT NULL,
  reason TEXT NOT NULL, field TEXT);
CREATE INDEX refusal_ref ON refusal (source, ref);
"""

Migration = Callable[[sqlite3.Connection], None]


def _to_second(db: sqlite3.Connection) -> None:
    """A place in the list by change, which is filled where everything is derived anew, at the same opening; and an
    index of keys that holds what they stand for."""
    db.execute("ALTER TABLE entity ADD COLUMN newest INTEGER")
    db.execute("CREATE INDEX entity_newest ON entity (kind, newest) WHERE newest IS NOT NULL")
    db.execute("DELETE FROM meta WHERE name = 'derived'")
    db.execute("CREATE TABLE renamed (id INTEGER PRIMARY KEY, key TEXT NOT NULL, entity INTEGER)")
    db.execute("INSERT INTO renamed SELECT id, key, entity FROM name")
    db.execute("DROP TABLE name")
    db.execute("ALTER TABLE renamed RENAME TO name")
    db.execute("CREATE INDEX name_key ON name (key, entity)")
    db.execute("CREATE INDEX name_entity ON name (entity) WHERE entity IS NOT NULL")


MIGRATIONS: Mapping[int, Migration] = {1: _to_second}
"""From each older format to the next one. A step runs inside the transaction that also writes the new number."""


def prepare(db: sqlite3.Connection, migrations: Mapping[int, Migration] = MIGRATIONS, newest: int = FORMAT) -> None:
    """Make the tables of an empty database, or bring an older one to the newest format; all or nothing.

    Raises `StoreError` where the database is of a later release, or older than any migration knows.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        found = format_of(db)
        if found is None:
            _create(db, newest)
        else:
            _migrate(db, found, migrations, newest)
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise


def format_of(db: sqlite3.Connection) -> int | None:
    """The format of a database; None where it is empty."""
    if not db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        return None
    try:
        row = db.execute("SELECT value FROM meta WHERE name = 'format'").fetchone()
    except sqlite3.OperationalError as error:
        raise StoreDamaged("The database is not one of Credloom's: it has no table `meta`.") from error
    if row is None:
        raise StoreDamaged("The database does not say of which format it is.")
    return int(row[0])


def check_format(db: sqlite3.Connection) -> bool:
    """Whether a reader can use the database as it is. Raises `StoreError` where a later release wrote it."""
    found = format_of(db)
    if found is not None and found > FORMAT:
        raise _too_new(found, FORMAT)
    return found == FORMAT


def _create(db: sqlite3.Connection, newest: int) -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)
    db.executemany("INSERT INTO meta VALUES (?, ?)", [("format", newest), ("epoch", 0)])
    db.execute("INSERT INTO dictionary VALUES (1, ?)", (first_dictionary(),))


def _migrate(db: sqlite3.Connection, found: int, migrations: Mapping[int, Migration], newest: int) -> None:
    if found > newest:
        raise _too_new(found, newest)
    for step in range(found, newest):
        if step not in migrations:
            raise StoreError(
                f"The data directory is of format {step}, which this release cannot bring up to date: "
                "start with a new data directory and refresh."
            )
        migrations[step](db)
        db.execute("UPDATE meta SET value = ? WHERE name = 'format'", (step + 1,))


def _too_new(found: int, newest: int) -> StoreError:
    return StoreError(
        f"The data directory is of format {found}, this release knows formats up to {newest}: use a later release."
    )
