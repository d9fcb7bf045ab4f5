"""All of the public data in one store, read from stand-ins through the real client; and the checked lists about it.

python -m tests.shared_data.everything FOLDER      (writes `records.tsv`, `refused.tsv` and `answers.json` anew)
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import orjson

from credloom.connect.client import Client
from credloom.model.record import Record, Refusal
from credloom.refresh.run import Result, refresh_sources
from credloom.sources.manifest import Source
from credloom.store import open_store
from credloom.store.ports import Snapshot
from tests.shared_data import asking, stand_ins
from tests.shared_data.loading import code_of

HERE = Path(__file__).parent
RECORDS, REFUSED, ANSWERS = HERE / "records.tsv", HERE / "refused.tsv", HERE / "answers.json"
_CHUNK = 500


class Everything(msgspec.Struct, frozen=True, kw_only=True):
    """The store's folder, the sources that filled it, and how their refreshes ended."""

    data_dir: Path
    sources: dict[str, Source]
    published: stand_ins.Published
    first: dict[str, Result]

    def again(self, keys: Sequence[str], *, full: bool) -> dict[str, Result]:
        """One more refresh of some sources."""
        return refreshed(self.data_dir, [self.sources[key] for key in keys], full=full)


@contextmanager
def everything(data: Path, folder: Path) -> Iterator[Everything]:
    """All of it, while the stand-ins run."""
    found = stand_ins.published(data)
    with stand_ins.serving(data, [payload for _, payload in found.payloads]) as servers:
        sources = stand_ins.sources(servers, data, folder, found.others)
        first = refreshed(folder / "data", list(sources.values()))
        yield Everything(data_dir=folder / "data", sources=sources, published=found, first=first)


def refreshed(folder: Path, sources: Sequence[Source], *, full: bool = False) -> dict[str, Result]:
    """Refresh as the writer."""
    store = open_store(folder, write=True)

    async def read() -> list[Result]:
        client = Client(allow_private=True, env={})
        try:
            return await refresh_sources(sources, client, store, full=full)
        finally:
            await client.aclose()

    try:
        return {result.progress.source: result for result in asyncio.run(read())}
    finally:
        store.close()


def keys(snapshot: Snapshot) -> list[str]:
    """Everything that the change feed ever told of."""
    return list(dict.fromkeys(change.key for change in snapshot.changes(None, 10**9, None, None)))


def records(snapshot: Snapshot) -> Iterator[Record]:
    """Every record."""
    known = keys(snapshot)
    for at in range(0, len(known), _CHUNK):
        for behind in snapshot.records(known[at : at + _CHUNK]):
            yield from behind


def records_table(found: Counter[tuple[str, str]]) -> str:
    """Numbers of records by source and type as text."""
    return "".join(f"{source}\t{type_}\t{count}\n" for (source, type_), count in sorted(found.items()))


def refused_table(refusals: Sequence[Refusal]) -> str:
    """What was refused as a whole: source, place and reason; values that were left out by file and reason, counted."""
    whole = Counter((r.source, r.place, code_of(r), "") for r in refusals if r.field is None)
    left_out = Counter((r.source, r.place.partition("#")[0], code_of(r), "value") for r in refusals if r.field)
    lines = ["\t".join((*key, str(count))) for key, count in (whole + left_out).items()]
    return "".join(f"{line}\n" for line in sorted(lines))


def refusals(snapshot: Snapshot, sources: Sequence[str]) -> list[Refusal]:
    """All refusals of some sources."""
    return [refusal for key in sources for refusal in snapshot.refusals(key, first=10**6)]


def _write(data: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, everything(data, Path(folder)) as made:
        for key, result in made.first.items():
            sys.stdout.write(f"{key}: {result.progress} {result.problem or ''}\n")
        store = open_store(made.data_dir, write=False)
        found = Counter((record.source, record.type) for record in records(store.snapshot()))
        RECORDS.write_text(records_table(found))
        REFUSED.write_text(refused_table(refusals(store.snapshot(), list(made.sources))))
        store.close()
        answers = asyncio.run(asking.answers(made.data_dir, made.sources))
        ANSWERS.write_bytes(orjson.dumps(answers, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")


if __name__ == "__main__":
    _write(Path(sys.argv[1]).resolve())
