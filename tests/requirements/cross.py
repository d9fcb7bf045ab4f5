"""How well requirements are found in labelled texts that the weights were not learned from: cross-validation by text.

python -m tests.requirements.cross FOLDER-OF-SHARED-DATA
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from credloom.requirements import clauses_in, judge, train
from credloom.requirements.measure import Counts, counted, flat
from tests.requirements import gold

FOLDS = 5
LINES = gold.FOLDER / "requirements-lines.jsonl"


def fold(row: dict[str, Any]) -> int:
    """The fold of a text; texts that are nearly alike are in the same one."""
    name = "cross " + str(row.get("group") or row["id"])
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % FOLDS


def crossed(shared: Path) -> Iterator[tuple[str, Counts]]:
    """The counts of every text of the dev parts, with the name of its set."""
    texts = {"own": gold.own(), "without headings": gold.messy(), "public": list(gold.public(shared))}
    rows = [(name, row) for name, some in texts.items() for row in some if row["part"] == "dev"]
    skills = train.marked(shared / "gold/dev/skillspan-train.jsonl")
    always = [train.example(text) for text in (*skills, *train.labelled(LINES))]
    for number in range(FOLDS):
        seen = [train.text_of(row, "dev") for _, row in rows if fold(row) != number]
        words, context = train.learned([*always, *map(train.example, seen)])
        joints = train.learned_joints(map(train.example, train.with_run_on(seen)))
        weights = judge.Weights("crossed", words, context, joints, {})
        judge.odds.cache_clear()
        with mock.patch.object(judge, "weights", lambda weights=weights: weights):
            for name, row in rows:
                if fold(row) == number:
                    yield name, counted(row, flat(clauses_in(row["text"])))
    judge.odds.cache_clear()


def main() -> None:
    """Print the figures of every set and of all."""
    totals: dict[str, Counts] = {}
    for name, counts in crossed(Path(sys.argv[1])):
        for each in (name, "all"):
            totals[each] = totals.get(each, Counts()) + counts
    for name, counts in totals.items():
        print(name, counts.labelled, {measure: round(value, 3) for measure, value in counts.figures().items()})


if __name__ == "__main__":
    main()
