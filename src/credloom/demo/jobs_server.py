"""A stand-in of an employers' job board: a sitemap index with maps of pages, pages with JSON-LD, and a JSON feed.

Answers carry an entity tag and the time of their last change, and are 304 where the caller has them already.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from html import escape

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from credloom import clock
from credloom.demo.postings import Opening, openings, posted_on, posting
from credloom.demo.world import World

PATHS: Mapping[str, str] = {"job-postings": "/sitemap.xml"}
"""Where the connector finds the board behind the server's address."""
FEED = "/feed.json"
PAGE = 25
_MAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def app(world: World, today: date | None = None) -> Starlette:
    """The ASGI application over the world's openings; `today` is the day on which they are posted."""
    board = _Board(openings(world), today or clock.now().date())
    return Starlette(
        routes=[
            Route("/robots.txt", board.robots),
            Route("/sitemap.xml", board.index),
            Route("/sitemap-{state}.xml", board.pages),
            Route("/sitemap-{state}.xml.gz", board.packed),
            Route("/jobs/{slug}", board.page),
            Route(FEED, board.feed),
        ]
    )


class _Board:
    """The routes of one board."""

    def __init__(self, found: list[Opening], today: date) -> None:
        self._openings = {opening.slug: opening for opening in found}
        self._states = sorted({opening.state for opening in found})
        self._today = today

    async def robots(self, request: Request) -> Response:
        """What may be read, and where the sitemap is."""
        return Response(
            f"User-agent: *\nDisallow: /apply\nSitemap: {_base(request)}/sitemap.xml\n", media_type="text/plain"
        )

    async def index(self, request: Request) -> Response:
        """The index: a map a state, the first of them zipped."""
        maps = [f"sitemap-{state}.xml{'' if number else '.gz'}" for number, state in enumerate(self._states)]
        inner = "".join(f"<sitemap><loc>{_base(request)}/{name}</loc></sitemap>" for name in maps)
        return self._answer(request, _xml("sitemapindex", inner), "application/xml")

    async def pages(self, request: Request) -> Response:
        """The pages of a state."""
        return self._answer(request, self._map(request), "application/xml")

    async def packed(self, request: Request) -> Response:
        """The same, zipped."""
        return self._answer(request, gzip.compress(self._map(request), mtime=0), "application/gzip")

    def _map(self, request: Request) -> bytes:
        state = request.path_params["state"]
        if state not in self._states:
            raise HTTPException(404)
        inner = "".join(
            f"<url><loc>{self._url(request, opening)}</loc><lastmod>{posted_on(opening, self._today)}</lastmod></url>"
            for opening in self._openings.values()
            if opening.state == state
        )
        return _xml("urlset", inner)

    async def page(self, request: Request) -> Response:
        """The page of a position."""
        opening = self._openings.get(request.path_params["slug"])
        if opening is None:
            raise HTTPException(404)
        data = posting(opening, self._url(request, opening), self._today)
        script = orjson.dumps(data).decode().replace("</", "<\\/")
        title = escape(f"{opening.title} at {opening.employer.name}")
        body = (
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
            f'<script type="application/ld+json">{script}</script></head>\n'
            f"<body><h1>{title}</h1>{data['description']}</body></html>\n"
        )
        return self._answer(request, body.encode(), "text/html", posted_on(opening, self._today))

    async def feed(self, request: Request) -> Response:
        """All positions as JSON, a page at a time; the next page is named in the body and in the `Link` header."""
        text = request.query_params.get("page", "1")
        if not text.isdigit() or int(text) < 1:
            raise HTTPException(400, f"page: expected a whole number from 1, found {text[:20]!r}")
        number, found = int(text), list(self._openings.values())
        some = found[(number - 1) * PAGE : number * PAGE]
        following = f"{_base(request)}{FEED}?page={number + 1}" if number * PAGE < len(found) else None
        items = [posting(opening, self._url(request, opening), self._today) for opening in some]
        response = self._answer(request, orjson.dumps({"items": items, "next": following}), "application/json")
        if following:
            response.headers["link"] = f'<{following}>; rel="next"'
        return response

    def _url(self, request: Request, opening: Opening) -> str:
        return f"{_base(request)}/jobs/{opening.slug}"

    def _answer(self, request: Request, body: bytes, media: str, changed: date | None = None) -> Response:
        tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        at = datetime.combine(changed or self._today, time(), UTC)
        headers = {"etag": tag, "last-modified": format_datetime(at, usegmt=True)}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=media, headers=headers)


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _xml(root: str, inner: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_MAPS}">{inner}</{root}>\n'.encode()
