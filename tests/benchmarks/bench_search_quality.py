"""How good the search is: nDCG@10 over graded queries, beside plain BM25 on names.

    python tests/benchmarks/bench_search_quality.py [--worst N]

The credentials of the demonstration's Registry are graded record by record or by their names, the public list of
Colorado's programs by their CIP codes (`search_queries.toml`). The second needs the public data folder and is left out,
saying so, where it is not there. The held-out queries are told apart: the search was never made better by looking at
them.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import re
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import tantivy

from credloom.connect.client import Client
from credloom.model.text import pick
from credloom.model.things import LearningOpportunity, Thing
from credloom.refresh.run import refresh_source
from credloom.sources.catalogue import load
from credloom.store import open_store
from credloom.store.ports import SearchQuery, Snapshot

Grades = Mapping[str, int]
ROOT = Path(__file__).resolve().parents[2]
QUERIES = Path(__file__).with_name("search_queries.toml")
DEPTH = 10
EVERY = 10_000
HELD_OUT = "held-out"


def ndcg(ranked: Sequence[str], grades: Grades) -> float:
    """Discounted gain of the first ten, as a share of the best possible order."""
    best = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(key, 0) for key in ranked]) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return math.fsum(((1 << grade) - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))


class Names:
    """The baseline: BM25 over names alone, any of the words, as tantivy does it by itself."""

    def __init__(self, things: Sequence[Thing]) -> None:
        schema = tantivy.SchemaBuilder().add_text_field("name").add_text_field("key", stored=True).build()
        self._index = tantivy.Index(schema)
        writer = self._index.writer(50_000_000, 1)
        for thing in things:
            writer.add_document(tantivy.Document(name=pick(thing.names) or "", key=thing.key))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(self, text: str) -> list[str]:
        """The keys of the best ten."""
        query, _ = self._index.parse_query_lenient(text, ["name"])
        searcher = self._index.searcher()
        return [str(searcher.doc(at)["key"][0]) for _, at in searcher.search(query, DEPTH).hits]


def everything(snapshot: Snapshot, kind: str) -> list[Thing]:
    """All things of a kind."""
    page = snapshot.search(SearchQuery(kind=kind, sort="name", first=EVERY))
    return [thing for thing in snapshot.get_many([hit.key for hit in page.hits]) if thing is not None]


def graded(query: Mapping[str, Any], things: Sequence[Thing]) -> Grades:
    """The grade of each record that a query names, by id, by code or by a pattern of the name."""
    by_id = {key: int(grade) for grade, keys in query.get("ids", {}).items() for key in keys}
    by_code = query.get("codes", {})
    for thing in things if by_code else ():
        if isinstance(thing, LearningOpportunity):
            found = max((by_code.get(concept.code, 0) for concept in thing.instructional_programs), default=0)
            if found:
                by_id[thing.key] = found
    for pattern, grade in query.get("names", {}).items():
        fitting = [thing.key for thing in things if re.search(pattern, pick(thing.names) or "")]
        by_id |= {key: max(grade, by_id.get(key, 0)) for key in fitting}
    return by_id


def judged(snapshot: Snapshot, queries: Sequence[Mapping[str, Any]]) -> list[tuple[str, float, float]]:
    """(query, nDCG of the search, nDCG of the baseline)."""
    kind = str(queries[0]["kind"])
    things = everything(snapshot, kind)
    names = Names(things)
    rows = []
    for query in queries:
        grades = graded(query, things)
        text = str(query["text"])
        page = snapshot.search(SearchQuery(kind=kind, text=text, first=DEPTH, partial=True))
        rows.append((text, ndcg([hit.key for hit in page.hits], grades), ndcg(names.search(text), grades)))
    return rows


def colorado(folder: Path, data: Path) -> Snapshot:
    """Colorado's public list in a store, read through its connector from the folder."""
    address = {"CREDLOOM_SOURCE_COLORADO_ETPL_URL": (data / "states" / "colorado").as_uri()}
    source = load(env=address, enabled=["colorado-etpl"]).sources["colorado-etpl"]
    store = open_store(folder, write=True)

    async def read() -> None:
        client = Client()
        result = await refresh_source(source, client, store)
        await client.aclose()
        if result.problem:
            sys.exit(result.problem)

    asyncio.run(read())
    return store.snapshot()


def report(name: str, snapshot: Snapshot, queries: Sequence[Mapping[str, Any]], worst: int) -> None:
    """Of each part of a set: means, their ratio, and the queries that do worst."""
    for part in (None, HELD_OUT):
        rows = judged(snapshot, [query for query in queries if query["set"] == name and query.get("part") == part])
        ours, theirs = mean(row[1] for row in rows), mean(row[2] for row in rows)
        print(
            f"{name:8} {part or '':8} {len(rows):3} queries   nDCG@10 {ours:.3f}   BM25 on names {theirs:.3f}   "
            f"ratio {ours / theirs:.2f}"
        )
        for text, mine, baseline in sorted(rows, key=lambda row: row[1])[:worst]:
            print(f"    {mine:.3f} (baseline {baseline:.3f})  {text}")


def main() -> None:
    """Both sets."""
    sys.path.insert(0, str(ROOT))  # a script's own folder is on the path, the tests' is not
    from tests.graph.query.world import fill

    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--worst", type=int, default=0, help="print so many of the queries that do worst")
    worst = options.parse_args().worst
    queries = tomllib.loads(QUERIES.read_text("utf-8"))["query"]
    with tempfile.TemporaryDirectory() as folder:
        store = fill(Path(folder) / "demo", "credential-registry")
        report("demo", store.snapshot(), queries, worst)
        data = Path(os.environ.get("CREDLOOM_SHARED_DATA", ROOT.parent / "shared" / "data"))
        if data.is_dir():
            snapshot = colorado(Path(folder) / "colorado", data)
            report("colorado", snapshot, queries, worst)
        else:
            print(f"colorado   left out: no public data at {data}")


if __name__ == "__main__":
    main()
