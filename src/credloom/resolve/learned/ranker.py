"""Texts to concepts, likeliest first, each with its chance."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from credloom.resolve.learned.features import compare, with_gaps
from credloom.resolve.learned.fit import Matrix
from credloom.resolve.learned.model import Profile, Scorer
from credloom.resolve.learned.queries import Queries
from credloom.resolve.learned.segment import Segment
from credloom.resolve.learned.space import BATCH, Reach, candidates
from credloom.resolve.learned.static import StaticEncoder
from credloom.resolve.learned.words import Floats, Ints

REACH = Reach()


class Ranking(msgspec.Struct, frozen=True):
    """The candidates of one text, likeliest first: concepts, chances, the surfaces that they rest on, numbers."""

    concepts: Ints
    chances: Matrix
    surfaces: Ints
    numbers: Floats


class Ranker:
    """Ranks the concepts of one segment."""

    def __init__(self, segment: Segment, scorer: Scorer, encoder: StaticEncoder, reach: Reach = REACH) -> None:
        self.segment, self.scorer, self._encoder, self._reach = segment, scorer, encoder, reach

    def rank(
        self, texts: Sequence[str], profile: Profile, hidden: npt.NDArray[np.bool_] | None = None
    ) -> list[Ranking]:
        """The candidates of each text. `hidden` surfaces are as if they were not there."""
        found: list[Ranking] = []
        for at in range(0, len(texts), BATCH):
            found += self._batch(texts[at : at + BATCH], profile, hidden)
        return found

    def _batch(self, texts: Sequence[str], profile: Profile, hidden: npt.NDArray[np.bool_] | None) -> list[Ranking]:
        queries = Queries(texts, self._encoder, leads=profile == "phrase")
        pairs = compare(queries, self.segment, *candidates(queries, self.segment, self._reach, hidden), hidden)
        numbers = with_gaps(pairs.raw, pairs.text)
        scores = self.scorer.scores(numbers)
        chances = self.scorer.chances(numbers, scores, pairs.text, profile) if len(scores) else scores
        edges = np.searchsorted(pairs.text, np.arange(len(texts) + 1))
        return [
            _ordered(slice(start, end), scores, chances, pairs.concept, pairs.best, numbers)
            for start, end in itertools.pairwise(edges.tolist())
        ]


def _ordered(part: slice, scores: Matrix, chances: Matrix, concept: Ints, best: Ints, numbers: Floats) -> Ranking:
    order = np.argsort(-scores[part], kind="stable")
    falling = np.minimum.accumulate(chances[part][order])
    return Ranking(concept[part][order], falling, best[part][order], numbers[part][order])
