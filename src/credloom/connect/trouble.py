"""Trouble on the way as `SourceError`s: sentences for everybody, without addresses, secrets or texts of exceptions."""

from __future__ import annotations

import httpx

from credloom.connect.guard import AddressRefused
from credloom.connect.transport import AnswerTooLarge, Truncated
from credloom.errors import SourceBadData, SourceError, SourceRefused, SourceTimeout, SourceUnavailable
from credloom.sources.manifest import Source


def source_error(source: Source, error: Exception, url: httpx.URL | None = None) -> SourceError:
    """What an exception of the transport, or a time-out, means for the source."""
    kind, sentence = _meaning(source, error)
    where = f"{url.scheme}://{url.host}{url.path}: " if url is not None else ""
    return kind(f"{source.key} {sentence}.", source=source.key, detail=f"{where}{type(error).__name__}: {error}")


def _meaning(source: Source, error: Exception) -> tuple[type[SourceError], str]:
    fetch = source.manifest.fetch
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        if isinstance(error, httpx.ConnectTimeout):
            return SourceTimeout, "could not be connected to in time"
        return SourceTimeout, f"gave no complete answer within {fetch.timeout_seconds:g} s"
    if isinstance(error, AddressRefused):
        return SourceRefused, f"has an address that is refused ({error})"
    if isinstance(error, AnswerTooLarge):
        return SourceBadData, f"sent more than {_size(fetch.max_bytes)} (fetch.max_bytes)"
    if isinstance(error, httpx.DecodingError):
        return SourceBadData, "sent content that cannot be unpacked"
    if isinstance(error, httpx.ConnectError | httpx.ProxyError):
        return SourceUnavailable, f"cannot be reached: {error}"
    if isinstance(error, httpx.LocalProtocolError):
        return SourceRefused, "was not asked: a header or its secret holds a line break"
    if isinstance(error, Truncated):
        return SourceUnavailable, "closed the connection before its answer was complete"
    if isinstance(error, httpx.RemoteProtocolError):
        return SourceBadData, "sent what is not HTTP"
    return SourceUnavailable, "broke the connection off"


def _size(count: int) -> str:
    for unit, shift in (("GB", 30), ("MB", 20), ("kB", 10)):
        if count >= 1 << shift:
            return f"{count / (1 << shift):.3g} {unit}"
    return f"{count} bytes"
