"""A registry that only lists: envelopes that were made once, on disk, given page by page.

A million of them fit, and giving them costs next to nothing, so that what a refresh takes is the refresh's own.
"""

from __future__ import annotations

import asyncio
import mmap
from array import array
from collections.abc import Iterable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from credloom.demo.registry_answers import page, paged
from credloom.demo.registry_state import Envelope

PUBLISHED = datetime(2026, 6, 1, tzinfo=UTC)


def write(folder: Path, payloads: Iterable[dict[str, Any]]) -> int:
    """Make the envelopes of some payloads; returns how many there are. What a folder already holds is kept."""
    ends = folder / "ends"
    if not ends.exists():
        folder.mkdir(parents=True, exist_ok=True)
        places, end = array("Q", [0]), 0
        with (folder / "bodies").open("wb") as file:
            for number, payload in enumerate(payloads, start=1):
                end += file.write(Envelope(payload, number, PUBLISHED).body)
                places.append(end)
        ends.write_bytes(places.tobytes())
    return ends.stat().st_size // 8 - 1


def app(folder: Path) -> Starlette:
    """`GET /ce-registry/envelopes` with the Registry's paging, and an empty log of events."""
    places = array("Q")
    places.frombytes((folder / "ends").read_bytes())
    with (folder / "bodies").open("rb") as file:
        bodies = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    async def envelopes(request: Request) -> Response:
        rows, headers = page(request, range(len(places) - 1), "kaminari")
        return paged([bodies[places[row] : places[row + 1]] for row in rows], headers)

    async def events(request: Request) -> Response:
        return paged(*page(request, [], "kaminari"))

    return Starlette(
        routes=[Route("/ce-registry/envelopes/events", events), Route("/ce-registry/envelopes", envelopes)]
    )


def serve(pipe: Connection, folder: Path) -> None:
    """Tell the port, and serve until the process is ended."""

    async def run() -> None:
        server = uvicorn.Server(uvicorn.Config(app(folder), port=0, log_config=None, lifespan="off"))
        task = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.01)
        pipe.send(server.servers[0].sockets[0].getsockname()[1])
        await task

    asyncio.run(run())
