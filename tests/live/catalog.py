"""A REST catalog over a real socket, whose records a test changes, and a gateway over it with the writer beside."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from credloom import clock
from credloom.cli.serving import address_of, listen
from credloom.execute.ports import Operation
from credloom.gateway.gateway import Gateway
from credloom.refresh.drain import drain
from credloom.refresh.inbox import Inbox
from credloom.settings import Settings
from credloom.sources.catalogue import load
from credloom.store import open_store

CTID = "ce-00000000-0000-4000-8000-0000000000{:02}"
PAGE = 3
MANIFEST = """
[source]
name = "Live catalog"
mode = "LIVE"
[fetch]
reader = "json"
url = "http://127.0.0.1:1"
[[table]]
name = "programs"
url = "programs"
each = "items"
page = { by = "%(by)s", param = "at", size = 3, total = "total", at = "next" }
unless = { status = "draft" }
[[table]]
name = "resources"
by_id = { url = "resources/search", json = { ctids = "{ids}" }, most = 2 }
[[table]]
name = "places"
by_id = { url = "places/{id}" }
[[record]]
name = "program"
table = "programs"
type = "LearningProgram"
id = "id"
[record.map]
"ceterms:name" = "name"
"ceterms:ownedBy" = { field = "owner", as = "ctid" }
"ceterms:teaches" = { field = "skills", as = "ctid" }
[[record]]
name = "organization"
table = "resources"
type = "CredentialOrganization"
ctid = "ctid"
when = { kind = "org" }
map = { "ceterms:name" = "name" }
[[record]]
name = "competency"
table = "resources"
type = "ceasn:Competency"
ctid = "ctid"
when = { kind = "skill" }
map = { "ceasn:competencyText" = "name" }
[[record]]
name = "place"
table = "places"
type = "CredentialOrganization"
id = "id"
map = { "ceterms:name" = "name" }
"""


class Catalog:
    """`programs` in pages of three, `resources` by CTID in one POST; `asked` counts, `down` answers 503."""

    def __init__(self) -> None:
        self.programs: list[dict[str, Any]] = [
            {"id": f"p{n}", "name": f"Program {n}", "owner": CTID.format(n % 2), "skills": [CTID.format(10 + n)]}
            for n in range(8)
        ]
        self.resources: dict[str, dict[str, Any]] = {
            CTID.format(n): {"ctid": CTID.format(n), "kind": "org", "name": f"College {n}"} for n in range(2)
        }
        for n in range(8):
            key = CTID.format(10 + n)
            self.resources[key] = {"ctid": key, "kind": "skill", "name": f"Skill {n}"}
        self.asked: Counter[str] = Counter()
        self.down = False

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/programs", self.listing),
                Route("/resources/search", self.search, methods=["POST"]),
                Route("/places/{id}", self.place),
            ]
        )

    async def listing(self, request: Request) -> Response:
        self.asked["page"] += 1
        at = request.query_params.get("at", "")
        start = (int(at) - 1) * PAGE if self.by == "page" else int(at or 0)
        if self.down:
            return Response("broken", 503)
        if start >= len(self.programs):
            return JSONResponse({"error": "not found"}, 404)
        end = start + PAGE
        return JSONResponse(
            {"items": self.programs[start:end], "total": len(self.programs), "next": str(end) if end < 8 else None}
        )

    async def search(self, request: Request) -> Response:
        self.asked["search"] += 1
        if self.down:
            return Response("broken", 503)
        wanted = orjson.loads(await request.body())["ctids"]
        assert 1 <= len(wanted) <= 2
        return JSONResponse([self.resources.get(key) for key in wanted])

    async def place(self, request: Request) -> Response:
        self.asked["place"] += 1
        found = request.path_params["id"]
        if found != "a b":
            return JSONResponse({"error": "not found"}, 404)
        return JSONResponse({"id": found, "name": f"Place {found}"})

    by = "page"


class _Server(uvicorn.Server):
    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


class Served:
    """The gateway."""

    async def start(self, folder: Path, by: str = "page") -> None:
        self.catalog = Catalog()
        self.catalog.by = by
        (folder / "connectors" / "live").mkdir(parents=True)
        (folder / "connectors" / "live" / "manifest.toml").write_text(MANIFEST % {"by": by})
        listening = listen("127.0.0.1", 0)
        self._server = _Server(uvicorn.Config(self.catalog.app(), log_config=None, access_log=False, lifespan="off"))
        self._serving = asyncio.create_task(self._server.serve([listening]))
        env = {"CREDLOOM_SOURCE_LIVE_URL": address_of(listening)}
        self.sources = load([folder / "connectors"], enabled=["live"], env=env, builtin=False).sources
        self.store, self._inbox = open_store(folder / "data", write=True), Inbox(folder / "data")
        self._writing = asyncio.create_task(self._write())
        self.gateway = Gateway(Settings(data_dir=folder / "data", allow_private_addresses=True), self.sources)
        await self.gateway.start()
        assert self.gateway.not_ready() is None

    async def _write(self) -> None:
        while True:
            drain(self._inbox, self.store, self.sources)
            await asyncio.sleep(0.01)

    async def end(self) -> None:
        await self.gateway.stop()
        self._writing.cancel()
        await asyncio.gather(self._writing, return_exceptions=True)
        self._server.should_exit = True
        await self._serving
        self._inbox.close()
        self.store.close()

    async def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The answer, read back."""
        operation = Operation(query=query, variables=variables or {})
        answer = await self.gateway.engine.execute(operation, request_id="id-1", deadline=clock.monotonic() + 10)
        found: dict[str, Any] = orjson.loads(answer.body)
        return found
