"""The nearest of many vectors: sign bits are compared first, then the best are compared anew in eight bits.

A vector takes 32 bytes as sign bits and 260 in eight bits. Of a million, the 400 nearest by bits hold at least 99 of
100 of the nearest ten (docs/performance.md). `faiss` compares bits when it is installed, else numpy does.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import numpy as np
import numpy.typing as npt

from credloom.resolve.learned.words import Bytes, Floats, Ints

faiss: ModuleType | None
try:
    faiss = import_module("faiss")
except ImportError:  # not every platform has it
    faiss = None
else:
    faiss.omp_set_num_threads(1)  # its threads wait for each other longer than one text takes

POOL = 400
"""So many are compared anew."""
EXACT = 2_000
"""Up to so many vectors, all are compared."""
_TOP = 127


class Vectors:
    """Vectors in two sizes. Rows of zeros are never found."""

    def __init__(self, coarse: Bytes, fine: npt.NDArray[np.int8], scale: Floats, centre: Floats) -> None:
        self.coarse, self.fine, self.scale, self.centre = coarse, fine, scale, centre

    def __len__(self) -> int:
        return len(self.scale)

    def rows(self, places: Ints) -> Floats:
        """Some vectors, as exact as they are kept."""
        return self.fine[places] * self.scale[places, None]

    def cosines(self, query: Floats, places: Ints) -> Floats:
        """Of one vector to some of these."""
        return (self.fine[places].astype(np.float32) @ query) * self.scale[places]

    def nearest(
        self, queries: Floats, count: int, only: Ints | None = None, pool: int = POOL
    ) -> list[tuple[Ints, Floats]]:
        """For each query the places of the nearest and their cosines, nearest first; `only` limits the places.

        `pool` candidates by bits are compared anew.
        """
        pools = self._pools(queries, max(pool, 4 * count), only)
        return [self._anew(query, pool, count) for query, pool in zip(queries, pools, strict=True)]

    def _anew(self, query: Floats, pool: Ints, count: int) -> tuple[Ints, Floats]:
        cosines = self.cosines(query, pool)
        order = np.argsort(-cosines, kind="stable")[:count]
        return pool[order], cosines[order]

    def _pools(self, queries: Floats, size: int, only: Ints | None) -> list[Ints]:
        count = len(self) if only is None else len(only)
        if count <= max(size, EXACT):
            return [np.arange(count) if only is None else only] * len(queries)
        coarse = self.coarse if only is None else self.coarse[only]
        found = by_bits(bits(queries, self.centre), coarse, size)
        return [row if only is None else only[row] for row in found]


def by_bits(queries: Bytes, coarse: Bytes, size: int) -> list[Ints]:
    """The places of the `size` rows whose bits differ least from each query's."""
    if faiss is not None:
        return _by_faiss(faiss, queries, coarse, size)
    return [_by_numpy(query, coarse, size) for query in queries]


def _by_faiss(library: ModuleType, queries: Bytes, coarse: Bytes, size: int) -> list[Ints]:
    _, places = library.knn_hamming(np.ascontiguousarray(queries), coarse, size, variant="mc")
    return list(places.astype(np.int64))


def _by_numpy(query: Bytes, coarse: Bytes, size: int) -> Ints:
    wide = coarse.view(np.uint64)
    differ = np.bitwise_count(wide ^ query.view(np.uint64)).sum(axis=1, dtype=np.uint16)
    return np.argpartition(differ, size - 1)[:size]


def bits(rows: Floats, centre: Floats) -> Bytes:
    """Sign bits around the centre."""
    return np.packbits(rows > centre, axis=1)


def quantised(rows: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Rows in eight bits, and what each is to be multiplied with."""
    scale = np.abs(rows).max(axis=1, initial=0) / _TOP
    safe = np.where(scale == 0, 1, scale)[:, None]
    return np.rint(rows / safe).astype(np.int8), scale.astype(np.float32)
