"""The Registry's errors: three shapes of JSON, HTML of the proxy before it, texts with status 200."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import orjson

from credloom.connect.pages import Response
from credloom.errors import (
    SourceBadData,
    SourceError,
    SourceNotFound,
    SourceRateLimited,
    SourceRefused,
    SourceUnavailable,
)
from credloom.sources.manifest import Source

_LONGEST = 200
_QUERY_FAULTS = ("Unsupported property", "Unindexed property", "Unsupported search:matchType", "Unsupported locale")
"""How the Registry begins to say, with status 500, that a query is wrong: nothing that asking again would mend."""
_TEXT_FAULTS = ("Invalid", "Error: ", "An API Key is required")


def check(response: Response, source: Source, url: str) -> None:
    """Raise the `SourceError` of an answer that is none."""
    status = response.status_code
    if status < 400:
        return
    words = said(response.content)
    raise _kind(status, words)(
        f"{source.key} answered {status}{': ' + words if words else ''}.",
        source=source.key,
        detail=urlsplit(url)._replace(query="").geturl(),
        retry_after=retry_after(response),
    )


def _kind(status: int, words: str) -> type[SourceError]:
    known: dict[int, type[SourceError]] = {
        401: SourceRefused,
        403: SourceRefused,
        404: SourceNotFound,
        410: SourceNotFound,
        429: SourceRateLimited,
    }
    if status in known:
        return known[status]
    if status >= 500 and not words.startswith(_QUERY_FAULTS):
        return SourceUnavailable
    return SourceBadData


def said(content: bytes) -> str:
    """What an error says, on one line, without addresses of persons; `an HTML page` for one of the proxy."""
    if _is_html(content):
        return "an HTML page"
    try:
        found = _words(orjson.loads(content))
    except orjson.JSONDecodeError:
        return ""
    line = " ".join(word for word in found.split() if "@" not in word[1:]).rstrip(".")
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def instead_of_list(content: bytes, error: Exception) -> str:
    """What came where a JSON list was expected: `an HTML page, expected a JSON list`."""
    return "an HTML page, expected a JSON list" if _is_html(content) else f"no JSON list ({error})"


def _is_html(content: bytes) -> bool:
    return content[:512].lstrip().lower().startswith((b"<!doctype html", b"<html", b"<head"))


def _words(body: Any) -> str:
    """`{"errors": [text]}`, `{"errors": text}`, `{"error": text}`, `{"errors": [{field: text}]}`."""
    if isinstance(body, dict):
        found = body.get("errors", body.get("error"))
        if found is None:
            found = body.get("message", "")
        return _words(found) if not isinstance(found, dict) else _fields(found)
    if isinstance(body, list):
        return "; ".join(_fields(item) if isinstance(item, dict) else str(item) for item in body)
    return "" if body is None else str(body)


def _fields(item: dict[str, Any]) -> str:
    return ", ".join(f"{name} {text}" for name, text in item.items())


def text_fault(content: bytes) -> str | None:
    """The complaint that the Assistant sends as text with status 200; None for JSON."""
    if content[:1] in (b"{", b"["):
        return None
    text = " ".join(content[:_LONGEST].decode("utf-8", "replace").strip().strip('"').split())
    return text if text.startswith(_TEXT_FAULTS) or _TEXT_FAULTS[1] in text or _TEXT_FAULTS[2] in text else None


def retry_after(response: Response) -> float | None:
    """The seconds that `Retry-After` names; None without it, or where it names a date."""
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdigit() else None
