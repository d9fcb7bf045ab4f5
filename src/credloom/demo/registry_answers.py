"""How the Registry answers: JSON, its three shapes of errors, pages and their headers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Literal, TypeVar

import orjson
from starlette.requests import Request
from starlette.responses import Response

Style = Literal["kaminari", "legacy"]
"""Which headers tell of pages: those of today, or `Link`, `Total` and `Per-Page` of older instances."""
MOST_PER_PAGE = 200
T = TypeVar("T")


class Problem(Exception):
    """An answer that is an error; `body` is one of the shapes."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(str(body))
        self.status, self.body = status, body


def errors(status: int, text: str) -> Problem:
    """`{"errors": [text]}`: the usual shape."""
    return Problem(status, {"errors": [text]})


def answer(body: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return raw(orjson.dumps(body), status)


def raw(body: bytes, status: int = 200) -> Response:
    """An answer of ready JSON. The Registry sends no entity tags."""
    date = format_datetime(datetime.now(UTC), usegmt=True)
    return Response(body, status, {"date": date, "access-control-allow-origin": "*"}, media_type="application/json")


async def problem(_: Request, error: Exception) -> Response:
    """The handler of `Problem`."""
    assert isinstance(error, Problem)  # noqa: S101  the handler is registered for this class only
    return answer(error.body, error.status)


def page(request: Request, found: Sequence[T], style: Style) -> tuple[Sequence[T], dict[str, str]]:
    """The rows of the page that is asked for, and its headers. A page behind the end is empty."""
    number, size = whole(request, "page", 1), min(whole(request, "per_page", 10), MOST_PER_PAGE)
    rows = found[(number - 1) * size : number * size]
    pages = -(-len(found) // size)
    if style == "legacy":
        following = {"link": f'<{request.url.include_query_params(page=number + 1)}>; rel="next"'}
        return rows, {"total": str(len(found)), "per-page": str(size), **(following if number < pages else {})}
    return rows, {
        "x-total": str(len(found)),
        "x-total-pages": str(pages),
        "x-per-page": str(size),
        "x-page": str(number),
        "x-next-page": str(number + 1) if number < pages else "",
        "x-prev-page": str(number - 1) if number > 1 else "",
        "x-offset": "0",
    }


def paged(bodies: Sequence[bytes], headers: dict[str, str]) -> Response:
    """A list of ready JSON values with the headers of its page."""
    response = raw(b"[" + b",".join(bodies) + b"]")
    response.headers.update(headers)
    return response


def whole(request: Request, name: str, default: int, least: int = 1) -> int:
    """A whole number among the parameters."""
    text = request.query_params.get(name, str(default))
    if not text.lstrip("-").isdigit() or int(text) < least:
        raise errors(400, f"{name} does not have a valid value")
    return int(text)


def flag(request: Request, name: str) -> bool:
    """A truth value among the parameters."""
    return request.query_params.get(name, "false").lower() in ("true", "1", "yes")


def token(request: Request) -> str:
    """The last word of `Authorization`: the scheme does not matter."""
    words = request.headers.get("authorization", "").split()
    return words[-1] if words else ""


async def body(request: Request) -> Any:
    """The JSON that was posted."""
    try:
        return orjson.loads(await request.body() or b"{}")
    except orjson.JSONDecodeError as error:
        raise errors(400, f"Problem parsing the body: {error}") from error
