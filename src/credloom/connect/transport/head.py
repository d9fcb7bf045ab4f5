"""The head of a request as bytes."""

from __future__ import annotations

import re

import httpx

_METHOD = re.compile(rb"[A-Za-z!#$%&'*+.^_`|~0-9-]{1,32}")
_LEFT_OUT = frozenset({b"transfer-encoding", b"proxy-authorization", b"expect"})
"""The whole content is at hand, so its length is said; what is meant for a proxy goes to none but it."""


def message(request: httpx.Request, content: bytes, *, proxy_authorization: bytes | None, absolute: bool) -> bytes:
    """Request line, headers and content. Raises `httpx.LocalProtocolError` for what would break out of its line."""
    method = request.method.encode("ascii", "replace")
    raw_path = request.url.raw_path
    if absolute:
        raw_path = b"http://%b%b" % (request.url.netloc, raw_path)
    lines = [b"%b %b HTTP/1.1\r\n" % (method, raw_path)]
    length_said = False
    for name, value in request.headers.raw:
        lowered = name.lower()
        if lowered in _LEFT_OUT:
            continue
        length_said = length_said or lowered == b"content-length"
        lines.append(b"%b: %b\r\n" % (name, value))
    if proxy_authorization is not None:
        lines.append(b"Proxy-Authorization: %b\r\n" % proxy_authorization)
    if content and not length_said:
        lines.append(b"Content-Length: %d\r\n" % len(content))
    head = b"".join(lines)
    _check(head, len(lines), method)
    return b"%b\r\n%b" % (head, content)


def connect(host: str, port: int, authorization: bytes | None) -> bytes:
    """The request that asks a proxy for a tunnel."""
    place = (f"[{host}]:{port}" if ":" in host else f"{host}:{port}").encode("ascii")
    lines = [b"CONNECT %b HTTP/1.1\r\n" % place, b"Host: %b\r\n" % place]
    if authorization is not None:
        lines.append(b"Proxy-Authorization: %b\r\n" % authorization)
    return b"".join([*lines, b"\r\n"])


def _check(head: bytes, lines: int, method: bytes) -> None:
    """One line break a line, and no other sign that a server could take for one."""
    whole = head.count(b"\n") == lines and head.count(b"\r") == lines and b"\0" not in head
    if not whole or not _METHOD.fullmatch(method):
        raise httpx.LocalProtocolError("a line break within a header, or no method")
