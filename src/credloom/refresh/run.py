"""One refresh of one source: read, normalise, write; portion by portion, resumable behind every portion."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from datetime import datetime

import msgspec

from credloom import clock
from credloom.connect.client import Client
from credloom.connect.reader import Harvest
from credloom.connect.readers import reader_for
from credloom.connect.retry import patient
from credloom.errors import CredloomError, SourceTimeout
from credloom.normalise import Normalised
from credloom.refresh.collecting import seldom_collecting
from credloom.refresh.making import portions
from credloom.sources.manifest import Source
from credloom.store.ports import Batch, SourceStatus, Store, Written


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Where a refresh stands: documents read (of `total`, where the source says so), and what became of them."""

    source: str
    done: int = 0
    total: int | None = None
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: int = 0

    def after(self, harvest: Harvest, written: Written, refused: int) -> Progress:
        """The progress behind one more portion."""
        return Progress(
            source=self.source,
            done=harvest.done or self.done + len(harvest.documents),
            total=harvest.total if harvest.total is not None else self.total,
            added=self.added + written.added,
            changed=self.changed + written.changed,
            unchanged=self.unchanged + written.unchanged,
            removed=self.removed + written.removed,
            refused=self.refused + refused,
        )


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """How a refresh ended. `code` and `problem` are set when it did not come to its end; what was written stays."""

    progress: Progress
    started_at: datetime
    finished_at: datetime
    code: str | None = None
    problem: str | None = None


OnProgress = Callable[[Progress], None]

PATIENCE_SECONDS = 120.0
"""How long a refresh waits, each time, for a source that asks to be left alone."""


def _ignore(_: Progress) -> None:
    """The default for callers that show nothing."""


async def refresh_source(
    source: Source,
    client: Client,
    store: Store,
    *,
    full: bool = False,
    accept_drop: bool = False,
    on_progress: OnProgress = _ignore,
) -> Result:
    """Read one source into the store.

    A portion and the checkpoint behind it are written together, so that a refresh that was stopped goes on where it
    was. A failure of the source ends the refresh, is noted in its status and returned; it never raises.
    """
    started = clock.now()
    progress = Progress(source=source.key)
    code = problem = None
    try:
        with patient(PATIENCE_SECONDS), seldom_collecting():
            async with aclosing(_portions(source, client, store, full=full, accept_drop=accept_drop)) as all_of_it:
                async for progress in all_of_it:
                    on_progress(progress)
                    await asyncio.sleep(0)  # files are read without waiting: others, and Ctrl-C, have their turn here
    except CredloomError as error:
        code, problem = error.code, str(error)
    except TimeoutError:
        code, problem = SourceTimeout.code, "The source gave no complete answer in time."
    finished = clock.now()
    status = store.snapshot().sources().get(source.key, SourceStatus(source=source.key))
    store.note(
        msgspec.structs.replace(
            status,
            last_attempt_at=finished,
            last_refreshed_at=finished if problem is None else status.last_refreshed_at,
            problem_code=code,
            problem=problem,
        )
    )
    return Result(progress=progress, started_at=started, finished_at=finished, code=code, problem=problem)


async def _portions(
    source: Source, client: Client, store: Store, *, full: bool, accept_drop: bool
) -> AsyncGenerator[Progress]:
    reader = reader_for(source, client)
    full = full or accept_drop  # only a listing of everything can show what is missing
    again = Again(store.renormalise(source))
    status = store.snapshot().sources().get(source.key)
    checkpoint = None if full or status is None else status.checkpoint
    run = store.begin(source.key)
    progress = again.begun(source.key)
    if again.left or progress.removed:
        yield progress
    async with aclosing(portions(source, reader.harvest(checkpoint, full=full))) as made_of:
        async for harvest, made in made_of:
            batch, refused = batch_of(source, harvest, made)
            progress = progress.after(harvest, again.told(store.write(batch)), refused)
            if harvest.finished:
                ended = store.finish(source.key, run, complete=harvest.complete, accept_drop=accept_drop)
                progress = msgspec.structs.replace(progress, removed=progress.removed + ended.removed)
            yield progress


class Again:
    """Records that changed rules made anew before the source was asked: whoever changed them wants to see it counted.

    The listing then finds them as they have just become; so each counts once, as changed, and not as unchanged too.
    Which ones they were is not kept, for there may be millions: of those a listing finds unchanged, as many as were
    made anew are taken for them. That is exact where everything is listed, as after a changed manifest.
    """

    def __init__(self, remade: Written | None) -> None:
        self._remade = remade or Written()
        self.left = self._remade.added + self._remade.changed

    def begun(self, source: str) -> Progress:
        """The progress before the source is asked. What the rules left as it was counts when it is listed."""
        made = self._remade
        return Progress(source=source, added=made.added, changed=made.changed, removed=made.removed)

    def told(self, written: Written) -> Written:
        """What to tell of one portion that was written."""
        counted = min(self.left, written.unchanged)
        self.left -= counted
        return msgspec.structs.replace(written, unchanged=written.unchanged - counted)


def batch_of(source: Source, harvest: Harvest, made: Normalised) -> tuple[Batch, int]:
    """What one portion writes, and how many refusals are in it."""
    refusals = (*harvest.refusals, *made.refusals)
    batch = Batch(
        source=source.key,
        kind=source.manifest.source.kind,
        documents=harvest.documents,
        records=made.records,
        refusals=refusals,
        removed=harvest.removed,
        checkpoint=harvest.checkpoint,
    )
    return batch, len(refusals)


async def refresh_sources(
    sources: Sequence[Source],
    client: Client,
    store: Store,
    *,
    full: bool = False,
    accept_drop: bool = False,
    on_progress: OnProgress = _ignore,
) -> list[Result]:
    """Read several sources, one after the other: there is one writer, and an upstream is asked gently."""
    return [
        await refresh_source(source, client, store, full=full, accept_drop=accept_drop, on_progress=on_progress)
        for source in sources
    ]
