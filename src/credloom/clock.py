"""Time in one place, so that tests can hold it still."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The current time, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds of a clock that never goes back: for deadlines and ages."""
    return time.monotonic()
