"""How common words and letter groups are. Later segments use those of the largest, so that numbers compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from credloom.resolve.learned.words import GRAMS, Floats, Hashes, Ints

LEAST = 1_000
"""Of fewer labels nobody can say which words are rare: they count as so many."""


class Statistics:
    """`labels` preferred labels, of which `count[i]` have `word[i]`; the squared weight of each letter group; the
    mean of all vectors."""

    def __init__(self, labels: int, word: Hashes, count: Ints, gram_weight: Floats, centre: Floats) -> None:
        self.labels, self.word, self.count = labels, word, count
        self.gram_weight, self.centre = gram_weight, centre

    @classmethod
    def measured(cls, preferred: Sequence[int], labels: int, gram: npt.NDArray[np.uint16], rows: Floats) -> Statistics:
        """Those of some surfaces: the words of preferred labels, all letter groups, all vectors."""
        word, count = np.unique(np.array(preferred, np.uint32), return_counts=True)
        frequency = np.bincount(gram, minlength=GRAMS)
        weight = np.log((1 + max(len(rows), LEAST)) / (1 + frequency)) + 1
        centre = rows.mean(axis=0) if len(rows) else np.zeros(rows.shape[1], np.float32)
        return cls(max(labels, LEAST), word, count, (weight**2).astype(np.float32), centre)

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Statistics:
        """Kept ones."""
        get = arrays.__getitem__
        return cls(int(get("known")[0]), get("known_word"), get("known_count"), get("gram_weight"), get("centre"))

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """As they are kept."""
        return {
            "known": np.array([self.labels]),
            "known_word": self.word,
            "known_count": self.count,
            "gram_weight": self.gram_weight,
            "centre": self.centre,
        }

    def word_weights(self, words: Hashes) -> Floats:
        """How rare each word is: log(labels / labels that have it)."""
        if not len(self.word):
            return np.full(len(words), np.log(self.labels), np.float32)
        place = np.minimum(np.searchsorted(self.word, words), len(self.word) - 1)
        count = np.where(self.word[place] == words, self.count[place], 1)
        return np.log(self.labels / count).astype(np.float32)
