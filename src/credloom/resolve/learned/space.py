"""Where concepts are looked for: candidates out of segments, each with its numbers."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from credloom.resolve.learned.queries import Queries
from credloom.resolve.learned.segment import Segment
from credloom.resolve.learned.words import Ints

BATCH = 64
"""So many texts are compared at once."""


class Reach(msgspec.Struct, frozen=True):
    """How many candidates are looked at for a text: nearest surfaces and descriptions, by vectors and by words."""

    vectors: int = 60
    abouts: int = 20
    words: int = 60
    about_words: int = 15


def candidates(
    queries: Queries, segment: Segment, reach: Reach, hidden: npt.NDArray[np.bool_] | None = None
) -> tuple[Ints, Ints]:
    """(text, concept) pairs worth comparing, in the order of texts."""
    owner = segment.owner
    spare = 0 if hidden is None else int(hidden.sum())
    near = segment.vectors.nearest(queries.vectors, reach.vectors + spare)
    about = segment.abouts.nearest(queries.vectors, reach.abouts)
    found = []
    for number in range(queries.n):
        surfaces = near[number][0]
        worded, _ = segment.terms.surfaces(queries.words[number], reach.words + spare)
        both = np.concatenate([surfaces, worded])
        if hidden is not None:
            both = both[~hidden[both]]
        parts = [owner[both], about[number][0]]
        if reach.about_words:
            parts.append(segment.terms.abouts(queries.words[number], reach.about_words)[0])
        found.append(np.unique(np.concatenate(parts)).astype(np.int64))
    text = np.repeat(np.arange(queries.n), [len(one) for one in found])
    return text, np.concatenate(found) if found else np.zeros(0, np.int64)
