"""A circuit breaker: a source that keeps failing is left alone for a while, then tried out by one call."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from typing import Literal, NewType

from credloom import clock

State = Literal["CLOSED", "OPEN", "HALF_OPEN"]
Permit = NewType("Permit", int)
"""What `admit` gives and the verdict gives back. A verdict on a permit of an earlier state counts for nothing."""

WINDOW = 20
LEAST_FAILURES = 5
FAILING_SHARE = 0.5
FIRST_REST = 5.0
LONGEST_REST = 60.0
PROBE_SECONDS = 1.0


class Breaker:
    """Opens when at least 5 of the last 20 calls, and half of those that there were, have failed.

    It rests for 5 seconds (with jitter), twice as long each time the try-out fails, a minute at most. Every admitted
    call ends in exactly one of `success`, `failure` and `release` (no verdict, as when the caller went away).
    """

    def __init__(
        self, *, now: Callable[[], float] = clock.monotonic, jitter: Callable[[], float] = random.random
    ) -> None:
        self._now, self._jitter = now, jitter
        self._outcomes: deque[bool] = deque(maxlen=WINDOW)
        self._generation = 0
        self._state: State = "CLOSED"
        self._until = 0.0
        self._rest = FIRST_REST
        self._probing = False

    @property
    def state(self) -> State:
        """CLOSED lets calls through, OPEN none, HALF_OPEN one that tries the source out."""
        if self._state == "OPEN" and self._now() >= self._until:
            return "HALF_OPEN"
        return self._state

    def wait(self) -> float:
        """Seconds until it is worth asking again; 0 where a call would be admitted now."""
        state = self.state
        if state == "CLOSED" or (state == "HALF_OPEN" and not self._probing):
            return 0.0
        return PROBE_SECONDS if state == "HALF_OPEN" else self._until - self._now()

    def admit(self) -> Permit | None:
        """A permit for one call, None where the source is to be left alone."""
        state = self.state
        if state == "OPEN" or (state == "HALF_OPEN" and self._probing):
            return None
        if state == "HALF_OPEN":
            if self._state == "OPEN":
                self._move("HALF_OPEN")
            self._probing = True
        return Permit(self._generation)

    def success(self, permit: Permit) -> None:
        """The source answered as it should."""
        if permit != self._generation:
            return
        if self._state == "HALF_OPEN":
            self._move("CLOSED")
            self._rest = FIRST_REST
        self._outcomes.append(True)

    def failure(self, permit: Permit) -> None:
        """The source was late, down, or sent nonsense."""
        if permit != self._generation:
            return
        if self._state == "HALF_OPEN":
            self._rest = min(LONGEST_REST, self._rest * 2)
            self._open()
            return
        self._outcomes.append(False)
        failed = self._outcomes.count(False)
        if failed >= LEAST_FAILURES and failed >= FAILING_SHARE * len(self._outcomes):
            self._open()

    def release(self, permit: Permit) -> None:
        """The call ended without telling anything about the source."""
        if permit == self._generation and self._state == "HALF_OPEN":
            self._probing = False

    def _open(self) -> None:
        self._move("OPEN")
        self._until = self._now() + self._rest * (0.75 + 0.5 * self._jitter())

    def _move(self, state: State) -> None:
        self._state = state
        self._generation += 1
        self._probing = False
        self._outcomes.clear()
