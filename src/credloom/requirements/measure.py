"""How well requirements are found in labelled texts: precision, recall and F1 of spans, and what was boilerplate.

A row is `{"text", "spans": [{"start", "end", "kind", "necessity"}], "boilerplate": [{"start", "end"}]}`. A found span
is right if it and a labelled one overlap by at least half of what both cover together; each labelled span counts once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from credloom.requirements.clause import Clause
from credloom.requirements.extract import clauses_in

OVERLAP = 0.5
Pair = tuple[int, int]


class Counts(msgspec.Struct, frozen=True):
    """What was found in some texts."""

    found: int = 0
    labelled: int = 0
    right: int = 0
    kinds: int = 0
    necessities: int = 0
    boilerplate: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.found + other.found,
            self.labelled + other.labelled,
            self.right + other.right,
            self.kinds + other.kinds,
            self.necessities + other.necessities,
            self.boilerplate + other.boilerplate,
        )

    def figures(self) -> dict[str, float]:
        """Precision, recall and F1; shares of right spans with the right kind and necessity; found in boilerplate."""
        precision, recall = _share(self.right, self.found), _share(self.right, self.labelled)
        both = precision + recall
        return {
            "precision": precision,
            "recall": recall,
            "f1": 2 * precision * recall / both if both else 0.0,
            "kind_accuracy": _share(self.kinds, self.right),
            "necessity_accuracy": _share(self.necessities, self.right),
            "boilerplate_share": _share(self.boilerplate, self.found),
        }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def measure(rows: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """The figures over all rows together (micro-averaged)."""
    total = Counts()
    for row in rows:
        total = total + counted(row, flat(clauses_in(row["text"])))
    return total.figures()


def flat(clauses: Iterable[Clause]) -> list[Clause]:
    """Clauses, and alternatives that stand outside of the clause that they belong to."""
    found: list[Clause] = []
    for clause in clauses:
        found.append(clause)
        found.extend(other for other in clause.alternatives if other.start >= clause.end)
    return found


def counted(row: Mapping[str, Any], found: Sequence[Clause]) -> Counts:
    """One text's counts; pairs are made from the largest overlap down."""
    labelled = row.get("spans") or []
    pairs = sorted(
        (
            (-_overlap((clause.start, clause.end), (span["start"], span["end"])), one, other)
            for other, span in enumerate(labelled)
            for one, clause in enumerate(found)
            if clause.start < span["end"] and span["start"] < clause.end
        ),
    )
    taken: dict[int, int] = {}
    used: set[int] = set()
    for negative, one, other in pairs:
        if -negative >= OVERLAP and one not in taken and other not in used:
            taken[one] = other
            used.add(other)
    regions = [(item["start"], item["end"]) for item in row.get("boilerplate") or []]
    return Counts(
        found=len(found),
        labelled=len(labelled),
        right=len(taken),
        kinds=sum(found[one].kind == labelled[other].get("kind") for one, other in taken.items()),
        necessities=sum(found[one].necessity == labelled[other].get("necessity") for one, other in taken.items()),
        boilerplate=sum(_inside((clause.start, clause.end), regions) >= OVERLAP for clause in found),
    )


def _overlap(one: Pair, other: Pair) -> float:
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common / (max(one[1], other[1]) - min(one[0], other[0])) if common > 0 else 0.0


def _inside(span: Pair, regions: Sequence[Pair]) -> float:
    """The share of a span that lies in some regions."""
    common = sum(max(0, min(span[1], end) - max(span[0], start)) for start, end in regions)
    return common / (span[1] - span[0]) if span[1] > span[0] else 0.0
