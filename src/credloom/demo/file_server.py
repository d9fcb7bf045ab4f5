"""A server of files as they lie on disk, under given names, with entity tags."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from credloom.demo.own_data import FILES

_MEDIA = {".ttl": "text/turtle", ".nt": "application/n-triples", ".rdf": "application/rdf+xml"}


def app(files: Mapping[str, Path]) -> Starlette:
    """The ASGI application. Nothing but the given files can be reached."""

    async def answer(request: Request) -> Response:
        file = files.get(request.path_params["name"])
        if file is None:
            raise HTTPException(404)
        found = FileResponse(file, media_type=_MEDIA.get(file.suffix.lower()), stat_result=file.stat())
        if request.headers.get("if-none-match") == found.headers["etag"]:
            return Response(status_code=304, headers={"etag": found.headers["etag"]})
        return found

    return Starlette(routes=[Route(FILES + "{name:path}", answer)])
