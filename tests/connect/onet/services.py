"""A stand-in of O*NET Web Services version 2, of invented occupations, and the reader over the real client."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from credloom.connect.client import Client
from credloom.connect.onet import OnetReader
from credloom.sources.manifest import Fetch, Manifest, Secret, Source, SourceInfo
from tests.connect.jobs.sites import InProcess

BASE = "http://onet.example"
KEY = "invented-key"
LARGEST = 2

OCCUPATIONS = {
    "51-4121.90": ("Trestle Welders", "Join the beams of invented footbridges."),
    "29-1141.90": ("Lantern Nurses", "Care for visitors of an invented festival."),
    "15-1252.90": ("Loom Programmers", "Write programs for invented looms."),
}


class Services:
    """Routes of the service. `asked` are paths, `status` answers instead by path; pages hold at most two entries."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status: dict[str, int] = {}
        self.elsewhere = False
        self.app = Starlette(
            routes=[
                Route("/online/search", self._guarded(self.search)),
                Route("/online/occupations/", self._guarded(self.listing)),
                Route("/online/occupations/{code}/", self._guarded(self.occupation)),
                Route("/online/occupations/{code}/details/{what}", self._guarded(self.details)),
            ]
        )

    def _guarded(self, answer: Any) -> Any:
        async def guarded(request: Request) -> Response:
            self.asked.append(request.url.path)
            if request.headers.get("x-api-key") != KEY:
                return HTMLResponse("<html><h1>403 Forbidden</h1></html>", status_code=403)
            if status := self.status.get(request.url.path):
                return HTMLResponse("<html>trouble</html>", status_code=status)
            found: Response = answer(request)
            return found

        return guarded

    def _page(self, request: Request, name: str, entries: list[Any]) -> Response:
        start, end = int(request.query_params.get("start", 1)), int(request.query_params.get("end", 20))
        end = min(end, start + LARGEST - 1, len(entries))
        found: dict[str, Any] = {"start": start, "end": end, "total": len(entries), name: entries[start - 1 : end]}
        if end < len(entries):
            base = "http://elsewhere.example" if self.elsewhere else BASE
            more = f"keyword={request.query_params['keyword']}&" if "keyword" in request.query_params else ""
            found["next"] = f"{base}{request.url.path}?{more}start={end + 1}&end={end + LARGEST}"
        return JSONResponse(found)

    def search(self, request: Request) -> Response:
        word = request.query_params.get("keyword")
        if word is None:
            return JSONResponse({"error": "must have required property 'keyword'"}, status_code=422)
        found = [(code, title) for code, (title, _) in OCCUPATIONS.items() if word.lower() in title.lower()]
        return self._page(request, "occupation", [{"code": code, "title": title} for code, title in found])

    def listing(self, request: Request) -> Response:
        entries = [{"code": code, "title": title} for code, (title, _) in OCCUPATIONS.items()]
        return self._page(request, "occupation", entries)

    def occupation(self, request: Request) -> Response:
        code = request.path_params["code"]
        if code not in OCCUPATIONS:
            return JSONResponse({"error": "no such occupation"}, status_code=404)
        title, description = OCCUPATIONS[code]
        titles = {"title": [f"{title[:-1]} (sample)"]}
        return JSONResponse(
            {"code": code, "title": title, "description": description, "sample_of_reported_titles": titles}
        )

    def details(self, request: Request) -> Response:
        code, what = request.path_params["code"], request.path_params["what"]
        if what == "abilities" or code not in OCCUPATIONS:
            return JSONResponse({"error": "no data"}, status_code=422)
        return self._page(request, *_DETAILS[what])


_DETAILS: dict[str, tuple[str, list[Any]]] = {
    "tasks": (
        "task",
        [
            {"id": "1", "title": "Do the first thing.", "importance": 90, "category": "Core"},
            {"id": "2", "title": "Do the second thing.", "importance": 40, "category": "Supplemental"},
            {"id": "3", "title": ""},
        ],
    ),
    "skills": (
        "element",
        [
            {
                "id": "2.A.1.a",
                "name": "Reading Comprehension",
                "description": "Invented words.",
                "importance": 75,
                "level": 50,
            },
            {"id": "2.B.3.h", "name": "Troubleshooting", "importance": {"value": 25}},
            {"id": "2.B.9.z", "name": ""},
        ],
    ),
    "knowledge": ("element", [{"id": "2.C.5.a", "name": "Medicine and Dentistry", "importance": 20}]),
    "technology_skills": (
        "category",
        [
            {
                "code": 43231601,
                "title": "Accounting software",
                "example": [
                    {"title": "LedgerLeaf", "hot_technology": True, "in_demand": True, "percentage": 12},
                    {"title": "BeamDraw"},
                    {"title": ""},
                ],
            }
        ],
    ),
}


def source_of(urls: dict[str, str], secret: str | None = None, **options: Any) -> Source:
    """A source of the reader `onet`."""
    info = SourceInfo(key="onet", name="O*NET", kind="OCCUPATION_TAXONOMY", language="en-US")
    fetch = Fetch(reader="onet", secret=Secret(header="X-API-Key"), options=options, timeout_seconds=5)
    return Source(manifest=Manifest(source=info, fetch=fetch, folder=Path("onet")), urls=urls, secret=secret)


@contextlib.asynccontextmanager
async def asking(services: Services, secret: str | None = KEY) -> AsyncIterator[OnetReader]:
    """The reader over the stand-in."""
    client = Client(transport=InProcess(services.app))
    try:
        yield OnetReader(source_of({"main": BASE}, secret), client)
    finally:
        await client.aclose()
