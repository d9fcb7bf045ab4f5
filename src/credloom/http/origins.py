"""Pages of other sites may ask from a browser where the operator allows their origin: reads, without cookies."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

SHOWN = ("etag", "link", "retry-after", "x-request-id")
"""Headers of an answer that such a page may read, beside those that it always may."""
REMEMBERED_SECONDS = 3_600
"""How long a browser may remember what it was allowed."""


def cross_origin(allowed: Sequence[str]) -> list[Middleware]:
    """What answers browsers that ask for another site; nothing where no site is allowed."""
    if not allowed:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=list(allowed),
            allow_methods=["GET", "POST"],
            allow_headers=["accept", "content-type", "x-request-id"],
            expose_headers=list(SHOWN),
            max_age=REMEMBERED_SECONDS,
        )
    ]
