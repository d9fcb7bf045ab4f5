"""`credloom query FILE`: a GraphQL document, run in this process on the store of the data directory."""

from __future__ import annotations

import asyncio
import sys
import uuid
from argparse import Namespace
from collections.abc import Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from credloom import clock
from credloom.cli.output import Output
from credloom.cli.reading import text_of
from credloom.cli.setup import catalogue_of, settings_of
from credloom.errors import StoreError, StoreLocked, UsageError
from credloom.execute.ports import Operation
from credloom.refresh.drain import drain
from credloom.refresh.inbox import Inbox
from credloom.refresh.worker import POLL_SECONDS
from credloom.settings import Settings
from credloom.sources.manifest import Source
from credloom.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def run(arguments: Namespace, output: Output) -> int:
    """Print the answer as JSON; exit code 1 where it holds errors."""
    operation = Operation(
        query=text_of(arguments.file, "a GraphQL document"),
        operation_name=arguments.operation,
        variables=_variables(arguments.variables) if arguments.variables else {},
    )
    found = settings_of(arguments)
    answer = orjson.loads(asyncio.run(_answer(found, catalogue_of(found).sources, operation)))
    output.show(answer, orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())
    return 1 if "errors" in answer else 0


async def _answer(found: Settings, sources: Mapping[str, Source], operation: Operation) -> bytes:
    from credloom.gateway.gateway import Gateway

    gateway = Gateway(found, sources)
    await gateway.start()
    try:
        if (reason := gateway.not_ready()) is not None:
            raise StoreError(reason)
        if not any(status.last_attempt_at or status.records for status in gateway.statuses().values()):
            sys.stderr.write("credloom: the store is empty; `credloom refresh` fills it.\n")
        async with _drained(found, sources):
            deadline = clock.monotonic() + found.deadline_ms / 1000
            answer = await gateway.engine.execute(operation, request_id=uuid.uuid4().hex, deadline=deadline)
        return answer.body
    finally:
        await gateway.stop()


@asynccontextmanager
async def _drained(found: Settings, sources: Mapping[str, Source]) -> AsyncIterator[None]:
    """While no gateway runs on the data directory, what live sources send is written by this process."""
    try:
        store = open_store(found.data_dir, write=True)
    except StoreLocked:
        yield
        return
    inbox = Inbox(found.data_dir)

    async def work() -> None:
        while True:
            drain(inbox, store, sources)
            await asyncio.sleep(POLL_SECONDS)

    writing = asyncio.create_task(work())
    try:
        yield
    finally:
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing
        inbox.close()
        store.close()


def _variables(file: Path) -> dict[str, Any]:
    text = text_of(file, "the variables as JSON")
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        place = f"{file}:{error.lineno}:{error.colno}"
        raise UsageError(f"{place}: this is not JSON: {error.msg}.") from error
    if not isinstance(found, dict):
        raise UsageError(f'{file}: expected an object such as {{"search": "nursing"}}.')
    return found
