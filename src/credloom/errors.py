"""Every error that Credloom raises on purpose, as one tree.

    CredloomError
    ├── UsageError                      a command or a setting is wrong (exit code 2 for usage, 1 else)
    │   ├── SettingsError               configuration: file, line, key, nearest known key
    │   └── ManifestError               a connector's manifest: file, line, key, what was expected
    ├── SourceError                     something about one source, while asking it
    │   ├── SourceTimeout               SOURCE_TIMEOUT        not cacheable
    │   ├── SourceUnavailable           SOURCE_UNAVAILABLE    not cacheable
    │   ├── SourceRateLimited           SOURCE_RATE_LIMITED   not cacheable
    │   ├── SourceBadData               SOURCE_BAD_DATA       cacheable for a short time
    │   ├── SourceRefused               SOURCE_REFUSED        cacheable: 401, 403, a forbidden address
    │   └── SourceNotFound              NOT_FOUND             cacheable
    ├── StoreError                      STORE_UNAVAILABLE     the data directory
    │   ├── StoreLocked                 another process is the writer
    │   ├── StoreFull                   no room left on the device
    │   └── StoreDamaged                cannot be read; says how to mend it
    └── RequestError                    the caller's request
        ├── BadUserInput                BAD_USER_INPUT
        ├── NotFound                    NOT_FOUND
        ├── QueryTooLarge               QUERY_TOO_LARGE
        ├── QueryTooCostly              QUERY_TOO_COSTLY
        ├── CursorExpired               CURSOR_EXPIRED
        ├── DeadlineExceeded            DEADLINE_EXCEEDED
        └── Overloaded                  OVERLOADED            the process works on as many requests as it may

Every error has a `code` (a closed list, documented in docs/errors.md), a public sentence (`str(error)`), a private
`detail` that only the log sees, and `cacheable`.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable


class CredloomError(Exception):
    """The root: `code` from the closed list, `str(self)` public, `detail` private, `cacheable` for a short while."""

    code: ClassVar[str] = "INTERNAL"
    cacheable: ClassVar[bool] = False

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class UsageError(CredloomError):
    """A command, a setting or a file of the operator is wrong."""

    code = "BAD_USER_INPUT"


class SettingsError(UsageError):
    """Configuration is wrong; the message names file, line, key and the nearest known key."""


class ManifestError(UsageError):
    """A connector's manifest is wrong; the message names file, line, key, what was expected and a suggestion."""


class SourceError(CredloomError):
    """A source could not be asked, or what it sent cannot be used."""

    code = "SOURCE_UNAVAILABLE"

    def __init__(self, message: str, *, source: str = "", detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, detail=detail)
        self.source = source
        self.retry_after = retry_after


class SourceTimeout(SourceError):
    """No complete answer within the time allowed."""

    code = "SOURCE_TIMEOUT"


class SourceUnavailable(SourceError):
    """Not reachable, a 5xx, or its breaker is open."""

    code = "SOURCE_UNAVAILABLE"


class SourceRateLimited(SourceError):
    """A 429; `retry_after` in seconds where the source says so."""

    code = "SOURCE_RATE_LIMITED"


class SourceBadData(SourceError):
    """An answer that is not what the protocol promises."""

    code = "SOURCE_BAD_DATA"
    cacheable = True


class SourceRefused(SourceError):
    """401, 403, or an address that no source may have."""

    code = "SOURCE_REFUSED"
    cacheable = True


class SourceNotFound(SourceError):
    """The source says that it holds no such thing."""

    code = "NOT_FOUND"
    cacheable = True


class StoreError(CredloomError):
    """The data directory cannot be used."""

    code = "STORE_UNAVAILABLE"


class StoreLocked(StoreError):
    """Another process is the writer of this data directory."""


class StoreFull(StoreError):
    """There is no room left on the device; nothing acknowledged is lost."""


class StoreDamaged(StoreError):
    """Truth or index cannot be read; the message says how to mend it."""


class RequestError(CredloomError):
    """The caller's request cannot be answered as it stands."""

    code = "BAD_USER_INPUT"


class BadUserInput(RequestError):
    """An argument or a variable is wrong; the message names it and what was expected."""


class NotFound(RequestError):
    """No source holds it."""

    code = "NOT_FOUND"


class QueryTooLarge(RequestError):
    """The document exceeds a limit of size (bytes, tokens, fields, aliases, depth)."""

    code = "QUERY_TOO_LARGE"


class QueryTooCostly(RequestError):
    """The operation asks for more than one request may."""

    code = "QUERY_TOO_COSTLY"


class CursorExpired(RequestError):
    """A relevance cursor whose epoch is gone: start again from the first page."""

    code = "CURSOR_EXPIRED"


class DeadlineExceeded(RequestError):
    """The request's time is over."""

    code = "DEADLINE_EXCEEDED"


class Overloaded(RequestError):
    """As many requests as may be are being worked on: come back in a moment."""

    code = "OVERLOADED"


def nearest(word: str, known: Iterable[str]) -> str:
    """A suggestion such as ` Did you mean 'x'?`, or an empty string when nothing is near."""
    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean {found[0]!r}?" if found else ""
