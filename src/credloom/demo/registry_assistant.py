"""The search for key holders: `POST /search/ctdl`, and `GET /search/direct`, which hands on to `/search`."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from credloom.demo.ctdl import Json
from credloom.demo.registry_answers import Problem, Style, answer, body, errors, flag, page, paged, token, whole
from credloom.demo.registry_ctdl import BadQuery, Ctdl
from credloom.demo.registry_search import row_json, search
from credloom.demo.registry_state import Registry, written

MOST_TAKEN = 100


def routes(registry: Registry, key: str | None, style: Style, prefix: str) -> list[Route]:
    """The routes below a prefix. `key` is the one that opens them."""

    async def ctdl(request: Request) -> Response:
        if key is None or token(request) != key:
            raise errors(401, "401 Unauthorized")
        return _assistant(registry, await body(request))

    async def direct(request: Request) -> Response:
        if key is None or token(request) != key:
            return PlainTextResponse("An API Key is required to use this method.")
        params = {**request.query_params}
        if "community" not in params:
            return PlainTextResponse("Invalid request: a community is needed.")
        rows, headers = page(request, search(registry, params, community=True), style)
        return paged([row_json(row, metadata_only=flag(request, "metadata_only")) for row in rows], headers)

    return [
        Route(f"{prefix}/search/ctdl", ctdl, methods=["POST"]),
        Route(f"{prefix}/search/direct", direct, methods=["GET"]),
    ]


def _assistant(registry: Registry, given: Any) -> Response:
    """Bare nodes with a verdict; a bad query is a verdict with status 200."""
    if not isinstance(given, dict) or "Sort" not in given:
        raise errors(400, "Sort is required")
    take, skip = int(given.get("Take", 10)), int(given.get("Skip", 0))
    if take > MOST_TAKEN or take < 0 or skip < 0:
        raise errors(400, f"Take has to be between 0 and {MOST_TAKEN}")
    try:
        found = Ctdl(registry).find(given.get("Query"), str(given["Sort"]))
    except BadQuery as error:
        return answer({"data": [], "valid": False, "status": str(error), "extra": {"TotalResults": 0}})
    rows = found[skip : skip + take]
    extra: Json = {"TotalResults": len(found), "RelatedItemsMap": [], "RelatedItems": []}
    if given.get("IncludeResultsMetadata"):
        extra["ResultsMetadata"] = [_metadata(row) for row in rows]
    return answer({"data": [node for _, node in rows], "valid": True, "status": "", "extra": extra})


def ctdl_answer(registry: Registry, request: Request, query: Any) -> Response:
    """`POST /ctdl` of the Registry itself: parameters in the address, the query alone in the body."""
    skip, take = whole(request, "skip", 0, least=0), whole(request, "take", 10, least=0)
    try:
        found = Ctdl(registry).find(query, request.query_params.get("order_by", "^search:recordUpdated"))
    except BadQuery as error:
        raise Problem(500, {"error": str(error)}) from error
    rows = found[skip : skip + take]
    result: Json = {"data": [node for _, node in rows], "total": len(found)}
    if flag(request, "include_results_metadata"):
        result["results_metadata"] = [_metadata(row) for row in rows]
    return answer(result)


def _metadata(row: Any) -> Json:
    envelope, node = row
    head = envelope.head()
    return {
        "resource_uri": node.get("@id"),
        "search:recordCreated": written(envelope.created_at),
        "search:recordUpdated": written(envelope.updated_at),
        "search:recordOwnedBy": head["owned_by"],
        "search:recordPublishedBy": head["published_by"],
        "search:resourcePublishType": "primary",
    }
