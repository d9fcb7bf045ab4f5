"""A stand-in of the Credential Registry that speaks its protocol over loopback, with the search for key holders.

The Registry's routes lie at the root and below `/ce-registry`, those of the Assistant below `/assistant`. What it holds
is a `Registry`, which may be changed while it serves.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from credloom.demo import registry_assistant
from credloom.demo.ctdl import Json
from credloom.demo.registry_answers import (
    Problem,
    Style,
    answer,
    body,
    errors,
    flag,
    page,
    paged,
    problem,
    raw,
    token,
    whole,
)
from credloom.demo.registry_search import is_a, moment, row_json, search
from credloom.demo.registry_state import Envelope, Registry, values
from credloom.model import vocabulary

COMMUNITY = "ce_registry"
ASSISTANT = "/assistant"
"""Where the search for key holders lies behind the server's address."""

PATHS: Mapping[str, str] = {"credential-registry": ""}
"""Where the connector finds the Registry behind the server's address."""
_PUBLISHED_BEFORE = timedelta(days=30)

Handler = Callable[[Request], Awaitable[Response]]


def app(held: Registry | Iterable[Json], *, key: str | None = None, style: Style = "kaminari") -> Starlette:
    """The ASGI application over a registry, or over payloads that were published a month ago.

    `key` is what the Assistant and `/ctdl` ask for; without one, they refuse everybody.
    """
    at = datetime.now(UTC) - _PUBLISHED_BEFORE
    registry = held if isinstance(held, Registry) else Registry(held, at=at)
    routes = _Routes(registry, key, style)
    return Starlette(
        routes=[*registry_assistant.routes(registry, key, style, ASSISTANT), *routes.all()],
        exception_handlers={Problem: problem},
    )


class _Routes:
    """The Registry's own routes, each at the root and below a community."""

    def __init__(self, registry: Registry, key: str | None, style: Style) -> None:
        self._registry, self._key, self._style = registry, key, style

    def all(self) -> list[Route]:
        """Every route. More special paths come first."""
        found: list[tuple[str, str, Handler]] = [
            ("GET", "/graph/{id:path}", self.graph),
            ("POST", "/graph/search", self.graphs),
            ("POST", "/resources/search", self.resources),
            ("POST", "/resources/check_existence", self.existing),
            ("GET", "/resources/{id:path}", self.resource),
            ("GET", "/envelopes/events", self.events),
            ("GET", "/envelopes/download", self.download),
            ("GET", "/envelopes", self.envelopes),
            ("GET", "/envelopes/{id:path}", self.envelope),
            ("GET", "/search", self.search),
            ("POST", "/ctdl", self.ctdl),
            ("GET", "/ctid", self.ctid),
        ]
        routes = [Route(path, handler, methods=[method]) for method, path, handler in found]
        routes += [Route("/{community}" + path, handler, methods=[method]) for method, path, handler in found]
        routes += [Route("/{community}/{resource_type}/search", self.search), Route("/", self.root)]
        return routes

    async def root(self, _: Request) -> Response:
        """Counts and communities."""
        info = {"api_version": "0.6", "total_envelopes": len(self._registry)}
        return answer({**info, "metadata_communities": {COMMUNITY: "/ce-registry"}, "info": "/info"})

    async def graph(self, request: Request) -> Response:
        """The payload that holds a resource: a member gives its container."""
        self._community(request, "Record not found")
        found = self._registry.envelopes(request.path_params["id"])
        if not found:
            raise errors(404, "Record not found")
        return answer(found[-1].payload)

    async def graphs(self, request: Request) -> Response:
        """Payloads by main CTIDs in any case; unknown ones are missing."""
        self._community(request, "Record not found")
        given = await body(request)
        if not isinstance(given, dict) or not isinstance(given.get("ctids"), list):
            raise errors(400, "ctids is missing")
        wanted = {str(ctid).lower() for ctid in given["ctids"]}
        found = {e.envelope_id: e for ctid in wanted for e in self._registry.envelopes(ctid) if e.ctid in wanted}
        return answer([envelope.payload for envelope in found.values()])

    async def resource(self, request: Request) -> Response:
        """One node with its context; the blank nodes that it refers to with `depth`."""
        self._community(request, "EnvelopeCommunity not found")
        depth = whole(request, "depth", 0, least=0)
        name = request.path_params["id"]
        for envelope in reversed(self._registry.envelopes(name)):
            node = _node(envelope, name)
            if node is None:
                return answer(envelope.payload)
            head = {"@context": envelope.payload["@context"]} if "@context" in envelope.payload else {}
            included = {"@included": _blank(envelope, node, depth)} if depth else {}
            return answer({**head, **node, **included})
        raise errors(404, "Resource not found")

    async def resources(self, request: Request) -> Response:
        """Nodes by CTIDs as they are written, and blank nodes, without a context."""
        given = await body(request)
        ctids, blank = set(given.get("ctids", ())), set(given.get("bnodes", ()))
        nodes = (node for envelope in self._registry.listed("include") for node in envelope.nodes)
        return answer([node for node in nodes if node.get("ceterms:ctid") in ctids or node.get("@id") in blank])

    async def existing(self, request: Request) -> Response:
        """Ids of those of some CTIDs that are there, of a class if one is given."""
        given = await body(request)
        kind = given.get("@type")
        if kind is not None and kind not in vocabulary.classes():
            raise errors(422, "@type does not have a valid value")
        ctids = set(given.get("ctids", ()))
        nodes = (node for envelope in self._registry.listed() for node in envelope.nodes)
        found = [n["ceterms:ctid"] for n in nodes if n.get("ceterms:ctid") in ctids and (not kind or is_a(n, kind))]
        return answer(found)

    async def envelopes(self, request: Request) -> Response:
        """Envelopes, newest first. Filters are ignored here."""
        self._community(request, "EnvelopeCommunity not found")
        provisional = request.query_params.get("provisional", "exclude")
        if provisional not in ("exclude", "include", "only"):
            raise errors(400, "provisional does not have a valid value")
        rows, headers = page(request, self._registry.listed(provisional), self._style)
        if flag(request, "metadata_only"):
            return paged([orjson.dumps(envelope.json(metadata_only=True)) for envelope in rows], headers)
        return paged([envelope.body for envelope in rows], headers)

    async def envelope(self, request: Request) -> Response:
        """One envelope by its id, a CTID or a resource's address."""
        self._community(request, "EnvelopeCommunity not found")
        name = request.path_params["id"]
        found = self._registry.by_id(name) or next(reversed(self._registry.envelopes(name)), None)
        if found is None:
            raise errors(404, "Couldn't find Envelope")
        return raw(found.body)

    async def events(self, request: Request) -> Response:
        """Events, newest first; `after` is inclusive."""
        self._community(request, "Couldn't find the envelope community")
        params = request.query_params
        after, kind, ctid = moment(params.get("after")), params.get("event"), params.get("ctid")
        if kind not in (None, "create", "update", "destroy"):
            raise errors(400, "event does not have a valid value")
        found = [
            event
            for event in reversed(self._registry.events)
            if (kind is None or event["event"] == kind)
            and (ctid is None or event["envelope_ceterms_ctid"] == ctid)
            and (after is None or _at(event) >= after)
        ]
        rows, headers = page(request, found, self._style)
        return paged([orjson.dumps(row) for row in rows], headers)

    async def search(self, request: Request) -> Response:
        """Rows of nodes."""
        self._community(request, "EnvelopeCommunity not found")
        params = {**request.query_params}
        if "resource_type" in request.path_params:
            params["resource_type"] = request.path_params["resource_type"].replace("-", "_")
        found = search(self._registry, params, community="community" in request.path_params)
        rows, headers = page(request, found, self._style)
        short = flag(request, "metadata_only")
        return paged([row_json(row, metadata_only=short) for row in rows], headers)

    async def ctdl(self, request: Request) -> Response:
        """The CTDL query language, for key holders."""
        if self._key is None or token(request) != self._key:
            raise errors(401, "Invalid token")
        return registry_assistant.ctdl_answer(self._registry, request, await body(request))

    async def ctid(self, request: Request) -> Response:
        """A fresh CTID. The error is a text here, not a list."""
        try:
            self._community(request, "")
        except Problem as error:
            raise Problem(400, {"errors": "envelope_community does not have a valid value"}) from error
        return answer({"ctid": f"ce-{uuid.uuid4()}"})

    async def download(self, request: Request) -> Response:
        """The archive of everything, which only publishers may have."""
        del request
        raise errors(401, "Invalid token")

    def _community(self, request: Request, unknown: str) -> None:
        """Either spelling of the community is fine; every route has its own words for an unknown one."""
        given: str = request.path_params.get("community", COMMUNITY)
        if given.replace("-", "_").lower() != COMMUNITY:
            raise errors(404, unknown)


def _node(envelope: Envelope, name: str) -> Json | None:
    tail = name.rstrip("/").rsplit("/", 1)[-1].lower()
    for node in envelope.nodes:
        if tail in (str(node.get("ceterms:ctid")), str(node.get("@id", "")).rsplit("/", 1)[-1].lower()):
            return node
    return None


def _blank(envelope: Envelope, node: Json, depth: int) -> list[Json]:
    """Blank nodes that are reached from a node over some levels."""
    known = {str(one.get("@id")): one for one in envelope.nodes}
    found: dict[str, Json] = {}
    level = [node]
    for _ in range(depth):
        names = [name for one in level for name in _blank_names(one) if name in known and name not in found]
        level = [known[name] for name in names]
        found |= dict(zip(names, level, strict=True))
    return list(found.values())


def _blank_names(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value.startswith("_:") else []
    inner = value.items() if isinstance(value, dict) else ((None, one) for one in values(value))
    if not isinstance(value, dict | list):
        return []
    return [name for key, one in inner if key != "@id" for name in _blank_names(one)]


def _at(event: Json) -> Any:
    return moment(str(event["created_at"]))
