"""The breaker as a state machine with a held clock, and its rules one by one."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from credloom.connect.breaker import (
    FIRST_REST,
    LEAST_FAILURES,
    LONGEST_REST,
    Breaker,
    Permit,
)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def _breaker(clock: Clock) -> Breaker:
    return Breaker(now=clock, jitter=lambda: 0.5)


def _state(breaker: Breaker) -> str:
    """The state now; a function, so that type checkers do not think that it stays."""
    return breaker.state


def _admitted(breaker: Breaker) -> Permit:
    permit = breaker.admit()
    assert permit is not None
    return permit


def _fail(breaker: Breaker, times: int = LEAST_FAILURES) -> None:
    for _ in range(times):
        breaker.failure(_admitted(breaker))


def test_it_opens_after_five_failures_and_lets_one_call_try() -> None:
    clock = Clock()
    breaker = _breaker(clock)
    _fail(breaker, 4)
    assert _state(breaker) == "CLOSED"
    _fail(breaker, 1)
    assert _state(breaker) == "OPEN"
    assert breaker.admit() is None
    assert breaker.wait() == FIRST_REST
    clock.at += FIRST_REST
    assert _state(breaker) == "HALF_OPEN"
    assert breaker.wait() == 0
    probe = _admitted(breaker)
    assert breaker.admit() is None
    assert breaker.wait() > 0
    breaker.success(probe)
    assert _state(breaker) == "CLOSED"
    assert breaker.wait() == 0


def test_it_rests_longer_each_time_and_a_minute_at_most() -> None:
    clock = Clock()
    breaker = _breaker(clock)
    _fail(breaker)
    rests = []
    for _ in range(6):
        rests.append(breaker.wait())
        clock.at += breaker.wait()
        breaker.failure(_admitted(breaker))
    assert rests == [5.0, 10.0, 20.0, 40.0, 60.0, 60.0]
    clock.at += LONGEST_REST
    breaker.success(_admitted(breaker))
    _fail(breaker)
    assert breaker.wait() == FIRST_REST


def test_a_probe_without_verdict_makes_room_for_another() -> None:
    clock = Clock()
    breaker = _breaker(clock)
    _fail(breaker)
    clock.at += FIRST_REST
    breaker.release(_admitted(breaker))
    breaker.success(_admitted(breaker))
    assert _state(breaker) == "CLOSED"


def test_verdicts_of_an_earlier_state_count_for_nothing() -> None:
    clock = Clock()
    breaker = _breaker(clock)
    late = [_admitted(breaker) for _ in range(10)]
    _fail(breaker)
    clock.at += FIRST_REST
    probe = _admitted(breaker)
    for permit in late[:5]:
        breaker.failure(permit)
    for permit in late[5:]:
        breaker.success(permit)
    breaker.release(late[0])
    assert _state(breaker) == "HALF_OPEN"
    assert breaker.admit() is None
    breaker.success(probe)
    assert _state(breaker) == "CLOSED"


def test_few_failures_among_many_calls_do_not_open_it() -> None:
    breaker = _breaker(Clock())
    for _ in range(50):
        for good in (True, True, False):
            permit = _admitted(breaker)
            (breaker.success if good else breaker.failure)(permit)
    assert _state(breaker) == "CLOSED"


class BreakerMachine(RuleBasedStateMachine):
    """Calls begin and end in any order while time passes."""

    permits: Bundle[Permit] = Bundle("permits")

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.breaker = _breaker(self.clock)
        self.rests_until = 0.0
        self.in_half_open: set[Permit] = set()
        self.failures = 0

    @rule(target=permits)
    def begin(self) -> Permit:
        state, waited = self.breaker.state, self.breaker.wait()
        permit = self.breaker.admit()
        assert (permit is not None) == (waited == 0)
        if state == "OPEN":
            assert permit is None
        if state == "HALF_OPEN" and permit is not None:
            assert permit not in self.in_half_open, "two probes at once"
            self.in_half_open = {permit}
        return permit if permit is not None else Permit(-1)

    @rule(permit=consumes(permits))
    def succeed(self, permit: Permit) -> None:
        probe = permit in self.in_half_open and self.breaker.state == "HALF_OPEN"
        self.breaker.success(permit)
        if probe:
            assert self.breaker.state == "CLOSED"
            self.failures = 0
        self.in_half_open.discard(permit)

    @rule(permit=consumes(permits))
    def fail(self, permit: Permit) -> None:
        before = self.breaker.state
        probe = permit in self.in_half_open and before == "HALF_OPEN"
        self.failures += 1
        self.breaker.failure(permit)
        if probe:
            assert self.breaker.state == "OPEN"
        if before == "CLOSED" and self.breaker.state == "OPEN":
            assert self.failures >= LEAST_FAILURES
        if self.breaker.state == "OPEN" and before != "OPEN":
            self.rests_until = self.clock.at + FIRST_REST
            self.failures = 0
        self.in_half_open.discard(permit)

    @rule(permit=consumes(permits))
    def go_away(self, permit: Permit) -> None:
        before = self.breaker.state
        self.breaker.release(permit)
        assert self.breaker.state == before
        self.in_half_open.discard(permit)

    @rule(seconds=st.floats(0.1, 30))
    def time_passes(self, seconds: float) -> None:
        self.clock.at += seconds

    @precondition(lambda self: self.breaker.state == "OPEN")
    @rule()
    def never_asked_while_it_rests(self) -> None:
        assert self.breaker.admit() is None
        assert 0 < self.breaker.wait() <= LONGEST_REST
        assert self.clock.at < self.rests_until + LONGEST_REST

    @invariant()
    def always_comes_back(self) -> None:
        """Whatever happened, a call is admitted after the rest, once no probe is out."""
        if self.breaker.state == "OPEN":
            assert self.breaker.wait() <= LONGEST_REST * 1.25


TestBreakerMachine = BreakerMachine.TestCase
TestBreakerMachine.settings = settings(max_examples=150, stateful_step_count=70, deadline=None)
