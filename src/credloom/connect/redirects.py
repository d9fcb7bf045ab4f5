"""Where a redirect may lead (RFC 9110, section 15.4). Every hop passes the guard again, in the transport."""

from __future__ import annotations

import httpx

from credloom.connect.upstream import Upstream, origin_of
from credloom.errors import SourceBadData

MAX_REDIRECTS = 5
STATUSES = frozenset({301, 302, 303, 307, 308})
_STAYS_AT_HOME = frozenset({"authorization", "cookie", "proxy-authorization"})
_OF_CONTENT = frozenset({"content-type", "content-length", "content-encoding"})


def follow(upstream: Upstream, request: httpx.Request, response: httpx.Response) -> httpx.Request:
    """The next request. Raises `SourceBadData` where following would break a rule.

    From https never to http; a POST goes on as it is after 307 and 308, as a GET after 303, and nowhere else, since
    its content would be lost in silence; what identifies us is taken off when the host changes.
    """
    key = upstream.source.key
    url = _target(key, request, response)
    if request.url.scheme == "https" and url.scheme == "http":
        raise SourceBadData(f"{key} redirects from https to http, which is not followed.", source=key)
    status, method = response.status_code, request.method
    content: bytes | None = request.content or None
    if status == 303 and method != "HEAD":
        method, content = "GET", None
    elif method == "POST" and status in (301, 302):
        message = f"{key} redirects a POST to {url.scheme}://{url.host}: set that address in its manifest."
        raise SourceBadData(message, source=key)
    headers = _carried(upstream, request, url, content is not None)
    return upstream.request(method, url, headers, content, safe=bool(request.extensions.get("safe")))


def _target(key: str, request: httpx.Request, response: httpx.Response) -> httpx.URL:
    location = response.headers.get("location", "").strip()
    if not location:
        raise SourceBadData(f"{key} answered {response.status_code} without saying where to go.", source=key)
    try:
        return request.url.join(location).copy_with(fragment=None)
    except httpx.InvalidURL as error:
        raise SourceBadData(f"{key} redirects to what is no address.", source=key) from error


def _carried(upstream: Upstream, request: httpx.Request, url: httpx.URL, has_content: bool) -> dict[str, str]:
    dropped = {"host", upstream.secret_header()}
    if not has_content:
        dropped |= _OF_CONTENT
    if origin_of(url) != origin_of(request.url):
        dropped |= _STAYS_AT_HOME
    return {name: value for name, value in request.headers.items() if name.lower() not in dropped}
