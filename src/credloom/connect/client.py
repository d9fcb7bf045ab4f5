"""The client of HTTP towards sources: one call within a source's limits, its secret added, trouble in plain words.

For each source there is a time limit, a bulkhead, a breaker, a retry budget and a limit of size. Requests are httpx's
and go straight to our transport, without `httpx.AsyncClient`: its redirects, cookies and authentication are what we
must not use, and take half of a call's time (docs/decisions/0006-transport.md).
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import httpx
import orjson

from credloom import clock
from credloom.connect.breaker import Permit
from credloom.connect.guard import AddressRefused, Guard
from credloom.connect.outcome import Outcome, of_error, of_refusal, of_response
from credloom.connect.redirects import MAX_REDIRECTS, STATUSES, follow
from credloom.connect.retry import attempts, patience
from credloom.connect.transport import Transport
from credloom.connect.transport.proxy import from_environment
from credloom.connect.trouble import source_error
from credloom.connect.upstream import Upstream
from credloom.errors import SourceBadData, SourceError
from credloom.sources.manifest import Source

SLOW_SECONDS = 1.0
"""A call that its caller gave up after this long counts against the source."""

_NOTHING: Mapping[str, str] = {}


class Client:
    """Asks sources over HTTP. One per event loop; close it with `aclose`.

    Statuses are the caller's business, but a 429 that outlasts the retries is `SourceRateLimited`. `allow_private` lets
    sources lie on loopback and private networks. A `transport` of one's own takes the place of ours, guard included.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        env: Mapping[str, str] = os.environ,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._transport = transport or Transport(
            guard=Guard(allow_private=allow_private), proxies=from_environment(env)
        )
        self._upstreams: dict[str, Upstream] = {}

    async def get(
        self,
        url: str,
        *,
        source: Source,
        headers: Mapping[str, str] = _NOTHING,
        params: Mapping[str, str] = _NOTHING,
    ) -> httpx.Response:
        """One GET; `params` join those of the address. Raises `SourceError`s."""
        upstream = self._upstream(source)
        return await self._ask(upstream, upstream.request("GET", _address(source, url, params), headers))

    async def post(
        self,
        url: str,
        *,
        source: Source,
        json: Any,
        headers: Mapping[str, str] = _NOTHING,
        params: Mapping[str, str] = _NOTHING,
        safe: bool = False,
    ) -> httpx.Response:
        """One POST of a JSON document; `safe`: it only asks, so it may be repeated. Raises `SourceError`s."""
        upstream = self._upstream(source)
        sent = {"content-type": "application/json", **{name.lower(): value for name, value in headers.items()}}
        request = upstream.request("POST", _address(source, url, params), sent, orjson.dumps(json), safe=safe)
        return await self._ask(upstream, request)

    async def aclose(self) -> None:
        """Close every connection; calls under way fail."""
        await self._transport.aclose()

    def _upstream(self, source: Source) -> Upstream:
        found = self._upstreams.get(source.key)
        if found is None or found.source is not source:
            found = self._upstreams[source.key] = Upstream(source, found)
        return found

    async def _ask(self, upstream: Upstream, request: httpx.Request) -> httpx.Response:
        """Attempts until one is good, or repeating is not allowed, not affordable or not worth the wait."""
        upstream.budget.deposit()
        give_up_at = clock.monotonic() + patience()
        telling: Outcome | None = None
        attempt = 1
        while True:
            outcome = await self._outcome(upstream, request, attempt)
            if outcome.asked or telling is None:  # what happened tells more than that it is left alone since
                telling = outcome
            if outcome.pause is None or attempt >= attempts() or clock.monotonic() + outcome.pause > give_up_at:
                return telling.result()
            if outcome.asked and not upstream.budget.take():
                return telling.result()
            await asyncio.sleep(outcome.pause)
            attempt += 1

    async def _outcome(self, upstream: Upstream, request: httpx.Request, attempt: int) -> Outcome:
        refusal = upstream.refusal()  # before waiting behind calls that hang
        if refusal is not None:
            return of_refusal(refusal)
        async with upstream.bulkhead:
            permit = upstream.admit()
            if not isinstance(permit, int):
                return of_refusal(permit)
            try:
                response = await self._judged(upstream, permit, request)
            except httpx.RequestError as error:
                return of_error(upstream, request, error, attempt)
        return of_response(upstream, request, response, attempt)

    async def _judged(self, upstream: Upstream, permit: Permit, request: httpx.Request) -> httpx.Response:
        """One attempt with its redirects, within the source's time, and what it tells the breaker."""
        started = clock.monotonic()
        verdict: Callable[[Permit], None] = upstream.breaker.failure
        try:
            async with asyncio.timeout(upstream.timeout):
                response = await self._followed(upstream, request)
            verdict = _verdict(upstream, response)
        except TimeoutError as error:
            raise source_error(upstream.source, error, request.url) from error
        except asyncio.CancelledError:
            if clock.monotonic() - started < min(SLOW_SECONDS, upstream.timeout):
                verdict = upstream.breaker.release
            raise
        except (AddressRefused, httpx.LocalProtocolError, SourceError):
            verdict = upstream.breaker.release
            raise
        finally:
            verdict(permit)
        return response

    async def _followed(self, upstream: Upstream, request: httpx.Request) -> httpx.Response:
        for _ in range(MAX_REDIRECTS + 1):
            response = await self._transport.handle_async_request(request)
            if response.status_code not in STATUSES:
                return response
            request = follow(upstream, request, response)
        key = upstream.source.key
        raise SourceBadData(f"{key} redirects more than {MAX_REDIRECTS} times.", source=key)


def _verdict(upstream: Upstream, response: httpx.Response) -> Callable[[Permit], None]:
    if response.status_code == 429:
        return upstream.breaker.release
    return upstream.breaker.failure if response.status_code >= 500 else upstream.breaker.success


def _address(source: Source, url: str, params: Mapping[str, str]) -> httpx.URL:
    try:
        parsed = _parsed(url)
        return parsed.copy_merge_params(dict(params)) if params else parsed
    except httpx.InvalidURL as error:
        message = f"{source.key}: an address cannot be read: {error}."
        raise SourceBadData(message, source=source.key, detail=url[:500]) from error


@lru_cache(maxsize=512)
def _parsed(url: str) -> httpx.URL:
    return httpx.URL(url)
