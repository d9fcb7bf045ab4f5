"""A site of postings that changes as a test says, read by the real reader and client."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from credloom.connect.client import Client
from credloom.connect.jobs import JobsReader
from credloom.connect.reader import Harvest
from credloom.sources.manifest import Fetch, Manifest, Source, SourceInfo

HOST = "http://jobs.example"


class InProcess(httpx.ASGITransport):
    """Answers are whole before the client sees them, as our own transport gives them."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the application."""
        response = await super().handle_async_request(request)
        await response.aread()
        return response


class Site:
    """Bodies by path. With `tags` it answers 304 to whom it has told the entity tag."""

    def __init__(self, pages: Mapping[str, Any] | None = None, *, tags: bool = True) -> None:
        self.pages: dict[str, Any] = dict(pages or {})
        self.status: dict[str, int] = {}
        self.headers: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.most_at_once = self._now = 0
        self._tags = tags
        self.app = Starlette(routes=[Route("/{path:path}", self._answer)])

    async def _answer(self, request: Request) -> Response:
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        await asyncio.sleep(0)
        self._now -= 1
        found = self.pages.get(path)
        status = self.status.get(path, 200 if found is not None else 404)
        if path != "/robots.txt":
            self.asked.append(path)
        body = found if isinstance(found, bytes) else orjson.dumps(found) if found is not None else b""
        tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        if self._tags and status == 200 and request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"etag": tag})
        headers = {**({"etag": tag} if self._tags else {}), **self.headers.get(path, {})}
        return Response(body, status_code=status, headers=headers)

    def asked_now(self) -> list[str]:
        """What was asked for since the last call."""
        found, self.asked = self.asked, []
        return found


def source_of(url: str = f"{HOST}/sitemap.xml", **options: Any) -> Source:
    """A source of the reader `jobs`; it tries once, so that faults show at once."""
    info = SourceInfo(key="board", name="Board", kind="EMPLOYER_JOBS", language="en-US")
    fetch = Fetch(reader="jobs", options=options, timeout_seconds=5)
    return Source(manifest=Manifest(source=info, fetch=fetch, folder=Path("board")), urls={"main": url})


def harvest(
    source: Source, site: Site | None = None, checkpoint: bytes | None = None, *, full: bool = False
) -> list[Harvest]:
    """Every portion of a harvest."""

    async def read() -> list[Harvest]:
        client = Client(transport=InProcess(site.app if site else Starlette()))
        try:
            return [portion async for portion in JobsReader(source, client).harvest(checkpoint, full=full)]
        finally:
            await client.aclose()

    return asyncio.run(read())


def refs(portions: list[Harvest]) -> list[str]:
    """The refs of all documents."""
    return [document.ref for portion in portions for document in portion.documents]


def sitemap(*pages: tuple[str, str], root: str = "urlset", entry: str = "url") -> bytes:
    """A sitemap of (path or address, lastmod)."""
    inner = "".join(
        f"<{entry}><loc>{path if '://' in path else HOST + path}</loc>"
        + (f"<lastmod>{lastmod}</lastmod>" if lastmod else "")
        + f"</{entry}>"
        for path, lastmod in pages
    )
    return f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</{root}>'.encode()


def page(*scripts: Any) -> bytes:
    """An HTML page with JSON-LD scripts: values, or texts as they stand."""
    texts = [script if isinstance(script, str) else orjson.dumps(script).decode() for script in scripts]
    inner = "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)
    return f"<!doctype html><html><head>{inner}</head><body></body></html>".encode()


def posting(title: str, **more: Any) -> dict[str, Any]:
    """A small posting."""
    return {"@context": "https://schema.org", "@type": "JobPosting", "title": title, **more}
