"""`extensions` of an answer: what the operation cost, and how every source took part in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from credloom.refresh.ports import Report
from credloom.sources.manifest import Source


def cost_form(cost: int, budget: int) -> dict[str, int]:
    """The cost of the operation beside what the caller may spend on one."""
    return {"cost": cost, "budget": budget}


def sources_form(reports: Iterable[Report], sources: Mapping[str, Source]) -> list[dict[str, Any]]:
    """The reports of all fields in the order in which they were made, equal ones once (the contract's SourceReport)."""
    return [_report(report, sources) for report in dict.fromkeys(reports)]


def _report(report: Report, sources: Mapping[str, Source]) -> dict[str, Any]:
    source = sources.get(report.source)
    form = {
        "source": {"key": report.source, "name": source.manifest.source.name if source is not None else None},
        "state": report.state,
        "asOf": report.as_of.isoformat().replace("+00:00", "Z") if report.as_of is not None else None,
        "ageSeconds": report.age_seconds,
        "elapsedMs": report.elapsed_ms,
        "code": report.code,
        "message": report.message,
        "retryAfterSeconds": report.retry_after_seconds,
    }
    return {key: value for key, value in form.items() if value is not None}
