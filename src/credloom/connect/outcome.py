"""What one attempt came to, and whether another one is worth it."""

from __future__ import annotations

import httpx
import msgspec

from credloom.connect.guard import AddressRefused
from credloom.connect.retry import pause, retry_after
from credloom.connect.transport.transport import IDEMPOTENT
from credloom.connect.trouble import source_error
from credloom.connect.upstream import Upstream
from credloom.errors import SourceError, SourceRateLimited

RETRIED_STATUSES = frozenset({429, 502, 503, 504})


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """A response, or a problem. `pause` says after how many seconds to try again, None that it should not be tried.

    `asked` is False where the source was left alone, so that no request was made.
    """

    response: httpx.Response | None = None
    problem: SourceError | None = None
    pause: float | None = None
    asked: bool = True

    def result(self) -> httpx.Response:
        """The response. Raises the problem where there is one."""
        if self.problem is not None or self.response is None:
            raise self.problem or SourceError("No answer.")
        return self.response


def of_response(upstream: Upstream, request: httpx.Request, response: httpx.Response, attempt: int) -> Outcome:
    """Most statuses end the call; those that pass by themselves are waited for, as long as the source says."""
    if response.status_code not in RETRIED_STATUSES:
        return Outcome(response=response)
    told = retry_after(response.headers)
    wait = (pause(attempt) if told is None else told) if _repeatable(request) else None
    if response.status_code != 429:
        return Outcome(response=response, pause=wait)
    return Outcome(problem=_limited(upstream, told), pause=wait)


def of_error(upstream: Upstream, request: httpx.Request, error: httpx.RequestError, attempt: int) -> Outcome:
    """What was never sent may always be sent again, what was lost on the way only where that is harmless."""
    problem = source_error(upstream.source, error, request.url)
    problem.__cause__ = error
    unsent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout) and not isinstance(error, AddressRefused)
    lost = isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError) and _repeatable(request)
    again = unsent or (lost and not isinstance(error, AddressRefused))
    return Outcome(problem=problem, pause=pause(attempt) if again else None)


def of_refusal(refusal: SourceError) -> Outcome:
    """The source is left alone for the time that the refusal tells."""
    return Outcome(problem=refusal, pause=refusal.retry_after, asked=False)


def _limited(upstream: Upstream, told: float | None) -> SourceRateLimited:
    """The error of a 429; where the source says for how long, nobody asks it in the meantime."""
    when = ""
    if told is not None:
        upstream.keep_quiet(told)
        when = f" and allows the next call in {told:.0f} s"
    key = upstream.source.key
    return SourceRateLimited(f"{key} answered 429 (too many requests){when}.", source=key, retry_after=told)


def _repeatable(request: httpx.Request) -> bool:
    return request.method in IDEMPOTENT or bool(request.extensions.get("safe"))
