"""Pages for people. Every asset is served from here, nothing from another host, and nothing inline that CSP forbids.

`start.html` what this is and how the sources stand · `query.html` a query page that needs no network · `record` one
record in HTML. Where `graphiql/` holds GraphiQL's own files (see `.ci/graphiql-assets`), `/graphiql` shows GraphiQL and
the query page moves to `/graphiql/plain`.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

GRAPHIQL_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""GraphiQL sets styles inline."""
_PLAIN: Mapping[str, str] = {"cache-control": "no-cache"}


def routes(*, query_page: bool) -> list[Route]:
    """The pages and their assets; without the query page where the gateway is in production."""
    found = [Route("/", _page("start.html")), Route("/assets/{name:path}", _asset)]
    if not query_page:
        return found
    if _file("graphiql/index.html") is None:
        return [*found, Route("/graphiql", _page("query.html"))]
    headers = {**_PLAIN, "content-security-policy": GRAPHIQL_CSP}
    return [
        *found,
        Route("/graphiql", _page("graphiql/index.html", headers)),
        Route("/graphiql/plain", _page("query.html")),
    ]


def _page(name: str, headers: Mapping[str, str] = _PLAIN) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        return _send(request, name, headers)

    return page


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name.endswith(".html"):
        raise HTTPException(404)
    return _send(request, name, _PLAIN)


def _send(request: Request, name: str, headers: Mapping[str, str]) -> Response:
    found = _file(name)
    if found is None:
        raise HTTPException(404)
    body, tag, media = found
    headers = {**headers, "etag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media)


def _file(name: str) -> tuple[bytes, str, str] | None:
    """`(bytes, entity tag, media type)` of a file beside this one; None where there is none."""
    return _files().get(name)


@cache
def _files() -> Mapping[str, tuple[bytes, str, str]]:
    """All of them, read once: no name that a client sends ever meets the file system."""
    return dict(_below(resources.files(__name__), ""))


def _below(folder: Traversable, path: str) -> Iterator[tuple[str, tuple[bytes, str, str]]]:
    for place in folder.iterdir():
        name = f"{path}{place.name}"
        if place.is_dir():
            yield from _below(place, f"{name}/")
        elif place.is_file() and not name.endswith((".py", ".pyc")):
            yield name, _read(name, place.read_bytes())


def _read(name: str, body: bytes) -> tuple[bytes, str, str]:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    media = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    return body, f'"{hashlib.sha256(body).hexdigest()[:20]}"', media
