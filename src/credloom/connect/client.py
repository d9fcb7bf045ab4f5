"""The client of HTTP towards sources: one call within a source's limits, its secret added."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import orjson

from credloom.connect.pages import Response
from credloom.errors import SourceBadData, SourceRateLimited, SourceTimeout, SourceUnavailable
from credloom.sources.manifest import Source

_NOTHING: Mapping[str, str] = {}


class Client:
    """Asks sources over HTTP. One per process and event loop; close it with `aclose`."""

    def __init__(self, *, allow_private: bool = False) -> None:
        self._allow_private = allow_private
        self._http = httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(), follow_redirects=True, trust_env=False)

    async def get(
        self,
        url: str,
        *,
        source: Source,
        headers: Mapping[str, str] = _NOTHING,
        params: Mapping[str, str] = _NOTHING,
    ) -> Response:
        """One GET. Raises `SourceError`s for trouble on the way; statuses but 429 are the caller's business."""
        return await self._ask("GET", url, source, headers, params, None)

    async def post(
        self,
        url: str,
        *,
        source: Source,
        json: Any,
        headers: Mapping[str, str] = _NOTHING,
        params: Mapping[str, str] = _NOTHING,
    ) -> Response:
        """One POST of a JSON document; as `get` else."""
        sent = {"content-type": "application/json", **headers}
        return await self._ask("POST", url, source, sent, params, orjson.dumps(json))

    async def aclose(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def _ask(
        self,
        method: str,
        url: str,
        source: Source,
        headers: Mapping[str, str],
        params: Mapping[str, str],
        body: bytes | None,
    ) -> httpx.Response:
        sent = dict(headers)
        secret = source.manifest.fetch.secret
        if secret is not None and source.secret:
            sent[secret.header] = f"{secret.scheme} {source.secret}".strip()
        limit = source.manifest.fetch.timeout_seconds
        try:
            async with asyncio.timeout(limit):
                address = httpx.URL(url).copy_merge_params(dict(params)) if params else httpx.URL(url)
                response = await self._http.request(method, address, headers=sent, content=body, timeout=limit)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise SourceTimeout(f"{source.key} gave no answer within {limit:g} s.", source=source.key) from error
        except httpx.InvalidURL as error:
            raise SourceBadData(f"{source.key}: this is no address.", source=source.key) from error
        except httpx.HTTPError as error:
            reason = type(error).__name__
            raise SourceUnavailable(f"{source.key} cannot be reached: {reason}.", source=source.key) from error
        if response.status_code == 429:
            raise SourceRateLimited(f"{source.key} answered 429.", source=source.key)
        return response
