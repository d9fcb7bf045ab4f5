"""`NAME.ranking.jsonl`: a job, what it asks for, and credentials graded 0 (of no use) to 3 (just right), line by line.

A hard negative has the words of the job but another object, role or level. `ndcg@10` has gains of 2^grade - 1;
`hard_negatives_top3` is how many of them are among the first three, over all jobs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import numpy as np

from credloom.match.bare import Bare, scores
from credloom.match.evaluate.bm25 import bm25
from credloom.resolve.evaluate.gold import lines
from credloom.resolve.evaluate.measures import Measured, Sets

SUFFIX = ".ranking.jsonl"
DEPTH = 10
TOP = 3

Scorer = Callable[["Job"], Sequence[float]]


class Asked(msgspec.Struct, frozen=True):
    """One requirement of a job."""

    text: str
    necessity: Literal["REQUIRED", "PREFERRED", "MENTIONED"] = "REQUIRED"


class Graded(msgspec.Struct, frozen=True):
    """A credential with its grade for the job."""

    id: str
    name: str
    grade: Annotated[int, msgspec.Meta(ge=0, le=3)]
    text: str = ""
    types: tuple[str, ...] = ()
    hard_negative: bool = False


class Job(msgspec.Struct, frozen=True):
    """A job and the credentials that were graded for it."""

    id: str
    requirements: tuple[Asked, ...]
    candidates: tuple[Graded, ...]
    title: str = ""


def read(file: Path) -> list[Job]:
    """The jobs of a file. Raises `UsageError` with file and line."""
    return lines(file, Job)


def measure(folder: Path, tier: str = "default") -> Sets:  # noqa: ARG001 - both tiers rank by the same code
    """Every ranking set of a folder, beside BM25."""
    found: Sets = {}
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        jobs = read(file)
        ways = {"credloom": measured(jobs, ours), "bm25": measured(jobs, baseline)}
        found[file.name.removesuffix(SUFFIX)] = (len(jobs), ways)
    return found


def measured(jobs: Sequence[Job], scorer: Scorer) -> dict[str, Measured]:
    """The measures of one way to rank."""
    orders = [_order(scorer(job)) for job in jobs]
    gains = [ndcg([one.grade for one in job.candidates], order) for job, order in zip(jobs, orders, strict=True)]
    wrong = [
        sum(job.candidates[place].hard_negative for place in order[:TOP])
        for job, order in zip(jobs, orders, strict=True)
    ]
    return {
        f"ndcg@{DEPTH}": Measured(np.array(gains)),
        f"hard_negatives_top{TOP}": Measured(np.array(wrong, float), lambda rows: float(rows.sum())),
    }


def ours(job: Job) -> list[float]:
    """The scores of matching."""
    asked = [(one.text, one.necessity) for one in job.requirements]
    return scores(job.title, asked, [Bare(one.name, one.text, one.types) for one in job.candidates])


def baseline(job: Job) -> list[float]:
    """BM25 of title and requirements over names and texts."""
    query = " ".join([job.title, *(one.text for one in job.requirements)])
    return bm25(query, [f"{one.name} {one.text}" for one in job.candidates])


def ndcg(grades: Sequence[int], order: Sequence[int]) -> float:
    """The discounted gain of an order against that of the best one; 1 where nothing is of use."""
    best = _gain(sorted(grades, reverse=True))
    return _gain([grades[place] for place in order]) / best if best else 1.0


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))


def _order(found: Sequence[float]) -> list[int]:
    return sorted(range(len(found)), key=lambda place: -found[place])
