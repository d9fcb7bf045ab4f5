"""Changes, statuses of sources and refusals of a pinned epoch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from credloom.errors import BadUserInput
from credloom.model.record import Refusal
from credloom.store.database import as_list
from credloom.store.pins import Pin
from credloom.store.ports import Change, SourceStatus


def changes(
    pin: Pin, after: str | None, first: int, sources: Sequence[str] | None, kinds: Sequence[str] | None
) -> list[Change]:
    """Entries of the change feed behind a cursor, oldest first."""
    if after is not None and not after.isdecimal():
        raise BadUserInput(f"{after!r} is no cursor of the change feed.")
    rows = pin.db.execute(
        "SELECT c.id, c.what, c.key, c.kind, s.key, c.at FROM change c JOIN source s ON s.id = c.source "
        "WHERE c.id > ?1 AND (?2 IS NULL OR s.key IN (SELECT value FROM json_each(?2))) "
        "AND (?3 IS NULL OR c.kind IN (SELECT value FROM json_each(?3))) ORDER BY c.id LIMIT ?4",
        (int(after or 0), *(None if many is None else as_list(list(many)) for many in (sources, kinds)), first),
    )
    return [
        Change(cursor=str(number), what=what, key=key, kind=kind, source=source, at=datetime.fromtimestamp(at, UTC))
        for number, what, key, kind, source, at in rows
    ]


def statuses(pin: Pin) -> dict[str, SourceStatus]:
    """What is known of every source that was ever written."""
    rows = pin.db.execute(
        "SELECT key, records, refused, last_refreshed, last_attempt, problem_code, problem, checkpoint FROM source"
    )
    return {
        key: SourceStatus(
            source=key,
            records=records,
            refused=refused,
            last_refreshed_at=_time(refreshed),
            last_attempt_at=_time(attempt),
            problem_code=code,
            problem=problem,
            checkpoint=checkpoint,
        )
        for key, records, refused, refreshed, attempt, code, problem, checkpoint in rows
    }


def digests(pin: Pin, source: str, refs: Sequence[str]) -> list[bytes | None]:
    """What tells whether an original has changed, of each ref."""
    rows = pin.db.execute(
        "SELECT d.ref, d.hash FROM document d JOIN source s ON s.id = d.source "
        "WHERE s.key = ? AND d.ref IN (SELECT value FROM json_each(?))",
        (source, as_list(list(refs))),
    )
    found = dict(rows.fetchall())
    return [found.get(ref) for ref in refs]


def refusals(pin: Pin, source: str, first: int) -> list[Refusal]:
    """What of a source could not be used, newest first."""
    rows = pin.db.execute(
        "SELECT r.place, r.reason, r.field, r.ref FROM refusal r JOIN source s ON s.id = r.source WHERE s.key = ? "
        "ORDER BY r.id DESC LIMIT ?",
        (source, first),
    )
    return [
        Refusal(source=source, place=place, reason=reason, field=field, ref=ref) for place, reason, field, ref in rows
    ]


def _time(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
