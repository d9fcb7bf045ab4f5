"""Serving: the socket, the supervisor and its processes, for `serve` and `demo`."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack

from credloom.cli.supervisor import Child, Supervisor
from credloom.errors import SettingsError
from credloom.settings import Settings
from credloom.sources.manifest import Source

SHARED_COUNTS = "PROMETHEUS_MULTIPROC_DIR"
BACKLOG = 2_048
"""Connections that wait to be accepted."""
WRITER_GRACE = 15.0
"""Seconds that the writer has to end the portion under way."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one. Raises `SettingsError`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.socket(found[0], socket.SOCK_STREAM)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(found[4])
            listening.listen(BACKLOG)
        except OSError:
            listening.close()
            raise
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error.strerror or error)
        raise SettingsError(f"Cannot listen on {host}:{port}: {reason}. Name another with --port or --host.") from error
    return listening


def address_of(listening: socket.socket) -> str:
    """Where a person finds it: an address that means every interface is shown as this machine."""
    host, port = listening.getsockname()[:2]
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{port}"


def serve(
    found: Settings,
    sources: Mapping[str, Source],
    listening: socket.socket,
    on_ready: Callable[[], None],
    more: Sequence[Child] = (),
) -> None:
    """Answer and refresh until a signal asks to end. `more` are children that end last."""
    with ExitStack() as at_end:
        at_end.callback(listening.close)
        if found.workers > 1 and SHARED_COUNTS not in os.environ:
            folder = tempfile.mkdtemp(prefix="credloom-counts-")
            at_end.callback(shutil.rmtree, folder, ignore_errors=True)
            os.environ[SHARED_COUNTS] = folder
            at_end.callback(os.environ.pop, SHARED_COUNTS, None)
        grace = found.deadline_ms / 1000 + 5
        web = [
            Child(f"web {number}", "credloom.cli.web_process:web", (found, sources, listening), grace)
            for number in range(1, found.workers + 1)
        ]
        writer = [Child("refresh", "credloom.cli.refresh_process:refresher", (found, sources), WRITER_GRACE)]
        groups = [web, writer if found.refresh else [], list(more)]
        Supervisor(groups, on_ready=on_ready, on_end=listening.close).run()
