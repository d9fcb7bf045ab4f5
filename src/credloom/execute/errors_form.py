"""Errors as clients see them: a sentence, place and path, `extensions.code` from the closed list, the request's id.

What was raised on purpose keeps its code and sentence. Anything else is `INTERNAL`: its text stays in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from itertools import islice
from typing import Any

from graphql import GraphQLError

from credloom.errors import CredloomError, DeadlineExceeded, RequestError, SourceError, StoreError

log = logging.getLogger(__name__)

INTERNAL = "INTERNAL"
BAD_USER_INPUT = "BAD_USER_INPUT"
DEFECT = "Something went wrong here. The log has it under this requestId."
UNREADABLE = "This value cannot be read as the type that is expected here."
LONGEST_MESSAGE = 500
"""A message may repeat a value of the request, which may be long."""
PUBLIC = (RequestError, SourceError, StoreError)
"""Errors whose sentence is meant for clients; one about the operator's files is not."""


def formed(errors: Iterable[GraphQLError], request_id: str, *, most: int) -> list[dict[str, Any]]:
    """Errors of parsing, validation, variables or execution, at most so many."""
    return [_one(error, request_id) for error in islice(errors, most)]


def refused(error: CredloomError, request_id: str) -> dict[str, Any]:
    """An error that is the whole answer."""
    return {"message": str(error)[:LONGEST_MESSAGE], "extensions": {"code": error.code, "requestId": request_id}}


def _one(error: GraphQLError, request_id: str) -> dict[str, Any]:
    code, message = _told(error)
    form: dict[str, Any] = {"message": message[:LONGEST_MESSAGE]}
    if error.locations:
        form["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path is not None:
        form["path"] = list(error.path)
    form["extensions"] = {"code": code, "requestId": request_id}
    return form


def _told(error: GraphQLError) -> tuple[str, str]:
    """`(code, public sentence)`; a defect is logged."""
    cause = _cause(error)
    if isinstance(cause, PUBLIC):
        if cause.detail:
            log.warning("field failed", extra={"code": cause.code, "detail": cause.detail, "at": error.path})
        return cause.code, str(cause)
    if isinstance(cause, TimeoutError):
        return DeadlineExceeded.code, "The request's time was over before this was answered."
    if cause is None and (error.path is None or error.original_error is None or _of_argument(error)):
        return BAD_USER_INPUT, error.message
    if error.path is None and isinstance(cause, ValueError | TypeError | OverflowError):
        return BAD_USER_INPUT, UNREADABLE
    log.error("field failed", exc_info=cause or error.original_error, extra={"at": error.path})
    return INTERNAL, DEFECT


def _cause(error: GraphQLError) -> BaseException | None:
    """What a resolver raised, unless GraphQL itself did."""
    found: BaseException | None = error
    while isinstance(found, GraphQLError):
        found = found.original_error
    return found


def _of_argument(error: GraphQLError) -> bool:
    """Whether GraphQL refused an argument while it ran: then it points into the document by itself."""
    return isinstance(error.original_error, GraphQLError) and bool(error.original_error.nodes)
