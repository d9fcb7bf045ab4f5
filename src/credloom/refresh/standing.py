"""How a source stands, and how long what it answered counts."""

from __future__ import annotations

from datetime import UTC, datetime
from zlib import crc32

from credloom import clock
from credloom.errors import SourceError, SourceRateLimited, SourceTimeout
from credloom.refresh.ports import Report, State
from credloom.sources.manifest import Source
from credloom.store.ports import SourceStatus

SHORTEST_SECONDS = 1.0
"""An answer to a search may always be this old: many who ask for the newest at once are served by one call."""
STANDING_SECONDS = 5.0
"""For how long a source that is not fresh may be reported as it stood, where nobody could ask it."""


def standing(source: Source, status: SourceStatus | None, max_age: float | None) -> Report:
    """How a source's part of the store stands, by its age and its last failure."""
    loaded = status.last_refreshed_at if status is not None else None
    if status is None or loaded is None:
        return _never_whole(source, status)
    age = max(0, int((clock.now() - loaded).total_seconds()))
    allowed = max_age if max_age is not None else float(source.manifest.fetch.every_seconds)
    fresh = age < allowed or (max_age is None and status.problem_code is None and age <= allowed * 1.1)
    is_fresh = fresh and status.problem_code is None
    return Report(
        source=source.key,
        state="FRESH" if is_fresh else "STALE",
        as_of=loaded,
        age_seconds=age,
        code=status.problem_code,
        message=status.problem,
        fresh_for=max(0.0, allowed - age) if is_fresh else STANDING_SECONDS,
    )


def _never_whole(source: Source, status: SourceStatus | None) -> Report:
    """How a source stands that was never read to its end: a part may be there, or its records come one by one."""
    live_only = source.manifest.source.mode == "LIVE"
    code, problem = (status.problem_code, status.problem) if status is not None else (None, None)
    state: State = "FAILED" if problem else ("STALE" if live_only else "NEVER_LOADED")
    if status is not None and status.records and not live_only:
        state, problem = "PARTIAL", problem or "It has not been read to its end yet."
    return Report(source=source.key, state=state, code=code, message=problem, fresh_for=STANDING_SECONDS)


def window_of(source: Source, max_age: float | None) -> float:
    """How long a live answer is remembered, in seconds: what the caller allows, else the source's interval."""
    return max(SHORTEST_SECONDS, float(source.manifest.fetch.every_seconds) if max_age is None else max_age)


def period_of(question: str, window: float) -> int:
    """The number of the period that a question is in: an answer is never used in the next one, so never older than
    `window`. Periods of different questions begin at different times, so that they are not all asked anew at once."""
    return int(clock.now().timestamp() / window + crc32(question.encode()) / 2**32)


def answered(standing: Report, at: float, problem: SourceError | None, elapsed: int, window: float) -> Report:
    """The report behind a live call: what it achieved, or why the stored part was used. `window` is for how many
    seconds its answer is remembered."""
    if problem is None:
        as_of = datetime.fromtimestamp(at, UTC)
        age = max(0.0, (clock.now() - as_of).total_seconds())
        return Report(
            source=standing.source,
            state="FRESH",
            as_of=as_of,
            age_seconds=int(age),
            elapsed_ms=elapsed,
            fresh_for=max(0.0, window - age),
        )
    states: dict[str, State] = {SourceTimeout.code: "TIMED_OUT", SourceRateLimited.code: "RATE_LIMITED"}
    return Report(
        source=standing.source,
        state=states.get(problem.code, "FAILED"),
        as_of=standing.as_of,
        age_seconds=standing.age_seconds,
        elapsed_ms=elapsed,
        code=problem.code,
        message=str(problem),
        retry_after_seconds=None if problem.retry_after is None else int(problem.retry_after),
    )
