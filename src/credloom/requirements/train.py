"""Learns the weights of `judge`: `python -m credloom.requirements.train SKILLSPAN.jsonl SPANS.jsonl… [--out FILE]`.

The first file holds sentences with marked skills (`{"tokens", "tags_skill", "tags_knowledge"}`, tags B, I, O), the
others labelled texts as `credloom evaluate` reads them, of which those with `part` "dev" are used. A lasso chooses the
features, a ridge weighs them again; both are convex, from zero, without chance, so that the result is always the same.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson

from credloom.requirements.blocks import blocks, sentences
from credloom.requirements.headings import heading
from credloom.requirements.judge import FILE, features

LEAST = 4
"""Sentences that a feature has to be in."""
LASSO, RIDGE = 0.0008, 0.0015
MOST = 600
ROUNDS = 400
OWN = 2.0
"""What a sentence of a labelled posting counts, beside one of the marked sentences."""

Floats = npt.NDArray[np.float64]
Example = tuple[str, bool, float]


def marked(file: Path) -> Iterator[Example]:
    """Sentences with and without a marked skill or piece of knowledge."""
    for line in file.read_bytes().splitlines():
        row = orjson.loads(line)
        asks = any(tag != "O" for name in ("tags_skill", "tags_knowledge") for tag in row[name])
        yield " ".join(row["tokens"]), asks, 1.0


def labelled(file: Path) -> Iterator[Example]:
    """Sentences of labelled texts that are no headings: one asks where at least a third of it is labelled."""
    for line in file.read_bytes().splitlines():
        row = orjson.loads(line)
        if row.get("part", "dev") != "dev":
            continue
        text, spans = row["text"], row["spans"]
        for block in blocks(text):
            for start, end in sentences(text, block.start, block.end):
                if heading(text[start:end].rstrip(":")) is None:
                    common = sum(max(0, min(end, one["end"]) - max(start, one["start"])) for one in spans)
                    yield text[start:end], common * 3 >= end - start, OWN


def learned(examples: Sequence[Example]) -> tuple[float, dict[str, float]]:
    """The bias and the weights of the features that the lasso keeps."""
    told = [frozenset(features(text)) for text, _, _ in examples]
    counts = Counter(name for names in told for name in names)
    names = sorted(name for name, count in counts.items() if count >= LEAST)
    right = np.array([asks for _, asks, _ in examples], float)
    count = np.array([each for _, _, each in examples])
    kept = names
    for lasso, ridge in ((LASSO, 0.0), (0.0, RIDGE)):
        found = _descended(_table(told, kept), right, count / count.sum(), lasso, ridge)
        ranked = sorted(zip(kept, found[:-1], strict=True), key=lambda pair: (-abs(pair[1]), pair[0]))
        kept = sorted(name for name, weight in ranked[:MOST] if weight)
    return round(float(found[-1]), 3), {name: round(float(weight), 3) for name, weight in sorted(ranked) if weight}


def _table(told: Sequence[frozenset[str]], names: Sequence[str]) -> Floats:
    place = {name: number for number, name in enumerate(names)}
    table = np.zeros((len(told), len(names) + 1))
    table[:, -1] = 1
    for number, one in enumerate(told):
        table[number, [place[name] for name in one if name in place]] = 1
    return table


def _descended(table: Floats, right: Floats, count: Floats, lasso: float, ridge: float) -> Floats:
    """Weights of least loss, by accelerated proximal gradient descent; the last one, the bias, is not held back."""
    hold = np.ones(table.shape[1])
    hold[-1] = 0
    step = 1 / (_largest(table, count) / 4 + ridge)
    weights = ahead = np.zeros(table.shape[1])
    pace = 1.0
    for _ in range(ROUNDS):
        wrong = count * (1 / (1 + np.exp(-table @ ahead)) - right)
        moved = ahead - step * (table.T @ wrong + ridge * hold * ahead)
        moved = np.sign(moved) * np.maximum(np.abs(moved) - step * lasso * hold, 0)
        faster = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        ahead = moved + (pace - 1) / faster * (moved - weights)
        weights, pace = moved, faster
    return weights


def _largest(table: Floats, count: Floats) -> float:
    """A little more than the largest curvature, by the power method."""
    vector = np.ones(table.shape[1])
    size = 1.0
    for _ in range(30):
        vector = table.T @ (count * (table @ vector))
        size = float(np.linalg.norm(vector))
        vector /= size
    return size * 1.05


def main(arguments: Sequence[str]) -> None:
    """Reads the gold, learns, writes."""
    parser = argparse.ArgumentParser(prog="python -m credloom.requirements.train", description=__doc__)
    parser.add_argument("marked", type=Path)
    parser.add_argument("labelled", type=Path, nargs="*")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name(FILE))
    options = parser.parse_args(arguments)
    files = [options.marked, *options.labelled]
    examples = [*marked(options.marked), *(one for file in options.labelled for one in labelled(file))]
    bias, weights = learned(examples)
    content = orjson.dumps(weights, option=orjson.OPT_SORT_KEYS)
    manifest = {
        "files": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
        "sentences": len(examples),
        "asking": sum(asks for _, asks, _ in examples),
        "lasso": LASSO,
        "ridge": RIDGE,
        "features": len(weights),
    }
    version = f"judge-1-{hashlib.sha256(content).hexdigest()[:12]}"
    made = {"version": version, "manifest": manifest, "bias": bias, "weights": weights}
    options.out.write_bytes(orjson.dumps(made, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
