"""The processes that `serve` is made of: web workers that answer, and the one that refreshes and writes."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection

import uvicorn

from credloom import log, settings
from credloom.cli.serving import BACKLOG
from credloom.cli.supervisor import READY
from credloom.connect.client import Client
from credloom.errors import StoreError
from credloom.gateway.gateway import Gateway
from credloom.gateway.process import settle
from credloom.http.app import build
from credloom.http.connection import ClientConnection
from credloom.refresh.inbox import Inbox
from credloom.refresh.worker import Worker
from credloom.settings import Settings
from credloom.sources.manifest import Source
from credloom.store import open_store

KEEP_ALIVE_SECONDS = 15


def web(ready: Connection, found: Settings, sources: Mapping[str, Source], listening: socket.socket) -> None:
    """Answer on a socket that other web workers share."""
    begin(found)
    config = uvicorn.Config(
        build(found, Gateway(found, sources, mend=not found.refresh)),
        http=ClientConnection,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_drain_seconds(found),
    )
    _Server(config, ready).run(sockets=[listening])


def _drain_seconds(found: Settings) -> int:
    """How long answers under way may take at the end: their own deadline, and a second."""
    return -(-found.deadline_ms // 1000) + 1


class _Server(uvicorn.Server):
    """uvicorn that ends at SIGTERM alone, and tells when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Connection) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        settle()
        tell(self._ready)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        signal.signal(signal.SIGTERM, self.handle_exit)
        yield


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
    client, inbox = Client(allow_private=found.allow_private_addresses), Inbox(found.data_dir)
    try:
        tell(ready)
        await Worker(sources, client, store, inbox).run(stop)
    finally:
        await client.aclose()
        inbox.close()
        store.close()


def tell(ready: Connection) -> None:
    """Say to the supervisor that this process does its work."""
    ready.send_bytes(READY)
    ready.close()


def begin(found: Settings) -> None:
    """Logs as everywhere; Ctrl-C is the supervisor's business; no life without it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    log.configure(found.log_level, found.log_format, secrets=settings.secrets_of(found))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
