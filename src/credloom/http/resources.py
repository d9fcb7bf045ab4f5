"""`/resources/{ctid}`: the merged record as linked data, by content negotiation or `?format=`."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from credloom.errors import BadUserInput, NotFound, nearest
from credloom.http.answers import refuse
from credloom.http.negotiate import choose
from credloom.http.pages.record import mentioned, record_page
from credloom.http.pages.values import path_of
from credloom.http.ports import Gateway, Shown
from credloom.http.rdf import serialise
from credloom.model.identity import key_from_global_id

MEDIA = {
    "jsonld": "application/ld+json",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "html": "text/html",
}
"""Names for `?format=`, in our order of preference."""
OFFERED = (*MEDIA.values(), "application/json", "application/xhtml+xml")
HEADERS = {"vary": "accept", "cache-control": "no-cache"}
"""A copy may be kept, but not used unasked: the record may have changed."""
MENTIONED = 2_000
"""Of how many records that it points at a page shows the names."""
AT_ONCE = 2
"""How many records are turned into RDF at once: the rest of the process goes on answering."""


class Resources:
    """The endpoint."""

    def __init__(self, gateway: Gateway, public_url: str | None, *, query_page: bool) -> None:
        self._gateway, self._public_url, self._query_page = gateway, (public_url or "").rstrip("/"), query_page
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def answer(self, request: Request) -> Response:
        """The record, or 404; 406 lists what there is."""
        media = _media(request)
        if media is None:
            return refuse(request.scope, 406, "BAD_USER_INPUT", f"This address answers {', '.join(MEDIA.values())}.")
        given = request.path_params["ctid"]
        key = key_from_global_id(given)
        node = await asyncio.to_thread(self._gateway.published, key) if key else None
        if node is None or key is None:
            raise NotFound(f"No source holds {given[:200]!r}.")
        headers = {**HEADERS, "link": ", ".join(_alternates(f"{self._public_url}{path_of(key)}"))}
        if media in ("text/html", "application/xhtml+xml"):
            page = await asyncio.to_thread(self._page, key, node)
            return HTMLResponse(page, headers=headers)
        if media in ("application/ld+json", "application/json"):
            return Response(orjson.dumps(node), headers=headers, media_type=media)
        async with self._turns:
            body = await asyncio.to_thread(serialise, node, media)
        return Response(body, headers=headers, media_type=f"{media}; charset=utf-8")

    def _page(self, key: str, node: dict[str, Any]) -> str:
        gateway = self._gateway
        names = gateway.names(list(dict.fromkeys(mentioned(node)))[:MENTIONED])
        shown = Shown(key, node, gateway.provenance(key), names, gateway.source_names())
        return record_page(shown, query_page=self._query_page)


def _media(request: Request) -> str | None:
    wanted = request.query_params.get("format")
    if wanted is None:
        return choose(request.headers.get("accept"), OFFERED)
    if wanted not in MEDIA:
        raise BadUserInput(f"format: expected one of {', '.join(MEDIA)}.{nearest(wanted, MEDIA)}")
    return MEDIA[wanted]


def _alternates(address: str) -> list[str]:
    return [f'<{address}?format={name}>; rel="alternate"; type="{media}"' for name, media in MEDIA.items()]
