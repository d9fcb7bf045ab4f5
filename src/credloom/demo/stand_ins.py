"""The stand-ins of all sources, each on a server of its own, in one process."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import uvicorn
from starlette.applications import Starlette

from credloom.demo import catalog_server, file_server, jobs_server, registry_server
from credloom.demo.own_data import OwnData
from credloom.demo.registry_payloads import registry_payloads
from credloom.demo.world import world
from credloom.sources.catalogue import variable

SERVERS: Mapping[str, Mapping[str, str]] = {
    "registry": registry_server.PATHS,
    "catalogs": catalog_server.PATHS,
    "jobs": jobs_server.PATHS,
}
"""Server to the connectors that it stands in for, each with its path."""


KEY = "demo"
"""What the stand-in of the Assistant asks for."""


def environment(servers: Mapping[str, str]) -> dict[str, str]:
    """The variables that lead every connector to its stand-in, for the addresses of the servers."""
    env = {
        variable(key, "URL"): f"{servers[name]}{path}"
        for name, paths in SERVERS.items()
        if name in servers
        for key, path in paths.items()
    }
    for key in registry_server.PATHS:
        env[variable(key, "ASSISTANT_URL")] = f"{servers['registry']}{registry_server.ASSISTANT}"
        env[variable(key, "KEY")] = KEY
    return env


def apps(own: OwnData | None) -> dict[str, Starlette]:
    """The applications of the bundled world, or of the user's own data."""
    if own is not None:
        return {"registry": registry_server.app(own.payloads, key=KEY), "files": file_server.app(own.files)}
    bundled = world()
    return {
        "registry": registry_server.app(registry_payloads(bundled), key=KEY),
        "catalogs": catalog_server.app(bundled),
        "jobs": jobs_server.app(bundled),
    }


async def serve(listening: Mapping[str, socket.socket], own: OwnData | None, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM; `ready` is called when all answer."""
    waiting = set(listening)

    def up(name: str) -> None:
        waiting.discard(name)
        if not waiting:
            ready()

    made = apps(own)
    servers = [(_Server(made[name], partial(up, name)), held) for name, held in listening.items()]

    def end() -> None:
        for server, _ in servers:
            server.should_exit = True

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end)
    await asyncio.gather(*(server.serve([held]) for server, held in servers))


class _Server(uvicorn.Server):
    """One of several in a process, which takes the signals itself."""

    def __init__(self, app: Starlette, up: Callable[[], None]) -> None:
        super().__init__(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
        self._up = up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell it."""
        await super().startup(sockets)
        self._up()

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        """None: the process has one handler for all."""
        return nullcontext()
