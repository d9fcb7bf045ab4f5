"""Pages of postings to jobs, and the O*NET release to occupations, each beside a baseline.

python tests/benchmarks/bench_jobs.py [FOLDER-OF-ONET-FILES]
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import orjson

from credloom.connect.jobs import html
from credloom.connect.onet import OnetReader
from credloom.demo.postings import openings, posting
from credloom.demo.world import world
from credloom.model.record import Document
from credloom.normalise import normalise
from credloom.normalise.shape import thing_of
from credloom.sources.manifest import Fetch, Manifest, Source, SourceInfo

ROUNDS = 15
FILLER = "<div class='menu'><ul>" + "<li><a href='/x'>Some other page of the site</a></li>" * 300 + "</ul></div>"
"""What a page has around its posting: about 16 kB of mark-up."""


class _Scripts(HTMLParser):
    """The baseline: JSON-LD scripts by the standard library's parser."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a script."""
        self._inside = tag == "script" and ("type", "application/ld+json") in attrs

    def handle_data(self, data: str) -> None:
        """Keep what a script holds."""
        if self._inside:
            self.found.append(data)


def _source(reader: str, place: str = "https://jobs.example") -> Source:
    info = SourceInfo(key="bench", name="Bench", kind="EMPLOYER_JOBS", language="en-US")
    manifest = Manifest(source=info, fetch=Fetch(reader=reader), folder=Path("bench"))
    return Source(manifest=manifest, urls={"main": place})


def _pages() -> list[bytes]:
    day = date(2026, 8, 1)
    made = [posting(one, f"https://jobs.example/{one.slug}", day) for one in openings(world())]
    return [_page(orjson.dumps(one).decode()) for one in made]


def _page(script: str) -> bytes:
    head = f'<head><script type="application/ld+json">{script}</script></head>'
    return f"<!doctype html><html>{head}<body>{FILLER}</body></html>".encode()


def _median(run: Callable[[], object]) -> float:
    """Median CPU seconds of some rounds, after one to warm up."""
    run()
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def _baseline(pages: list[bytes]) -> None:
    for page in pages:
        parser = _Scripts()
        parser.feed(page.decode())
        for text in parser.found:
            json.loads(text)


def _documents(pages: list[bytes]) -> list[Document]:
    now = datetime(2026, 8, 1, tzinfo=UTC)
    return [
        Document(ref=str(number), format="jobposting", given=one.data, body=b"", retrieved_at=now)
        for number, page in enumerate(pages)
        for one in html.read(page, "https://jobs.example/").postings
    ]


def _whole(pages: list[bytes], source: Source) -> None:
    for record in normalise(source, _documents(pages)).records:
        thing_of(record.node, key=record.key)


async def _release(address: str) -> tuple[int, int]:
    source = _source("onet", address)
    found = records = 0
    async for portion in OnetReader(source, None).harvest(None, full=True):  # type: ignore[arg-type]  # reads files only
        found += len(portion.documents)
        records += len(normalise(source, portion.documents).records)
    return found, records


def main(folder: str = "") -> None:
    """Print the figures."""
    pages, source = _pages(), _source("jobs")
    baseline, read, whole = (
        _median(lambda: _baseline(pages)) / len(pages),
        _median(lambda: _documents(pages)) / len(pages),
        _median(lambda: _whole(pages, source)) / len(pages),
    )
    print(f"{len(pages)} pages of {len(pages[0]) // 1000} kB, CPU per page")
    print(f"  html.parser and json (baseline)   {baseline * 1e3:7.3f} ms")
    print(f"  postings found                    {read * 1e3:7.3f} ms  ({baseline / read:.1f} times faster)")
    print(f"  found, normalised and shaped      {whole * 1e3:7.3f} ms  ({1 / whole:,.0f} pages a second)")
    if folder:
        start = time.process_time()
        documents, records = asyncio.run(_release(Path(folder).absolute().as_uri()))
        print(f"O*NET: {documents:,} documents, {records:,} records in {time.process_time() - start:.1f} s CPU")


if __name__ == "__main__":
    main(*sys.argv[1:])
