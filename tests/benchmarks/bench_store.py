"""The store: writing, opening, reading and searching N generated credentials.

    python tests/benchmarks/bench_store.py [N] [--folder DIR] [--wide]

Baselines in the same run: inserting the same originals into a bare SQLite table in the same portions (for writing), and
SQLite's full-text search over the same names and descriptions with the same filters (for searching).
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import orjson

from credloom.model.text import pick
from credloom.model.things import Offering
from credloom.normalise import normalise
from credloom.sources.catalogue import built_in, manifests
from credloom.sources.manifest import Source
from credloom.store import open_store
from credloom.store.ports import Batch, Filter, SearchQuery, Snapshot
from tests.benchmarks.generate import ctid, portions

SOURCE = "credential-registry"
ROUNDS = 200
PORTION = 400
FACETS = ("family", "provider", "delivery_type", "region", "source", "occupation")
TEXTS = ("nursing", "welding technology", "business management", "data science", "health care", "education", "computer")
FILTERS = (
    Filter("region", ("co", "ca", "tx", "ny")),
    Filter("status", ("active",)),
    Filter("audience_level", ("AdvancedLevel", "BeginnerLevel")),
)


def registry() -> Source:
    """The Registry's connector."""
    return Source(manifest=manifests([built_in()])[SOURCE], urls={"main": "http://127.0.0.1:9"})


def write(folder: Path, total: int, *, wide: bool) -> None:
    """Normalise and write everything as one listing; print what it cost."""
    source, store = registry(), open_store(folder, write=True)
    gc.freeze()
    gc.set_threshold(50_000, 20, 1000)
    made = normalising = writing = 0.0
    documents = records = 0
    started = time.perf_counter()
    run = store.begin(source.key)
    last = time.process_time()
    for portion in portions(total, PORTION, wide=wide):
        made += (now := time.process_time()) - last
        found = normalise(source, portion)
        normalising += (then := time.process_time()) - now
        batch = Batch(
            source=source.key,
            kind=source.manifest.source.kind,
            documents=portion,
            records=found.records,
            refusals=found.refusals,
        )
        written = store.write(batch)
        last = time.process_time()
        writing += last - then
        documents, records = documents + len(portion), records + written.added
    store.finish(source.key, run, complete=True)
    writing += time.process_time() - last
    wall = time.perf_counter() - started - made
    store.close()
    cpu = normalising + writing
    print(f"documents {documents}, records {records}")
    print(
        f"normalise {normalising:.1f} s CPU, write {writing:.1f} s CPU, "
        f"together {wall:.1f} s wall without making the data"
    )
    print(f"{documents / cpu:.0f} documents a second of CPU; peak memory of the writer {_peak():.0f} MB")
    print(f"disk {_size(folder):.0f} MB, of it index {_size(folder / 'index'):.0f} MB")


def bare(total: int, *, wide: bool) -> float:
    """Seconds of CPU for the originals in a bare table, nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        db = sqlite3.connect(Path(folder) / "bare.sqlite")
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE document (ref TEXT PRIMARY KEY, body BLOB)")
        spent = 0.0
        for portion in portions(total, PORTION, wide=wide):
            started = time.process_time()
            db.executemany("INSERT INTO document VALUES (?, ?)", [(one.ref, one.body) for one in portion])
            db.commit()
            spent += time.process_time() - started
        db.close()
    return spent


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _size(folder: Path) -> float:
    seen: dict[int, int] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            seen[path.stat().st_ino] = path.stat().st_size
    return sum(seen.values()) / 1e6


def timed(label: str, work: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """Print and return the median of a call in milliseconds of wall time, after a warm-up."""
    for number in range(5):
        work(number)
    taken = []
    for number in range(rounds):
        started = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    print(f"{label:58} median {median(taken):7.2f} ms   p95 {taken[int(len(taken) * 0.95)]:7.2f} ms")
    return median(taken)


def read(folder: Path, total: int) -> None:
    """Open as a reader would, and ask."""
    started = time.perf_counter()
    store = open_store(folder, write=False)
    page = store.snapshot().search(SearchQuery(kind="Credential", text="nursing"))
    print(f"open to first answer {time.perf_counter() - started:.2f} s, {page.total} hits")
    snapshot = store.snapshot()
    spread = [
        [ctid("credential", (step * 7919 + one * 104_729) % total) for one in range(50)] for step in range(ROUNDS)
    ]
    timed("snapshot per request", lambda _: store.snapshot())
    timed("50 things by id, all over the store", lambda step: snapshot.get_many(spread[step]))
    others = [
        [ctid("credential", (step * 7907 + one * 104_717) % total) for one in range(50)] for step in range(ROUNDS)
    ]
    timed("50 things by id, and a look at their details", lambda step: looked_at(snapshot, others[step]))
    timed("50 things by id, the same again", lambda _: snapshot.get_many(spread[0]))
    _pages(snapshot)
    full = timed(
        "search: words, 3 filters, 6 facets, total", lambda step: snapshot.search(_query(TEXTS[step % len(TEXTS)]))
    )
    timed("search: 3 filters, 6 facets, total, no words", lambda _: snapshot.search(_query(None)))
    timed(
        "search: words alone",
        lambda step: snapshot.search(SearchQuery(kind="Credential", text=TEXTS[step % len(TEXTS)])),
    )
    timed("search: one misspelt word", lambda _: snapshot.search(SearchQuery(kind="Credential", text="nursng")))
    timed("suggest", lambda step: snapshot.suggest(TEXTS[step % len(TEXTS)][:4], None, 8))
    keys = [ctid("competency", number) for number in range(50)]
    timed("links of 50 competencies, 10 each", lambda _: snapshot.links(keys, ["requires"], "in", first=10))
    timed("count by region and family", lambda _: snapshot.aggregate("Credential", ["region", "family"], []), 30)
    print(f"resident {_resident():.0f} MB, peak {_peak():.0f} MB")
    against(snapshot, full)
    store.close()


def looked_at(snapshot: Snapshot, keys: Sequence[str]) -> list[object]:
    """Things with the details that stay packed until somebody looks."""
    return [one.details for one in snapshot.get_many(keys) if isinstance(one, Offering)]


def _query(text: str | None) -> SearchQuery:
    return SearchQuery(kind="Credential", text=text, filters=FILTERS, facets=FACETS, first=20)


def _pages(snapshot: Snapshot) -> None:
    """Keyset pages deep inside the list."""
    query = SearchQuery(kind="Credential", sort="name", first=50)
    page = snapshot.search(SearchQuery(kind="Credential", sort="name", first=50, text=None))
    cursors = [page.hits[-1].cursor]
    for _ in range(20):
        page = snapshot.search(SearchQuery(kind="Credential", sort="name", first=50, after=cursors[-1]))
        cursors.append(page.hits[-1].cursor)
    timed("first page of 50 by name", lambda _: snapshot.search(query))
    timed(
        "next page of 50 by name (keyset)",
        lambda step: snapshot.search(SearchQuery(kind="Credential", sort="name", first=50, after=cursors[step % 20])),
    )
    newest = snapshot.search(SearchQuery(kind="Credential", sort="modified_desc", first=50)).hits[-1].cursor
    timed(
        "next page of 50, newest first (keyset)",
        lambda _: snapshot.search(SearchQuery(kind="Credential", sort="modified_desc", first=50, after=newest)),
    )


def against(snapshot: Snapshot, full: float) -> None:
    """The baseline of searching: SQLite's full-text index over the same words with the same filters and facets."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE words USING fts5 (name, body, tokenize = 'porter unicode61')")
    db.execute("CREATE TABLE facet (field TEXT, value TEXT, id INTEGER)")
    after, number = None, 0
    while True:
        page = snapshot.search(SearchQuery(kind="Credential", sort="name", first=1000, after=after, count=False))
        _copy(db, snapshot, [hit.key for hit in page.hits], number)
        number += len(page.hits)
        if not page.has_next or number >= 100_000:
            break
        after = page.hits[-1].cursor
    db.execute("CREATE INDEX by_value ON facet (field, value, id)")
    db.execute("CREATE INDEX by_id ON facet (id, field)")
    baseline = timed(
        "baseline: SQLite full text, 3 filters, 6 facets", lambda step: _baseline(db, TEXTS[step % len(TEXTS)]), 30
    )
    print(f"ratio of the baseline to ours: {baseline / full:.1f} (over {number} credentials)")
    db.close()


def _copy(db: sqlite3.Connection, snapshot: Snapshot, keys: Sequence[str], first: int) -> None:
    from credloom.store.facts import facts_of

    for number, thing in enumerate(snapshot.get_many(keys), first):
        if thing is not None:
            db.execute(
                "INSERT INTO words (rowid, name, body) VALUES (?, ?, ?)",
                (number, pick(thing.names), pick(thing.descriptions)),
            )
            facts = facts_of(thing)
            values = [value.partition("=")[::2] for value in facts.facets]
            db.executemany("INSERT INTO facet VALUES (?, ?, ?)", [(field, value, number) for field, value in values])


def _baseline(db: sqlite3.Connection, text: str) -> object:
    where = (
        "words MATCH ? "
        "AND rowid IN (SELECT id FROM facet WHERE field = 'region' AND value IN ('CO', 'CA', 'TX', 'NY')) "
        "AND rowid IN (SELECT id FROM facet WHERE field = 'status' AND value = 'Active') "
        "AND rowid IN (SELECT id FROM facet WHERE field = 'audience_level' "
        "AND value IN ('AdvancedLevel', 'BeginnerLevel'))"
    )
    hits = db.execute(
        f"SELECT rowid FROM words WHERE {where} ORDER BY bm25(words, 5.0, 1.0) LIMIT 20", (text,)
    ).fetchall()
    total = db.execute(f"SELECT count(*) FROM words WHERE {where}", (text,)).fetchone()
    counts = db.execute(
        f"SELECT field, value, count(*) FROM facet WHERE id IN (SELECT rowid FROM words WHERE {where}) "
        "AND field IN (SELECT value FROM json_each(?)) GROUP BY field, value",
        (text, orjson.dumps(FACETS).decode()),
    ).fetchall()
    return hits, total, counts


def main() -> None:
    """Write, then read in a process of its own, so that its memory is its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("total", nargs="?", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--wide", action="store_true", help="organization and competencies inside every payload")
    parser.add_argument("--read", action="store_true", help="only read what an earlier run wrote")
    given = parser.parse_args()
    if given.read:
        read(given.folder, given.total)
        return
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made) / "data"
        write(folder, given.total, wide=given.wide)
        sample = min(given.total, 20_000)
        print(
            f"baseline: bare table {bare(sample, wide=given.wide) / sample * given.total:.1f} s CPU "
            f"(measured on {sample})"
        )
        again = [sys.executable, __file__, str(given.total), "--folder", str(folder), "--read"]
        subprocess.run(again, check=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])})


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main()
