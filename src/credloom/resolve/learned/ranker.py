"""Texts to concepts, likeliest first, each with its chance."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import msgspec
import numpy as np

from credloom.resolve.learned.features import Pairs, with_gaps
from credloom.resolve.learned.fit import Matrix
from credloom.resolve.learned.kit import Kit
from credloom.resolve.learned.model import Profile
from credloom.resolve.learned.queries import Queries
from credloom.resolve.learned.space import Mask, Reach, Space
from credloom.resolve.learned.words import Ints

BATCH = 64
"""So many texts are compared at once."""
REACH = Reach()


class Ranking(msgspec.Struct, frozen=True):
    """The candidates of one text, likeliest first: places of concepts, chances, places of the surfaces they rest on."""

    concepts: Ints
    chances: Matrix
    surfaces: Ints


class Ranker:
    """Ranks the concepts of a space."""

    def __init__(self, space: Space, kit: Kit, reach: Reach = REACH) -> None:
        self.space, self.kit, self.scorer, self._reach = space, kit, kit.scorer, reach

    def rank(
        self, texts: Sequence[str], profile: Profile, *, only: Sequence[Mask] | None = None, hidden: Mask | None = None
    ) -> list[Ranking]:
        """The candidates of each text. `only` says of each segment which concepts count; `hidden` surfaces do not."""
        found: list[Ranking] = []
        for at in range(0, len(texts), BATCH):
            found += self._batch(texts[at : at + BATCH], profile, only, hidden)
        return found

    def _batch(
        self, texts: Sequence[str], profile: Profile, only: Sequence[Mask] | None, hidden: Mask | None
    ) -> list[Ranking]:
        pairs = self.compared(texts, profile, only=only, hidden=hidden)
        scores = self.scorer.scores(with_gaps(pairs.raw, pairs.text))
        chances = self.scorer.chances(pairs, scores, profile)
        edges = np.searchsorted(pairs.text, np.arange(len(texts) + 1))
        return [
            _ordered(slice(start, end), scores, chances, pairs) for start, end in itertools.pairwise(edges.tolist())
        ]

    def compared(
        self, texts: Sequence[str], profile: Profile, *, only: Sequence[Mask] | None = None, hidden: Mask | None = None
    ) -> Pairs:
        """The candidates of at most `BATCH` texts with their numbers, gaps left out."""
        queries = Queries(texts, self.kit.encoders, leads=profile == "phrase")
        return self.space.pairs(queries, self._reach, only=only, hidden=hidden)


def _ordered(part: slice, scores: Matrix, chances: Matrix, pairs: Pairs) -> Ranking:
    order = np.argsort(-scores[part], kind="stable")
    falling = np.minimum.accumulate(chances[part][order])
    return Ranking(pairs.concept[part][order], falling, pairs.best[part][order])
