"""Texts made ready to be compared with concepts, many at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from credloom.resolve.learned.encoders import Encoders
from credloom.resolve.learned.statistics import Statistics
from credloom.resolve.learned.words import Floats, Hashes, Ints, content, core, folded, grams, read, word_hash


class Queries:
    """`n` texts: as read, folded, as words with their hashes, as letter groups, as vectors."""

    def __init__(self, texts: Sequence[str], encoders: Encoders, *, leads: bool = True) -> None:
        whole = [read(text) for text in texts]
        self.read = [core(text) for text in whole] if leads else whole
        self.folded = [folded(text) for text in self.read]
        self.words = [content(text) for text in self.read]
        self.vectors, self.meanings = encoders.rows(self.read)
        self.word: Hashes = np.array([word_hash(word) for row in self.words for word in row], np.uint32)
        self.word_start: Ints = np.cumsum([0, *map(len, self.words)], dtype=np.int64)
        self.gram, self.gram_start = grams(self.folded)

    @property
    def n(self) -> int:
        """How many texts."""
        return len(self.read)

    def word_keys(self) -> tuple[Ints, Ints]:
        """(sorted number of text and word, order): where a word of a text stands among all."""
        owner = np.repeat(np.arange(self.n), np.diff(self.word_start))
        keys = (owner << 32) | self.word
        order = np.argsort(keys)
        return keys[order], order

    def gram_table(self, known: Statistics) -> tuple[Floats, Floats]:
        """(weight of each letter group of each text, 0 where it has not got it; each text's length)."""
        table = np.zeros((self.n, len(known.gram_weight)), np.float32)
        owner = np.repeat(np.arange(self.n), np.diff(self.gram_start))
        table[owner, self.gram] = known.gram_weight[self.gram]
        return table, np.sqrt(table.sum(axis=1))
