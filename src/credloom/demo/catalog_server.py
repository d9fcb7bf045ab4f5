"""Stand-ins of the three state catalogs on one server: `/colorado`, `/north-carolina`, `/new-york`.

The wires are those of docs/connectors.md. Answers carry an entity tag, and are 304 where the caller has it already.
"""

from __future__ import annotations

import hashlib

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from credloom.demo.catalog_colorado import colorado_careers, colorado_details, colorado_programs
from credloom.demo.catalog_new_york import new_york_items
from credloom.demo.catalog_north_carolina import north_carolina_csv
from credloom.demo.world import World

PATHS = {
    "colorado-etpl": "/colorado",
    "north-carolina-catalog": "/north-carolina/programs.csv",
    "new-york-suny": "/new-york",
}
"""Where each connector finds its catalog: the path behind the server's address."""
LARGEST_PAGE = 100


def app(world: World) -> Starlette:
    """The ASGI application. All bodies are made once."""
    colorado = {f"programs-{letter}.json": _json(found) for letter, found in colorado_programs(world).items()}
    colorado["career-areas.json"] = _json(colorado_careers(world))
    colorado["provider-programs-no-contacts.json"] = _json(colorado_details(world))
    carolina = north_carolina_csv(world)
    york = new_york_items(world)

    async def colorado_file(request: Request) -> Response:
        body = colorado.get(request.path_params["name"])
        if body is None:
            raise HTTPException(404)
        return _answer(request, body, "application/json")

    async def carolina_file(request: Request) -> Response:
        return _answer(request, carolina, "text/csv; charset=utf-8")

    async def york_page(request: Request) -> Response:
        page, size = _whole(request, "page", 1), min(_whole(request, "per_page", 50), LARGEST_PAGE)
        items = york[(page - 1) * size : page * size]
        body = _json({"page": page, "per_page": size, "total": len(york), "items": items})
        return _answer(request, body, "application/json")

    return Starlette(
        routes=[
            Route("/colorado/{name}", colorado_file),
            Route("/north-carolina/programs.csv", carolina_file),
            Route("/new-york/microcredentials", york_page),
        ]
    )


def _json(value: object) -> bytes:
    return orjson.dumps(value)


def _answer(request: Request, body: bytes, media: str) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"etag": tag})
    return Response(body, media_type=media, headers={"etag": tag})


def _whole(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not text.isdigit() or int(text) < 1:
        raise HTTPException(400, f"{name}: expected a whole number from 1, found {text[:20]!r}")
    return int(text)
