"""Two writers, a full disk, damage, an older or later format: a clear error, nothing lost, or mended."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from credloom.errors import CursorExpired, StoreDamaged, StoreError, StoreFull, StoreLocked
from credloom.store import open_store
from credloom.store import schema as schema_module
from credloom.store.database import FILE
from credloom.store.embedded import EmbeddedStore, open_embedded
from credloom.store.ports import SearchQuery, Store
from credloom.store.schema import format_of, prepare
from tests.store.make import REGISTRY, batch, ctid, node, record


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    with closing(open_embedded(tmp_path, write=True)) as opened:
        opened.write(batch(record(ctid(1), node(name="Kept"))))
        yield opened


def total(store: Store, text: str = "kept") -> int:
    return store.snapshot().search(SearchQuery(kind="Credential", text=text)).total


def test_a_second_writer_is_told_who_the_first_is(store: Store, tmp_path: Path) -> None:
    import os

    with pytest.raises(StoreLocked, match=f"process {os.getpid()}"):
        open_store(tmp_path, write=True)
    store.close()
    store.close()
    open_store(tmp_path, write=True).close()


def test_a_reader_cannot_write(store: Store, tmp_path: Path) -> None:
    with closing(open_store(tmp_path, write=False)) as reader:
        assert total(reader) == 1
        with pytest.raises(StoreError, match="opened for reading"):
            reader.write(batch())


def test_a_reader_makes_an_empty_directory_ready(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "new" / "data", write=False)) as reader:
        assert total(reader) == 0


def test_a_full_disk_takes_nothing_of_a_batch(store: EmbeddedStore) -> None:
    writer = store._writer
    assert writer is not None
    pages = writer._db.execute("PRAGMA page_count").fetchone()[0]
    writer._db.execute(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(StoreFull, match="make room"):
        store.write(batch(*(record(ctid(f"big {n}"), node(name="kept " * 400)) for n in range(500))))
    assert total(store) == 1
    writer._db.execute("PRAGMA max_page_count = 1000000")
    store.write(batch(record(ctid(2), node(name="Kept too"))))
    assert total(store) == 2


def test_a_full_disk_below_the_index_takes_nothing_too(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: object, epoch: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("credloom.store.index_files.IndexFiles.freeze", full)
    with pytest.raises(StoreFull):
        store.write(batch(record(ctid(2), node(name="Kept too"))))
    monkeypatch.undo()
    assert total(store) == 1
    assert store.snapshot().get_many([ctid(2)]) == [None]
    store.write(batch(record(ctid(3), node(name="Kept three"))))
    assert total(store) == 2


def test_a_file_that_is_no_database_says_how_to_mend_it(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"This is not a database. " * 1000)
    for write in (True, False):
        with pytest.raises(StoreDamaged, match="refresh --full"):
            open_store(tmp_path, write=write)


def test_a_damaged_database_is_told_when_it_is_read(tmp_path: Path) -> None:
    with closing(open_store(tmp_path, write=True)) as store:
        store.write(batch(*(record(ctid(n), node(name=f"n {n}")) for n in range(2000))))
        store.finish(REGISTRY, store.begin(REGISTRY), complete=False)
    content = bytearray((tmp_path / FILE).read_bytes())
    for place in range(8 * 4096, len(content) - 4096, 4096):
        content[place : place + 4096] = b"\xaa" * 4096
    (tmp_path / FILE).write_bytes(bytes(content))
    with pytest.raises(StoreDamaged), closing(open_store(tmp_path, write=True)) as store:
        store.write(batch(*(record(ctid(n), node(name=f"m {n}")) for n in range(2000))))


def test_another_database_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.execute("CREATE TABLE other (x)")
    with pytest.raises(StoreDamaged, match="not one of Credloom's"):
        open_store(tmp_path, write=True)


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("damage", ["gone", "garbage", "half"])
def test_a_missing_or_damaged_index_is_made_anew(tmp_path: Path, damage: str, *, write: bool) -> None:
    with closing(open_store(tmp_path, write=True)) as store:
        store.write(batch(record(ctid(1), node(name="Kept"))))
    views = tmp_path / "index" / "views"
    if damage == "gone":
        shutil.rmtree(tmp_path / "index")
    else:
        newest = max(views.iterdir(), key=lambda folder: int(folder.name))
        if damage == "garbage":
            (newest / "meta.json").write_text("{}")
        else:
            next(newest.glob("*.term")).unlink()
    with closing(open_store(tmp_path, write=write)) as store:
        assert total(store) == 1


def test_damage_that_a_reader_finds_is_mended_by_the_writer(store: Store, tmp_path: Path) -> None:
    with closing(open_store(tmp_path, write=False)) as reader:
        store.write(batch(record(ctid(2), node(name="Kept too"))))
        for meta in (tmp_path / "index" / "views").glob("*/meta.json"):
            meta.write_text("{}")
        with pytest.raises(StoreDamaged, match="made anew at the next write"):
            reader.snapshot()
        store.write(batch(record(ctid(3), node(name="Kept three"))))
        assert total(reader) == 3


def test_a_relevance_cursor_expires_with_its_view(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("credloom.store.index_files.KEEP_SECONDS", -1.0)
    monkeypatch.setattr("credloom.store.index_files.LEASE_SECONDS", -1.0)
    monkeypatch.setattr("credloom.store.pins.SEARCHERS", 1)
    store.write(batch(record(ctid(2), node(name="Kept too"))))
    query = SearchQuery(kind="Credential", text="kept", first=1)
    cursor = store.snapshot().search(query).hits[0].cursor
    for number in range(3, 12):
        store.write(batch(record(ctid(number), node(name="Kept more"))))
    with pytest.raises(CursorExpired):
        store.snapshot().search(SearchQuery(kind="Credential", text="kept", first=1, after=cursor))


def test_a_later_format_is_refused_and_an_unknown_older_one_too(tmp_path: Path) -> None:
    open_store(tmp_path, write=True).close()
    for number, words in ((99, "later release"), (-5, "start with a new data directory")):
        with closing(sqlite3.connect(tmp_path / FILE)) as db:
            db.execute("UPDATE meta SET value = ? WHERE name = 'format'", (number,))
            db.commit()
        with pytest.raises(StoreError, match=words):
            open_store(tmp_path, write=True)
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.execute("UPDATE meta SET value = 99 WHERE name = 'format'")
        db.commit()
    with pytest.raises(StoreError, match="later release"):
        open_store(tmp_path, write=False)


def test_migrations_run_step_by_step_and_all_or_nothing(tmp_path: Path) -> None:
    open_store(tmp_path, write=True).close()
    present = schema_module.FORMAT
    newest = present + 2

    def first(db: sqlite3.Connection) -> None:
        db.execute("ALTER TABLE source ADD COLUMN first TEXT")

    def second(db: sqlite3.Connection) -> None:
        db.execute("ALTER TABLE source ADD COLUMN second TEXT")

    def broken(db: sqlite3.Connection) -> None:
        db.execute("ALTER TABLE source ADD COLUMN other TEXT")
        raise ZeroDivisionError

    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        with pytest.raises(ZeroDivisionError):
            prepare(db, {present: first, present + 1: broken}, newest)
        assert format_of(db) == present
        assert "first" not in [row[1] for row in db.execute("PRAGMA table_info(source)")]
        prepare(db, {present: first, present + 1: second}, newest)
        assert format_of(db) == newest
        assert {"first", "second"} < {row[1] for row in db.execute("PRAGMA table_info(source)")}


def test_a_reader_has_the_first_format_brought_up_to_date(tmp_path: Path) -> None:
    newest = SearchQuery(kind="Credential", sort="modified_desc", first=3)
    with closing(open_store(tmp_path, write=True)) as store:
        store.write(batch(*(record(ctid(day), node(name="Kept"), modified=day) for day in (2, 9, 4, 7))))
        before = [hit.cursor for hit in store.snapshot().search(newest).hits]
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.execute("CREATE TABLE old (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, entity INTEGER)")
        db.execute("INSERT INTO old SELECT * FROM name")
        db.execute("DROP TABLE name")
        db.execute("ALTER TABLE old RENAME TO name")
        db.execute("DROP INDEX entity_newest")
        db.execute("ALTER TABLE entity DROP COLUMN newest")
        db.execute("UPDATE meta SET value = 1 WHERE name = 'format'")
        db.commit()
    with closing(open_store(tmp_path, write=False)) as store:
        found = store.snapshot().search(newest).hits
        assert [hit.key for hit in found] == [ctid(day) for day in (9, 7, 4)]
        assert [hit.cursor for hit in found] == before
    with closing(sqlite3.connect(tmp_path / FILE)) as db, closing(sqlite3.connect(":memory:")) as new:
        prepare(new)
        schema = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
        assert db.execute(schema).fetchall() == new.execute(schema).fetchall()


def test_another_release_derives_everything_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(open_store(tmp_path, write=True)) as store:
        store.write(batch(*(record(ctid(n), node(name="Kept", ownedBy=[ctid("o")])) for n in range(7))))
    monkeypatch.setattr("credloom.store.writer.digest", lambda packages: "another release")
    monkeypatch.setattr("credloom.store.rebuild.PORTION", 3)
    monkeypatch.setattr("credloom.store.derive.pick", lambda texts: "Shown otherwise")
    with closing(open_store(tmp_path, write=True)) as store:
        snapshot = store.snapshot()
        assert total(store) == 7
        assert snapshot.links([ctid("o")], ["ownedBy"], "in")[0].total == 7
        assert len(snapshot.changes(None, 100, None, None)) == 7
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        assert {sort.partition("..")[0] for (sort,) in db.execute("SELECT sort FROM entity")} == {"shown.otherwise"}
