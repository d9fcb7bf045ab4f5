"""Errors outside GraphQL execution, in the same form as inside: `errors[].extensions.code` and `requestId`."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from credloom.errors import (
    CredloomError,
    DeadlineExceeded,
    NotFound,
    Overloaded,
    QueryTooLarge,
    RequestError,
    StoreError,
)
from credloom.http.negotiate import choose
from credloom.http.pages.frame import failure_page

REQUEST_ID = "credloom.request_id"
"""Where the request's id is in the ASGI scope."""
STATUS: Mapping[type[CredloomError], int] = {
    NotFound: 404,
    QueryTooLarge: 413,
    DeadlineExceeded: 504,
    Overloaded: 503,
    StoreError: 503,
    RequestError: 400,
}


def status_of(error: CredloomError) -> int:
    """The HTTP status of an error that is the whole answer."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def refuse(
    scope: Scope, status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None, media: str = ""
) -> Response:
    """An error as JSON."""
    error = {"message": message, "extensions": {"code": code, "requestId": scope.get(REQUEST_ID, "")}}
    return Response(
        orjson.dumps({"errors": [error]}),
        status,
        headers={"cache-control": "no-store", **(headers or {})},
        media_type=media or "application/json; charset=utf-8",
    )


def of_error(request: Request, error: Exception) -> Response:
    """The answer to an error that Credloom raised on purpose."""
    assert isinstance(error, CredloomError)  # noqa: S101  Starlette looks handlers up by type
    return _told(request, status_of(error), error.code, str(error))


def unexpected(request: HTTPConnection, _: Exception) -> Response:
    """The answer to a defect: no text of the exception leaves the process."""
    response = _told(request, 500, "INTERNAL", "Something went wrong here. The log has it under this requestId.")
    response.headers["x-request-id"] = request.scope.get(REQUEST_ID, "")
    return response


def not_found(request: Request, _: Exception) -> Response:
    """The answer to an unknown path."""
    return _told(request, 404, "NOT_FOUND", "No page, record or file has this address.")


def wrong_method(request: Request, error: Exception) -> Response:
    """The answer to a method that a path does not have."""
    headers = getattr(error, "headers", None)
    return refuse(request.scope, 405, "BAD_USER_INPUT", f"{request.method} is not possible here.", headers=headers)


def _told(request: HTTPConnection, status: int, code: str, message: str) -> Response:
    """An error as a page for who asks for one (a browser), else as JSON."""
    wanted = request.headers.get("accept")
    if choose(wanted, ("application/json", "text/html")) != "text/html":
        return refuse(request.scope, status, code, message)
    page = failure_page(status, message, request.scope.get(REQUEST_ID, ""))
    return HTMLResponse(page, status, headers={"cache-control": "no-store", "vary": "accept"})
