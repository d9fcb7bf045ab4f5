"""`credloom evaluate DIR`: how well this gateway resolves a team's own gold data."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from credloom.cli.output import Output, table
from credloom.cli.setup import settings_of
from credloom.resolve.evaluate import evaluate
from credloom.resolve.learned.kit import use

if TYPE_CHECKING:
    from credloom.resolve.evaluate.measures import Measured, Sets


def run(arguments: Namespace, output: Output) -> int:
    """Print every set's measures, as a table with baselines and intervals or as JSON."""
    if arguments.tier == "semantic":
        use(settings_of(arguments).data_dir)
    found = evaluate(arguments.folder, arguments.tier)
    data = {
        "tier": arguments.tier,
        "sets": {name: _plain(count, ways["credloom"] if ways else {}) for name, (count, ways) in found.items()},
    }
    output.show(data, "" if output.as_json else _text(found, arguments.tier))
    return 0


def _plain(count: int, measured: dict[str, Measured]) -> dict[str, Any]:
    return {**{name: one.value for name, one in measured.items()}, "n": count}


def _text(found: Sets, tier: str) -> str:
    parts = [f"Tier: {tier}. In brackets: 95 % bootstrap interval."]
    for name, (count, ways) in found.items():
        beside = [way for way in ways if way != "credloom"]
        rows = [
            [measure, _number(one.value), _interval(one), *(_beside(ways[way].get(measure)) for way in beside)]
            for measure, one in ways.get("credloom", {}).items()
        ]
        parts += ["", f"{name} ({count:,})", table(["measure", "credloom", "", *beside], rows)]
    return "\n".join(parts)


def _number(value: float | Mapping[str, Mapping[str, int]] | None) -> str:
    if isinstance(value, Mapping):
        return "; ".join(
            f"{label}: {', '.join(f'{count} {taken}' for taken, count in row.items())}" for label, row in value.items()
        )
    return "-" if value is None else f"{value:.3f}"


def _interval(one: Measured) -> str:
    found = one.interval()
    return "" if found is None else f"[{found[0]:.3f}, {found[1]:.3f}]"


def _beside(one: Measured | None) -> str:
    return "" if one is None else _number(one.value)
