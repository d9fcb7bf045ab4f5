"""The static vectors of a job's texts and of each of some credentials', made in one call."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from credloom.match.text.occupations import Occupations, occupations
from credloom.match.text.texts import Offered, Wanted
from credloom.resolve.learned.static import encoder, unit

Floats = npt.NDArray[np.float32]

_NEAR, _SPAN = 0.25, 0.6
"""Single words of unlike meaning have cosines of up to a quarter."""
_LONG = 3
_SIZE = 256


class Vectors:
    """Rows of unit length: `name`, `whole`, `text` and `object` have one for each credential."""

    def __init__(self, wanted: Wanted, offered: Sequence[Offered]) -> None:
        self._wanted = wanted
        title = wanted.title or wanted.whole
        texts = [title, wanted.whole, wanted.objects or title, *wanted.requirements]
        first = len(texts)
        for one in offered:
            texts += [one.name, one.text, one.objects or one.name, *one.pieces]
        sums = encoder().sums(texts)
        rows = unit(sums)
        self.title, self.job, self.title_object, self.asked = rows[0], rows[1], rows[2], rows[3:first]
        starts = np.cumsum([first, *(3 + len(one.pieces) for one in offered)])[:-1]
        self.name, self.text, self.object = (rows[starts + place] for place in range(3))
        self.whole = unit(sums[starts] + sums[starts + 1])
        cosines = rows[first:] @ self.asked.T
        self.near = np.maximum.reduceat(cosines, starts - first, axis=0) if offered else cosines
        if offered:
            self.near = np.maximum(self.near, self.whole @ self.asked.T)

    @cached_property
    def _known(self) -> Occupations:
        return occupations()

    @cached_property
    def _named(self) -> Floats:
        """The shares of occupations of each name."""
        return self._known.shares(self.name)

    @cached_property
    def _titled(self) -> Floats:
        """The shares of occupations of the job's title, then of the whole job."""
        return self._known.shares(np.stack([self.title, self.job]))

    def occupations(self) -> Floats:
        """How alike the occupations are that job and credential are near to."""
        mine = np.asarray((self._named + self._known.shares(self.whole)) / 2, np.float32)
        return _alike(mine, self._titled.mean(axis=0))

    def named_occupations(self) -> Floats:
        """How alike the occupations are that title and name are near to."""
        return _alike(self._named, self._titled[0])

    def rise(self) -> Floats:
        """How much more preparation the occupations of a name ask for than those of the title; less is negative."""
        heights = self._known.heights
        return np.asarray(self._named @ heights - float(self._titled[0] @ heights), np.float32)

    def in_job(self, word: str) -> float:
        """How near a word is to the nearest of the job, 0 to 1."""
        return _nearest(self._job_words, word)

    def in_title(self, word: str) -> float:
        """How near a word is to the nearest of the title, 0 to 1."""
        return _nearest(self._title_words, word)

    @cached_property
    def _job_words(self) -> Floats:
        return _words(self._wanted.whole)

    @cached_property
    def _title_words(self) -> Floats:
        return _words(self._wanted.title)


def _alike(many: Floats, one: Floats) -> Floats:
    """The affinity of each row of shares to some shares, 0 to 1."""
    return np.asarray(np.sqrt(many * one).sum(axis=1), np.float32)


def _words(text: str) -> Floats:
    words = sorted({word for word in text.lower().split() if len(word) > _LONG})
    return encoder().encode(words) if words else np.zeros((1, _SIZE), np.float32)


def _nearest(rows: Floats, word: str) -> float:
    cosine = float((rows @ _vector(word)).max(initial=0.0))
    return min(1.0, max(0.0, (cosine - _NEAR) / _SPAN))


@lru_cache(maxsize=16_384)
def _vector(word: str) -> Floats:
    return np.asarray(encoder().encode([word])[0], np.float32)
