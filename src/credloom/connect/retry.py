"""When a call is repeated: seldom enough that a source in trouble is not made worse, and never before it allows."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from credloom import clock

SHARE = 0.1
"""Repeated calls are at most this share of all calls, beyond a small reserve."""
RESERVE = 5.0
REGAINED_PER_SECOND = 0.1
ATTEMPTS = 3
PATIENT_ATTEMPTS = 6
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
LONGEST_RETRY_AFTER = 86_400.0

_IMPATIENT = 1.0
_patience: ContextVar[float] = ContextVar("patience", default=_IMPATIENT)


@contextmanager
def patient(seconds: float) -> Iterator[None]:
    """Within it a call may wait this long for a source that asks to be left alone, or rests after failures.

    For refreshes, which have time. Elsewhere a call waits a second at most, since a person waits for the answer.
    """
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


def patience() -> float:
    """How many seconds a pause may take here."""
    return _patience.get()


def attempts() -> int:
    """How often one call may be tried here."""
    return ATTEMPTS if patience() <= _IMPATIENT else PATIENT_ATTEMPTS


class RetryBudget:
    """A purse that every call puts a tenth into and every repetition takes one from.

    It starts with a reserve of 5 and regains one in ten seconds, for sources that are seldom asked.
    """

    def __init__(self, *, now: Callable[[], float] = clock.monotonic) -> None:
        self._now = now
        self._left, self._at = RESERVE, now()

    def deposit(self) -> None:
        """A call was made."""
        self._settle()
        self._left = min(RESERVE, self._left + SHARE)

    def take(self) -> bool:
        """Whether one repetition can be afforded; it counts as made."""
        self._settle()
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True

    def _settle(self) -> None:
        now = self._now()
        self._left = min(RESERVE, self._left + (now - self._at) * REGAINED_PER_SECOND)
        self._at = now


def pause(attempt: int, jitter: Callable[[], float] = random.random) -> float:
    """Seconds before attempt number `attempt + 1`: doubling, anywhere between half and the whole of it."""
    whole = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (attempt - 1))
    return whole * (0.5 + 0.5 * jitter())


def retry_after(headers: Mapping[str, str], now: Callable[[], datetime] = clock.now) -> float | None:
    """The seconds of a `Retry-After` header (RFC 9110, section 10.2.3), a number or a date; a day at most."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), LONGEST_RETRY_AFTER)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return min(max(0.0, (at - now()).total_seconds()), LONGEST_RETRY_AFTER)
