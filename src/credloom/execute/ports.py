"""One GraphQL request and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One GraphQL request. `read_only`: it came by GET, where a mutation is refused."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = {}
    extensions: Mapping[str, Any] = {}
    read_only: bool = False


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A GraphQL response as JSON. `executed`: execution began, so that it has `data` (GraphQL over HTTP, 6.4.2).

    `status` is an HTTP status that holds for every media type, such as 405 for a mutation by GET. While the store is at
    `epoch`, the same answer may be given for `fresh_for` seconds more.
    """

    body: bytes
    executed: bool = True
    status: int | None = None
    epoch: int = -1
    fresh_for: float = 0.0
