"""Several segments as one: candidates are looked for in each, numbers are compared across all.

A place names a concept or a surface among all segments, one behind the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from credloom.resolve.learned.features import RAW, Pairs, compare
from credloom.resolve.learned.near import POOL
from credloom.resolve.learned.queries import Queries
from credloom.resolve.learned.segment import Segment
from credloom.resolve.learned.statistics import Statistics
from credloom.resolve.learned.words import Floats, Ints, word_hash

Mask = npt.NDArray[np.bool_]
T = TypeVar("T")
_WIDER = 8
LARGE = 50_000
"""From so many concepts on, common words are not looked for."""
COMMON = float(np.log(50))
"""The weight of a word that one of fifty labels has."""
LEAST_WORDS = 2


class Reach(msgspec.Struct, frozen=True):
    """How many candidates are looked at for a text: surfaces and descriptions, by vectors, by words, by meaning."""

    vectors: int = 60
    abouts: int = 20
    words: int = 60
    about_words: int = 15
    meanings: int = 30
    pool: int = POOL


class Space:
    """Segments, and which of their concepts still count (all where nothing is said)."""

    def __init__(self, segments: Sequence[Segment], alive: Sequence[Mask | None] | None = None) -> None:
        self.segments = [one for one in segments if one.n]
        given = alive or [None] * len(segments)
        self._alive = [mask for one, mask in zip(segments, given, strict=True) if one.n]
        self._concepts = np.cumsum([0, *(one.n for one in self.segments)])
        self._surfaces = np.cumsum([0, *(len(one.owner) for one in self.segments)])

    @property
    def n(self) -> int:
        """How many concepts, those that do not count any more included."""
        return int(self._concepts[-1])

    def keys(self, concepts: Ints) -> list[str]:
        """The keys of concepts."""
        return self._of(concepts, self._concepts, lambda one, places: one.keys.take(places))

    def groups(self, concepts: Ints) -> list[int]:
        """The hash of each concept's framework; 0 where it has none."""
        return self._of(concepts, self._concepts, lambda one, places: one.group[places].tolist())

    def labels(self, concepts: Ints) -> list[int]:
        """The hash of the words of each concept's preferred label."""
        return self._of(concepts, self._concepts, lambda one, places: one.label[places].tolist())

    def surfaces(self, places: Ints) -> list[tuple[str, bool]]:
        """(surface, whether it is a preferred label)."""

        def read(one: Segment, places: Ints) -> list[tuple[str, bool]]:
            first = one.start[one.owner[places]] == places
            return list(zip(one.surfaces.take(places), first.tolist(), strict=True))

        return self._of(places, self._surfaces, read)

    def _of(self, places: Ints, edges: Ints, read: Callable[[Segment, Ints], list[T]]) -> list[T]:
        if len(self.segments) == 1:
            return read(self.segments[0], places)
        found: dict[int, T] = {}
        at = np.searchsorted(edges, places, side="right") - 1
        for number in np.unique(at).tolist():
            here = places[at == number]
            found.update(zip(here.tolist(), read(self.segments[number], here - edges[number]), strict=True))
        return [found[place] for place in places.tolist()]

    def allowed(self, groups: Sequence[str], sources: Sequence[str], categories: Sequence[str]) -> list[Mask]:
        """For each segment, which concepts are of some frameworks, sources and categories."""
        return [one.allowed(groups, sources, categories) for one in self.segments]

    def pairs(
        self, queries: Queries, reach: Reach, *, only: Sequence[Mask] | None = None, hidden: Mask | None = None
    ) -> Pairs:
        """Candidates of every text with their numbers, texts ascending; `hidden` surfaces are of a single segment."""
        found = []
        for number, segment in enumerate(self.segments):
            allowed = _both(self._alive[number], None if only is None else only[number])
            text, concept = candidates(queries, segment, reach, allowed, hidden)
            made = compare(queries, segment, text, concept, hidden)
            made.concept, made.best = made.concept + self._concepts[number], made.best + self._surfaces[number]
            found.append(made)
        return found[0] if len(found) == 1 else _joined(found) if found else NONE


NONE = Pairs(
    *(np.zeros(0, np.int64),) * 2,
    np.zeros((0, len(RAW)), np.float32),
    np.zeros(0, np.int64),
    *(np.zeros(0, np.uint32),) * 2,
)
"""No pairs at all."""


def _both(one: Mask | None, other: Mask | None) -> Mask | None:
    return other if one is None else one if other is None else one & other


def _joined(parts: Sequence[Pairs]) -> Pairs:
    order = np.argsort(np.concatenate([one.text for one in parts]), kind="stable")
    columns = zip(*((one.text, one.concept, one.raw, one.best, one.group, one.label) for one in parts), strict=True)
    return Pairs(*(np.concatenate(column)[order] for column in columns))


def telling(words: Sequence[str], known: Statistics) -> list[str]:
    """The words of a text that few labels have, at least the two rarest: the others have long lists and say little."""
    weight = known.word_weights(np.array([word_hash(word) for word in words], np.uint32))
    order = np.argsort(-weight, kind="stable").tolist()
    return [words[place] for rank, place in enumerate(order) if rank < LEAST_WORDS or weight[place] > COMMON]


def candidates(
    queries: Queries, segment: Segment, reach: Reach, allowed: Mask | None = None, hidden: Mask | None = None
) -> tuple[Ints, Ints]:
    """(text, concept) pairs of a segment that are worth comparing, in the order of texts."""
    owner = segment.owner
    spare = 0 if hidden is None else int(hidden.sum())
    only = None if allowed is None or allowed.all() else np.flatnonzero(allowed)
    few = only is not None and len(only) * 2 < segment.n
    rows = np.flatnonzero(allowed[owner]) if few and allowed is not None else None
    near = segment.vectors.nearest(queries.vectors, reach.vectors + spare, rows, reach.pool)
    about: list[tuple[Ints, Floats]] | None = None
    if reach.abouts:
        about = segment.abouts.nearest(queries.vectors, reach.abouts, only if few else None, reach.pool)
    meant = None
    if segment.meanings is not None and queries.meanings is not None:
        meant = segment.meanings.nearest(queries.meanings, reach.meanings + spare, rows, reach.pool)
    wider = _WIDER if few else 1
    found = []
    for number, every in enumerate(queries.words):
        words = every if segment.n < LARGE else telling(every, segment.statistics)
        worded = segment.terms.surfaces(words, (reach.words + spare) * wider)
        both = np.concatenate([near[number][0], worded, *(() if meant is None else (meant[number][0],))])
        if hidden is not None:
            both = both[~hidden[both]]
        parts = [owner[both]] if about is None else [owner[both], about[number][0]]
        if reach.about_words:
            parts.append(segment.terms.abouts(words, reach.about_words * wider))
        unique = np.unique(np.concatenate(parts)).astype(np.int64)
        found.append(unique if allowed is None else unique[allowed[unique]])
    text = np.repeat(np.arange(queries.n), [len(one) for one in found])
    return text, np.concatenate([np.zeros(0, np.int64), *found])
