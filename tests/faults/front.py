"""Servers on loopback that hand on to the stand-ins of all sources, until they are told to fail in some way."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from shutil import copyfile

import httpx
import msgspec
from starlette.applications import Starlette

from credloom.demo import file_server, own_data, stand_ins
from credloom.sources.catalogue import load, variable
from credloom.sources.manifest import Source
from tests.connect.servers import Asked, answer, serving
from tests.graph.query.world import InProcess

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "connectors" / "onet" / "sample.d"
_HOP = frozenset({"content-length", "transfer-encoding", "connection"})
_HTML = b"<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>"


class Trouble:
    """`fault` names how every request is answered; none hands on."""

    fault = ""


class _Front:
    """The script of one server."""

    def __init__(self, app: Starlette, trouble: Trouble) -> None:
        self._within, self._trouble = InProcess(app), trouble
        self.url = ""

    async def __call__(self, asked: Asked) -> None:
        act = getattr(self, f"_{self._trouble.fault}", None)
        if act is None:
            await asked.send(await self._right(asked))
        else:
            await act(asked)

    async def _right(self, asked: Asked, **more: str) -> bytes:
        """The stand-in's answer as bytes; `more` headers in place of its own."""
        method, target, _ = asked.line.split(" ")
        headers = {name: value for name, value in asked.headers.items() if not name.startswith("if-")}
        request = httpx.Request(method, f"{self.url}{target}", headers=headers, content=asked.body)
        response = await self._within.handle_async_request(request)
        kept = {name: value for name, value in response.headers.items() if name not in _HOP and name not in more}
        lines = [f"{name}: {value}" for name, value in {**kept, **more}.items()]
        body = response.content
        if more and b'"total":' in body:
            body = body.replace(b'"total":', b'"total":9', 1)
        return answer(body, *lines, status=f"{response.status_code} X")

    async def _slow(self, asked: Asked) -> None:
        await asyncio.sleep(0.05)
        await asked.send(await self._right(asked))

    async def _stalled(self, asked: Asked) -> None:
        await asyncio.sleep(60)
        asked.close()

    async def _dripping(self, asked: Asked) -> None:
        await asked.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n[", *[b" "] * 600, pause=0.1)

    async def _rate_limited(self, asked: Asked) -> None:
        await asked.ok(b"{}", "Retry-After: 3600", status="429 Too Many Requests")

    async def _broken(self, asked: Asked) -> None:
        await asked.ok(b'{"errors": ["boom"]}', "Content-Type: application/json", status="500 Internal Server Error")

    async def _bad_gateway(self, asked: Asked) -> None:
        await asked.ok(_HTML, "Content-Type: text/html", status="502 Bad Gateway")

    async def _a_page(self, asked: Asked) -> None:
        """An HTML page where data was expected, with 200."""
        await asked.ok(_HTML, "Content-Type: text/html")

    async def _truncated(self, asked: Asked) -> None:
        whole = await self._right(asked)
        head = whole.index(b"\r\n\r\n") + 4
        await asked.send(whole[: head + max(1, (len(whole) - head) // 2)])
        asked.close()

    async def _lying(self, asked: Asked) -> None:
        """Ten times as many as there are."""
        await asked.send(await self._right(asked, **{"x-total": "99999", "total": "99999"}))

    async def _empty(self, asked: Asked) -> None:
        """Nothing any more, with 200."""
        await asked.ok(b"[]", "Content-Type: application/json", "X-Total: 0")

    async def _missing(self, asked: Asked) -> None:
        await asked.ok(b'{"errors": ["Not found"]}', "Content-Type: application/json", status="404 Not Found")

    async def _gone(self, asked: Asked) -> None:
        asked.reset()


FAULTS: Mapping[str, frozenset[str]] = {
    "stalled": frozenset({"SOURCE_TIMEOUT", "SOURCE_UNAVAILABLE"}),
    "dripping": frozenset({"SOURCE_TIMEOUT", "SOURCE_UNAVAILABLE"}),
    "rate_limited": frozenset({"SOURCE_RATE_LIMITED"}),
    "broken": frozenset({"SOURCE_UNAVAILABLE"}),
    "bad_gateway": frozenset({"SOURCE_UNAVAILABLE"}),
    "a_page": frozenset({"SOURCE_BAD_DATA", "NOT_FOUND", "STORE_UNAVAILABLE"}),
    "truncated": frozenset({"SOURCE_UNAVAILABLE", "SOURCE_BAD_DATA"}),
    "empty": frozenset({"SOURCE_BAD_DATA", "NOT_FOUND", "STORE_UNAVAILABLE"}),
    "missing": frozenset({"NOT_FOUND", "SOURCE_BAD_DATA", "SOURCE_UNAVAILABLE", "STORE_UNAVAILABLE"}),
    "gone": frozenset({"SOURCE_UNAVAILABLE"}),
}
"""Fault to the codes that may tell of it. `slow` and `lying` are no failures."""


@contextmanager
def fronts(folder: Path) -> Iterator[tuple[Trouble, dict[str, Source]]]:
    """The servers, in a thread of their own, and the sources that lead to them."""
    trouble = Trouble()
    made = {name: _Front(app, trouble) for name, app in _apps(folder).items()}
    ready, end = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def run() -> None:
        async with AsyncExitStack() as at_end:
            for front in made.values():
                front.url = (await at_end.enter_async_context(serving(front))).url
            ready.set()
            await end.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    try:
        ready.wait(30)
        yield trouble, _sources({name: front.url for name, front in made.items()}, folder)
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join()
        loop.close()


def _apps(folder: Path) -> dict[str, Starlette]:
    """The stand-ins of the demonstration, and a release of O*NET and a document as files."""
    document = folder / "document.jsonld"
    copyfile(ROOT / "connectors" / "new-york-suny" / "expected.jsonld", document)
    files = {f"onet/{file.name}": file for file in SAMPLE.iterdir()} | {"document.jsonld": document}
    return {**stand_ins.apps(None), "files": file_server.app(files)}


def _sources(servers: dict[str, str], folder: Path) -> dict[str, Source]:
    manifest = '[source]\nname = "A document"\nkind = "OTHER"\n[fetch]\nreader = "ctdl"\n'
    (folder / "connectors" / "document").mkdir(parents=True)
    (folder / "connectors" / "document" / "manifest.toml").write_text(manifest)
    files = f"{servers['files']}{own_data.FILES}"
    env = stand_ins.environment(servers)
    env |= {variable("onet", "URL"): f"{files}onet", variable("document", "URL"): f"{files}document.jsonld"}
    enabled = [key for paths in stand_ins.SERVERS.values() for key in paths]
    return load([folder / "connectors"], enabled=[*enabled, "onet", "document"], env=env).sources


def impatient(source: Source, seconds: float) -> Source:
    """The source, each call of which may take so long."""
    fetch = msgspec.structs.replace(source.manifest.fetch, timeout_seconds=seconds)
    return msgspec.structs.replace(source, manifest=msgspec.structs.replace(source.manifest, fetch=fetch))
