"""The process that stands in for the sources of the demo."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from multiprocessing.connection import Connection

from credloom.cli.processes import begin, tell
from credloom.demo.own_data import OwnData
from credloom.demo.stand_ins import serve
from credloom.settings import Settings


def stand_ins(ready: Connection, listening: Mapping[str, socket.socket], own: OwnData | None) -> None:
    """Serve the bundled world, or the user's own data, until SIGTERM."""
    begin(Settings(log_level="warning"))
    asyncio.run(serve(listening, own, lambda: tell(ready)))
