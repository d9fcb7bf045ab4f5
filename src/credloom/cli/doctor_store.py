"""What `credloom doctor` looks at beyond this machine's files: the store, its index, and the sources on the network."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from credloom import clock
from credloom.cli.doctor import Finding
from credloom.connect.client import Client
from credloom.errors import SourceError
from credloom.settings import Settings
from credloom.sources.catalogue import Catalogue
from credloom.sources.manifest import Source
from credloom.store import is_there, open_store
from credloom.store.ports import SearchQuery, SourceStatus, Store

KINDS = ("Credential", "LearningOpportunity", "Organization", "Competency", "Job")
SECONDS = 10.0
"""How long a source may take to answer at all."""


def store(settings: Settings, catalogue: Catalogue) -> Iterator[Finding]:
    """Whether truth and index can be read, what they hold, and how each source's part stands."""
    if not is_there(settings.data_dir):
        yield Finding("store", "warning", f"nothing is in {settings.data_dir} yet", "Run `credloom refresh`.")
        return
    opened = open_store(settings.data_dir, write=False)
    try:
        statuses = opened.snapshot().sources()
        records = sum(status.records for status in statuses.values())
        yield Finding("store", "ok", f"{records:,} records of {len(statuses)} sources, epoch {opened.snapshot().epoch}")
        yield from _index(opened, records)
        for key in sorted(catalogue.sources):
            yield _refreshed(catalogue.sources[key], statuses.get(key))
    finally:
        opened.close()


def _index(opened: Store, records: int) -> Iterator[Finding]:
    snapshot = opened.snapshot()
    held = {kind: snapshot.search(SearchQuery(kind=kind, first=1)).total for kind in KINDS}
    found = ", ".join(f"{count:,} {kind}" for kind, count in held.items() if count) or "nothing"
    if records and not any(held.values()):
        yield Finding(
            "index", "bad", "it holds nothing of what the store holds", "Run `credloom refresh`: it is made anew."
        )
    else:
        yield Finding("index", "ok", found)


def _refreshed(source: Source, status: SourceStatus | None) -> Finding:
    about = f"refresh of {source.key}"
    if source.manifest.source.mode == "LIVE":
        return Finding(about, "ok", "asked while a query runs")
    if status is None or status.last_attempt_at is None:
        return Finding(about, "warning", "never read", f"Run `credloom refresh {source.key}`, or `credloom serve`.")
    if status.problem is not None:
        return Finding(about, "warning", status.problem, f"Its {status.records:,} records are served with their age.")
    refreshed = status.last_refreshed_at or status.last_attempt_at
    age = (clock.now() - refreshed).total_seconds()
    found = f"{status.records:,} records, {status.refused:,} refusals, {age / 3600:.1f} h old"
    if age > 2 * source.manifest.fetch.every_seconds:
        return Finding(about, "warning", found, "It is due: run `credloom serve` or `credloom refresh`.")
    return Finding(about, "ok", found)


def reachable(settings: Settings, catalogue: Catalogue) -> Iterator[Finding]:
    """Whether each source on the network answers at all: any status below 500 is an answer."""
    asked = {
        f"{key} ({name})" if len(source.urls) > 1 else key: (source, url)
        for key, source in sorted(catalogue.sources.items())
        for name, url in sorted(source.urls.items())
        if url.startswith(("http://", "https://"))
    }
    yield from asyncio.run(_asked(settings, asked))


async def _asked(settings: Settings, asked: Mapping[str, tuple[Source, str]]) -> list[Finding]:
    client = Client(allow_private=settings.allow_private_addresses)
    try:
        return list(await asyncio.gather(*(_one(client, about, *what) for about, what in asked.items())))
    finally:
        await client.aclose()


async def _one(client: Client, about: str, source: Source, url: str) -> Finding:
    began = clock.monotonic()
    try:
        async with asyncio.timeout(SECONDS):
            status = (await client.get(url, source=source)).status_code
    except TimeoutError:
        found = f"no answer within {SECONDS:g} s"
    except SourceError as error:
        found = str(error)
    else:
        if status < 500:
            return Finding(f"reach {about}", "ok", f"answers {status} in {clock.monotonic() - began:.1f} s")
        found = f"answers {status}"
    mend = f"Look at its address ({urlsplit(url).hostname}), your network, or wait; its records stay."
    return Finding(f"reach {about}", "warning", found, mend)
