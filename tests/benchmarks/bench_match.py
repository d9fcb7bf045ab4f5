"""Matching a posting of 12 requirements against N generated credentials, one core.

    python tests/benchmarks/bench_match.py [N] [--folder DIR]

Half of the requirements are statements of stored competencies, the others words of the occupation's own tasks. Baseline
in the same run: BM25 over a full-text table of names and descriptions, with the posting's words.
"""

from __future__ import annotations

import os

os.environ |= {"OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1"}  # one core


import argparse
import random
import re
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from credloom.match import match
from credloom.match.asked import Asked, of_text
from credloom.match.work import Work
from credloom.model.text import pick
from credloom.resolve import resolver
from credloom.resolve.kept.linker import update
from credloom.store import open_store
from credloom.store.ports import SearchQuery, Snapshot
from tests.benchmarks.bench_store import write
from tests.benchmarks.generate import statement

ROUNDS = 200
WARM = 20
REQUIREMENTS = 12


def posting(number: int, total: int) -> tuple[Work, list[Asked]]:
    """A posting of twelve requirements; each run has the same ones."""
    rng = random.Random(f"posting {number}")
    stated = [statement(rng.randrange(max(1, total // 100))) for _ in range(REQUIREMENTS // 2)]
    worded = [
        f"{rng.choice(('Experience with', 'Ability to do', 'Knowledge of'))} {statement(rng.randrange(10**6)).lower()}"
        for _ in range(REQUIREMENTS - len(stated))
    ]
    lines = "\n".join(f"- {line}" for line in (*stated, *worded))
    asked = of_text(f"Requirements\n{lines}\n")
    title = statement(rng.randrange(10**6)).rpartition(" for ")[2].capitalize()
    return Work(title), asked[:REQUIREMENTS]


def timed(step: Callable[[int], object]) -> tuple[float, float]:
    """Median and 95th percentile of `ROUNDS` calls, in milliseconds of CPU of this thread, after warming up."""
    for number in range(WARM):
        step(-1 - number)
    found = []
    for number in range(ROUNDS):
        began = time.thread_time()
        step(number)
        found.append((time.thread_time() - began) * 1000)
    return median(found), sorted(found)[int(ROUNDS * 0.95)]


def full_text(snapshot: Snapshot) -> sqlite3.Connection:
    """Names and descriptions of every credential in SQLite's full-text search."""
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE words USING fts5(name, body, tokenize = 'porter')")
    query: SearchQuery | None = SearchQuery(kind="Credential", first=10_000, count=False, sort="name")
    while query is not None:
        page = snapshot.search(query)
        things = [thing for thing in snapshot.get_many([hit.key for hit in page.hits]) if thing]
        table.executemany(
            "INSERT INTO words VALUES (?, ?)", ((pick(one.names), pick(one.descriptions)) for one in things)
        )
        after = page.hits[-1].cursor if page.has_next else None
        query = SearchQuery(kind="Credential", first=10_000, count=False, sort="name", after=after) if after else None
    return table


def baseline(table: sqlite3.Connection, work: Work, asked: list[Asked]) -> list[object]:
    """BM25 with every word of the posting."""
    text = " ".join([work.title, *(item.text for item in asked)]).lower()
    wanted = " OR ".join(sorted({f'"{word}"' for word in re.findall(r"\w+", text)}))
    return table.execute("SELECT name FROM words WHERE words MATCH ? ORDER BY rank LIMIT 10", (wanted,)).fetchall()


def main() -> None:
    """Write the store where there is none, and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("total", nargs="?", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()

    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        if not any(folder.iterdir()):
            write(folder, given.total, wide=False)
        measure(folder, given.total)


def measure(folder: Path, total: int) -> None:
    """Print what matching costs, beside the baseline."""
    store = open_store(folder, write=False)
    snapshot = store.snapshot()
    update(folder, snapshot)  # what the refresh worker does after a refresh
    postings = {number: posting(number, total) for number in range(-WARM, ROUNDS)}
    found = resolver(snapshot)
    ours = timed(lambda number: match(snapshot, found, postings[number][1], work=postings[number][0]))
    table = full_text(snapshot)
    theirs = timed(lambda number: baseline(table, *postings[number]))
    print(f"{total:,} credentials, {REQUIREMENTS} requirements, {type(found).__name__}")
    print(f"match: median {ours[0]:.1f} ms, p95 {ours[1]:.1f} ms (CPU of one thread)")
    print(f"BM25 of SQLite's full-text search: median {theirs[0]:.1f} ms, p95 {theirs[1]:.1f} ms")
    print(f"ratio {ours[0] / theirs[0]:.2f}")
    store.close()


if __name__ == "__main__":
    main()
