"""`credloom refresh`: be the writer, or ask the gateway that is, and show how it goes."""

from __future__ import annotations

import asyncio
import sys
import time
from argparse import Namespace
from collections.abc import Mapping, Sequence

import msgspec

from credloom import clock
from credloom.cli.output import Output, table
from credloom.cli.progress import ProgressBar
from credloom.cli.setup import catalogue_of, enabled, settings_of
from credloom.connect.client import Client
from credloom.errors import StoreLocked
from credloom.model.record import Refusal
from credloom.refresh.drain import drain
from credloom.refresh.inbox import Inbox, RefreshRequest
from credloom.refresh.linking import link
from credloom.refresh.run import Progress, Result, refresh_source
from credloom.settings import Settings
from credloom.sources.catalogue import Catalogue
from credloom.sources.manifest import Source
from credloom.store import open_store
from credloom.store.ports import Snapshot, Store

SHOWN = 10
"""How many refusals of one source are printed; `--json` gives `TOLD`."""
TOLD = 1_000
POLL_SECONDS = 0.1
UNANSWERED_SECONDS = 2.0
"""How long a request may lie unread before we try to be the writer: the other one may be no gateway, and end."""


def run(arguments: Namespace, output: Output) -> int:
    """Harvest; exit code 1 where a source could not be read to its end."""
    found = settings_of(arguments)
    catalogue = catalogue_of(found)
    keys = chosen(arguments.sources, catalogue)
    request = RefreshRequest(sources=keys, full=arguments.full, accept_drop=arguments.accept_drop)
    bar = ProgressBar(quiet=output.as_json)
    try:
        results = refreshed(found, catalogue.sources, request, bar)
    except KeyboardInterrupt:
        sys.stderr.write("\ncredloom: stopped; what was read is kept, the same command goes on behind it. ")
        sys.stderr.write("A running gateway that was asked goes on by itself.\n")
        raise
    store = open_store(found.data_dir, write=False)
    try:
        _show(results, store.snapshot(), output)
    finally:
        store.close()
    return 1 if any(result.problem for result in results) else 0


def chosen(names: Sequence[str], catalogue: Catalogue) -> tuple[str, ...]:
    """The sources that were named, else all that are mirrored. Raises `UsageError` for one that is not enabled."""
    enabled(names, catalogue)
    mirrored = (key for key, source in catalogue.sources.items() if source.manifest.source.mode == "MIRROR")
    return tuple(names) or tuple(mirrored)


def refreshed(
    found: Settings, sources: Mapping[str, Source], request: RefreshRequest, bar: ProgressBar
) -> list[Result]:
    """Refresh as the writer, else through the one that is."""
    inbox = Inbox(found.data_dir)
    try:
        try:
            store = open_store(found.data_dir, write=True)
        except StoreLocked:
            results = _handed_over(found, inbox, request, bar)
            if results is not None:
                return results
            store = open_store(found.data_dir, write=True)
        try:
            return asyncio.run(_as_writer(found, sources, store, inbox, request, bar))
        finally:
            store.close()
    finally:
        inbox.close()


async def _as_writer(
    found: Settings,
    sources: Mapping[str, Source],
    store: Store,
    inbox: Inbox,
    request: RefreshRequest,
    bar: ProgressBar,
) -> list[Result]:
    drain(inbox, store, sources)
    client = Client(allow_private=found.allow_private_addresses)
    results = []
    try:
        for key in request.sources:
            result = await refresh_source(
                sources[key],
                client,
                store,
                full=request.full,
                accept_drop=request.accept_drop,
                on_progress=bar,
            )
            bar.ended(result)
            results.append(result)
        bar.says("competencies of the sources are compared …")
        await asyncio.to_thread(link, store.snapshot())
        bar.clear()
    finally:
        await client.aclose()
    return results


def _handed_over(found: Settings, inbox: Inbox, request: RefreshRequest, bar: ProgressBar) -> list[Result] | None:
    """The results of the running gateway; None when there is none after all, and the store is free."""
    number, asked_at = inbox.ask(request), clock.monotonic()
    told_so = False
    while True:
        state, told = inbox.request_state(number)
        if state == "done" and told is not None:
            results = msgspec.json.decode(told, type=list[Result])
            for result in results:
                bar.ended(result)
            return results
        if state == "running" and told is not None:
            bar(msgspec.json.decode(told, type=Progress))
        elif state == "asked" and clock.monotonic() - asked_at > UNANSWERED_SECONDS and _is_free(found):
            inbox.report(number, "done", b"[]")
            return None
        elif state == "asked" and not told_so and clock.monotonic() - asked_at > UNANSWERED_SECONDS:
            told_so = True
            bar.says("another process is refreshing this data directory; this waits for it …")
        time.sleep(POLL_SECONDS)


def _is_free(found: Settings) -> bool:
    try:
        open_store(found.data_dir, write=True).close()
    except StoreLocked:
        return False
    return True


def _show(results: Sequence[Result], snapshot: Snapshot, output: Output) -> None:
    refusals = {
        result.progress.source: snapshot.refusals(result.progress.source, TOLD)
        for result in results
        if result.progress.refused or result.problem
    }
    told = [
        {**msgspec.to_builtins(result), "refusals": msgspec.to_builtins(refusals.get(result.progress.source, []))}
        for result in results
    ]
    kinds = ("added", "changed", "unchanged", "removed", "refused")
    rows = [
        [result.progress.source, *(getattr(result.progress, kind) for kind in kinds), result.problem or "done"]
        for result in results
    ]
    lines = [table(["source", *kinds, "ended"], rows)]
    for key, found in refusals.items():
        lines += _refused(key, found)
    output.show(told, "\n".join(lines))


def _refused(key: str, found: Sequence[Refusal]) -> list[str]:
    if not found:
        return []
    more = f", of {len(found):,}{' or more' if len(found) == TOLD else ''}" if len(found) > SHOWN else ""
    lines = ["", f"Refused of {key} (the first {min(SHOWN, len(found))}{more}):"]
    return [*lines, *(f"  {refusal.place}: {refusal.reason}" for refusal in found[:SHOWN])]
