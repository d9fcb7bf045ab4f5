"""GraphQL over HTTP: POST with JSON, GET with a query string, two media types, and the right status for each.

Refused before anything is parsed: any content type but JSON (so that no form of a foreign page can send a request),
batches, and parameters of the wrong type.
"""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from credloom.errors import BadUserInput
from credloom.http.again import REQUEST, SCOPE, answer, fields, once
from credloom.http.answers import REQUEST_ID, refuse
from credloom.http.limits import DEADLINE
from credloom.http.negotiate import choose
from credloom.http.ports import Answer, Gateway, Operation
from credloom.http.responses import Responses, name_of

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
_KNOWN = ("query", "operationName", "variables", "extensions")


class GraphQL:
    """The endpoint `/graphql`."""

    def __init__(self, gateway: Gateway, responses: Responses, max_age: int) -> None:
        self._gateway, self._responses, self._max_age = gateway, responses, max_age

    async def answer(self, request: Request) -> Response:
        """The answer to one operation."""
        media = choose(request.headers.get("accept"), (JSON, GRAPHQL_JSON))
        if media is None:
            return refuse(request.scope, 406, "BAD_USER_INPUT", f"This address answers {JSON} and {GRAPHQL_JSON}.")
        typed = f"{media}; charset=utf-8"
        if request.method == "POST" and not _is_json(request.headers.get("content-type", "")):
            message = "Send the request as content-type: application/json."
            return refuse(request.scope, 415, "BAD_USER_INPUT", message, media=typed)
        try:
            operation = await _posted(request) if request.method == "POST" else _asked(request)
        except BadUserInput as error:
            return refuse(request.scope, 400, error.code, str(error), media=typed)
        asked = request.scope.get(REQUEST)
        name = name_of(operation, request.scope.get(SCOPE, "")) if asked is not None else None
        kept = self._responses.by_operation(name)
        if kept is None:
            found = await self._gateway.engine.execute(
                operation, request_id=request.scope[REQUEST_ID], deadline=request.scope[DEADLINE]
            )
            kept = self._responses.made(found)
            if kept is None:
                return await _sent_once(found, request, media)
            self._responses.keep(name, kept)
        if asked is not None:
            self._responses.asked(name, asked, typed)
        status, headers, body = await answer(
            kept, typed, request.method, fields(request.scope["headers"]), self._max_age
        )
        response = Response(body, status)
        response.raw_headers = headers
        return response


async def _sent_once(found: Answer, request: Request, media: str) -> Response:
    """An answer that nobody may keep."""
    status = found.status or (200 if found.executed or media == JSON else 400)
    body, used = await once(found.body, fields(request.scope["headers"]).get(b"accept-encoding", b"identity"))
    headers = {"cache-control": "no-store", "vary": "accept, accept-encoding"}
    if used:
        headers["content-encoding"] = used
    if status == 405:
        headers["allow"] = "POST"
    return Response(body, status, headers=headers, media_type=f"{media}; charset=utf-8")


def _is_json(content_type: str) -> bool:
    name, _, parameters = content_type.partition(";")
    charset = parameters.strip().lower().replace('"', "")
    return name.strip().lower() == JSON and charset in ("", "charset=utf-8", "charset=utf8")


async def _posted(request: Request) -> Operation:
    body = await request.body()
    if not body:
        raise BadUserInput("The request has no body; expected a JSON object with a query.")
    return _operation(_json(body, "The body"), read_only=False)


def _asked(request: Request) -> Operation:
    given: dict[str, Any] = {name: request.query_params[name] for name in _KNOWN if name in request.query_params}
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = _json(given[name].encode(), f"`{name}`")
        else:
            given.pop(name, None)
    return _operation(given, read_only=True)


def _json(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadUserInput(f"{what} is not JSON: {error.msg} (line {error.lineno}, column {error.colno}).") from error


def _operation(given: Any, *, read_only: bool) -> Operation:
    if isinstance(given, list):
        raise BadUserInput("Several operations in one request are not supported; send them one by one.")
    if not isinstance(given, dict):
        raise BadUserInput("The body has to be a JSON object.")
    query, name = given.get("query"), given.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise BadUserInput("`query` has to be a GraphQL document.")
    if name is not None and not isinstance(name, str):
        raise BadUserInput("`operationName` has to be a text.")
    maps = {}
    for key in ("variables", "extensions"):
        value = given.get(key)
        if value is not None and not isinstance(value, dict):
            raise BadUserInput(f"`{key}` has to be an object.")
        maps[key] = value or {}
    return Operation(query=query, operation_name=name or None, read_only=read_only, **maps)
