"""`NAME.spans.jsonl`: texts with what they ask for and what in them is boilerplate, as places in characters.

Beside the finder of requirements stands a baseline: every line of the text as one requirement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np

from credloom.requirements import Clause, clauses_in
from credloom.requirements.blocks import blocks
from credloom.requirements.measure import Counts, counted, flat
from credloom.resolve.evaluate.gold import lines
from credloom.resolve.evaluate.measures import Measured, Sets, Values

SUFFIX = ".spans.jsonl"
MEASURES = ("precision", "recall", "f1", "kind_accuracy", "necessity_accuracy", "boilerplate_share")

Finder = Callable[[str], Sequence[Clause]]


class Place(msgspec.Struct, frozen=True):
    """Characters of a text; of a requirement its kind and necessity too."""

    start: int
    end: int
    kind: str | None = None
    necessity: str | None = None


class Row(msgspec.Struct, frozen=True):
    """A labelled text."""

    text: str
    spans: tuple[Place, ...]
    boilerplate: tuple[Place, ...] = ()


def measure(folder: Path, tier: str = "default") -> Sets:  # noqa: ARG001 - both tiers read texts by the same code
    """Every set of labelled texts of a folder. Raises `UsageError` with file and line."""
    found: Sets = {}
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        rows = lines(file, Row)
        ways = {"credloom": measured(rows, ours), "lines": measured(rows, baseline)}
        found[file.name.removesuffix(SUFFIX)] = (len(rows), ways)
    return found


def measured(rows: Sequence[Row], finder: Finder) -> dict[str, Measured]:
    """The measures over all texts together; their intervals come from drawing texts."""
    counts = [counted(msgspec.to_builtins(row), finder(row.text)) for row in rows]
    table = np.array([msgspec.structs.astuple(one) for one in counts], float).reshape(len(rows), -1)
    return {name: Measured(table, _figure(name)) for name in MEASURES}


def _figure(name: str) -> Callable[[Values], float]:
    return lambda table: Counts(*(int(total) for total in table.sum(axis=0))).figures()[name]


def ours(text: str) -> Sequence[Clause]:
    """What Credloom finds."""
    return flat(clauses_in(text))


def baseline(text: str) -> Sequence[Clause]:
    """Every line as a requirement."""
    return [Clause(text[line.start : line.end], line.start, line.end) for line in blocks(text)]
