"""Postings to requirements, beside splitting them into lines; and how time grows with a text's length.

python tests/benchmarks/bench_requirements.py [FOLDER-OF-SHARED-DATA]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from credloom.requirements import clauses_in
from credloom.requirements.blocks import blocks
from credloom.requirements.measure import measure
from tests.requirements import gold

ROUNDS = 7


def main() -> None:
    """Print the figures."""
    rows = gold.own()
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    sets = {"own texts": rows} | ({"public texts": list(gold.public(shared))} if shared else {})
    for name, some in sets.items():
        _texts(name, [row["text"] for row in some])
        found = measure(some)
        print(f"  F1 {found['f1']:.3f}, found in boilerplate {found['boilerplate_share']:.1%}")
    whole = "\n\n".join(row["text"] for row in rows)
    _growth(whole)


def _texts(name: str, texts: Sequence[str]) -> None:
    for text in texts:  # what is compiled or cached at first use is not measured
        clauses_in(text)
    ours = [_milliseconds(clauses_in, text) for text in texts]
    lines = [_milliseconds(lambda text: list(blocks(text)), text) for text in texts]
    size = statistics.mean(len(text) for text in texts)
    print(
        f"{name}: {len(texts)} of {size:.0f} characters on average; median {statistics.median(ours):.2f} ms, "
        f"largest {max(ours):.2f} ms; {sum(ours) / sum(lines):.1f} times as long as lines alone"
    )


def _growth(text: str) -> None:
    found = {}
    for size in (10_000, 100_000, 1_000_000):
        long = (text * (size // len(text) + 1))[:size]
        found[size] = _milliseconds(clauses_in, long, rounds=1)
        print(f"{size:>9} characters: {found[size]:.0f} ms")


def _milliseconds(function: Callable[[str], object], text: str, rounds: int = ROUNDS) -> float:
    taken = []
    for _ in range(rounds):
        start = time.thread_time()
        function(text)
        taken.append(time.thread_time() - start)
    return statistics.median(taken) * 1000


if __name__ == "__main__":
    main()
