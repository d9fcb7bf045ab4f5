"""Learns the weights of `model`: `python -m credloom.match.text.train NAME.ranking.jsonl`.

Pairs of a better and a worse credential of one job train a linear order (pairwise logistic loss; a pair counts by the
difference of its gains, a hard negative three times, each job alike). No weight may have the wrong sign. Chances are
fitted on sums of jobs that did not train them. What weights of the first two thirds of the jobs do on the last third is
kept beside the weights of all.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from credloom.match.coverage import WEIGHTS
from credloom.match.evaluate.ranking import Job, measured, read
from credloom.match.text.conflicts import AGAINST
from credloom.match.text.features import NAMES, compared
from credloom.match.text.model import FILE
from credloom.match.text.texts import Offered, Wanted
from credloom.match.text.vectors import Floats

FOLDS = 11
ROUNDS = 1_000
STEP = 2.0
RIDGE = 0.01
HARD = 3.0
GOOD = 2
"""The grade from which on a credential is worth showing."""
_SIGN = np.array([-1.0 if name in AGAINST else 1.0 for name in NAMES])


class Learned(msgspec.Struct):
    """Weights in the order of `NAMES`, and the curve that makes chances of sums."""

    weights: Floats
    slope: float
    middle: float


def numbers(job: Job) -> Floats:
    """The features of a job's candidates."""
    asked = job.requirements
    wanted = Wanted(job.title, [one.text for one in asked], [WEIGHTS[one.necessity] for one in asked])
    return compared(wanted, [Offered(one.name, one.text, one.types) for one in job.candidates]).numbers


def learned(jobs: Sequence[Job]) -> Learned:
    """Weights from all jobs, and the curve from sums of jobs that were left out."""
    found = [numbers(job) for job in jobs]
    places = range(len(jobs))
    sums: dict[int, Floats] = {}
    for fold in range(FOLDS):
        apart = [place for place in places if place % FOLDS == fold]
        rest = [place for place in places if place % FOLDS != fold]
        order = ordered([jobs[place] for place in rest], [found[place] for place in rest])
        sums |= {place: found[place] @ order for place in apart}
    good = np.array([one.grade >= GOOD for place in places for one in jobs[place].candidates], float)
    slope, middle = _curve(np.concatenate([sums[place] for place in places]), good)
    return Learned(ordered(jobs, found), slope, middle)


def ordered(jobs: Sequence[Job], found: Sequence[Floats]) -> Floats:
    """Weights that put better credentials above worse ones."""
    pairs, counts = [], []
    for job, rows in zip(jobs, found, strict=True):
        gains = np.array([2.0**one.grade for one in job.candidates])
        hard = np.array([HARD if one.hard_negative else 1.0 for one in job.candidates])
        better, worse = np.nonzero(gains[:, None] > gains[None, :])
        count = (gains[better] - gains[worse]) * hard[worse]
        pairs.append(rows[better] - rows[worse])
        counts.append(count / count.sum())
    differences, share = np.concatenate(pairs), np.concatenate(counts) / len(jobs)
    made = np.zeros(len(NAMES))
    for _ in range(ROUNDS):
        wrong = share / (1 + np.exp(differences @ made))
        made += STEP * (wrong @ differences - RIDGE * made / 2)
        made[made * _SIGN < 0] = 0
    return np.asarray(made, np.float32)


def _curve(sums: Floats, good: Floats) -> tuple[float, float]:
    """Slope and middle of a logistic curve, by Newton's method."""
    rows = np.column_stack([sums, np.ones(len(sums))])
    made = np.zeros(2)
    for _ in range(50):
        share = 1 / (1 + np.exp(-rows @ made))
        bend = rows.T @ (rows * (share * (1 - share))[:, None]) + 1e-6 * np.eye(2)
        made += np.linalg.solve(bend, rows.T @ (good - share))
    return float(made[0]), float(-made[1] / made[0])


def document(found: Learned, file: Path, held: dict[str, object], jobs: int) -> str:
    """The text of `weights.toml`."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    weights = "\n".join(f"{name} = {value:.4f}" for name, value in zip(NAMES, found.weights, strict=True))
    told = "\n".join(f'"{name}" = {value}' for name, value in held.items())
    return (
        f"# Made by `python -m credloom.match.text.train {file.name}`.\n"
        f'version = "text-1-{digest[:12]}"\ngold_sha256 = "{digest}"\njobs = {jobs}\n'
        f"slope = {found.slope:.4f}\nmiddle = {found.middle:.4f}\n\n[weights]\n{weights}\n\n"
        f"# The last third of the jobs, ordered by weights that were learned from the others.\n[held_out]\n{told}\n"
    )


def held_out(jobs: Sequence[Job]) -> dict[str, object]:
    """The measures on the last third of the jobs, of weights learned from the others."""
    kept = len(jobs) * 2 // 3
    order = ordered(jobs[:kept], [numbers(job) for job in jobs[:kept]])
    found = measured(jobs[kept:], lambda job: (numbers(job) @ order).tolist())
    return {"jobs": len(jobs) - kept, **{name: one.value for name, one in found.items()}}


def main(file: Path, target: Path) -> None:
    """Learn from a file and write the weights."""
    jobs = read(file)
    target.write_text(document(learned(jobs), file, held_out(jobs), len(jobs)), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).with_name(FILE))
