"""The process that refreshes and writes. It loads nothing of what answers."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection

from credloom.cli.processes import begin, tell
from credloom.connect.client import Client
from credloom.errors import StoreError
from credloom.refresh.collecting import give_back
from credloom.refresh.inbox import Inbox
from credloom.refresh.worker import Worker
from credloom.settings import Settings
from credloom.sources.manifest import Source
from credloom.store import open_store


def refresher(ready: Connection, found: Settings, sources: Mapping[str, Source]) -> None:
    """Be the writer: drain the inbox, answer requests, keep the schedule."""
    begin(found)
    asyncio.run(_refresher(ready, found, sources))


async def _refresher(ready: Connection, found: Settings, sources: Mapping[str, Source]) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    try:
        store = open_store(found.data_dir, write=True)
    except StoreError as error:
        ready.send_bytes(str(error).encode())
        sys.exit(1)
    give_back()  # what it took to bring the store up to date
    client, inbox = Client(allow_private=found.allow_private_addresses), Inbox(found.data_dir)
    try:
        tell(ready)
        await Worker(sources, client, store, inbox).run(stop)
    finally:
        await client.aclose()
        inbox.close()
        store.close()
