"""The process that answers: a web worker."""

from __future__ import annotations

import signal
import socket
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection

import uvicorn

from credloom.cli.processes import begin, tell
from credloom.cli.serving import BACKLOG
from credloom.gateway.gateway import Gateway
from credloom.gateway.process import settle
from credloom.http.app import build
from credloom.http.connection import ClientConnection
from credloom.settings import Settings
from credloom.sources.manifest import Source

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
