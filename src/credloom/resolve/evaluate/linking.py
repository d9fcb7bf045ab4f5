"""Sets of queries: how well texts find the targets that they mean, beside exact words and BM25."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path
from time import perf_counter

import msgspec
import numpy as np
import numpy.typing as npt

from credloom.resolve.evaluate import gold, measures
from credloom.resolve.learned.kit import kit
from credloom.resolve.learned.making import build
from credloom.resolve.learned.model import Profile, Tier
from credloom.resolve.learned.ranker import Ranker
from credloom.resolve.learned.segment import Segment
from credloom.resolve.learned.space import Space
from credloom.resolve.learned.words import content, folded, read

SHOWN = 20
_BASE = 60


class Found(msgspec.Struct):
    """What one way answered to one query: targets, likeliest first, the first one's chance, milliseconds."""

    ranking: list[str]
    chance: float = 0.0
    ms: float = 0.0


class Labels:
    """Which surfaces a query must not find: itself."""

    def __init__(self, segment: Segment) -> None:
        self._count = len(segment.owner)
        self._start, self._owner = segment.start, segment.owner
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(segment.surfaces.take(np.arange(self._count))):
            self._places[folded(text)].append(place)

    def hidden(self, text: str, means: Collection[int]) -> npt.NDArray[np.bool_]:
        """Every other label that is the query; a preferred label only where its target is meant."""
        found = np.zeros(self._count, bool)
        for place in self._places.get(folded(read(text)), ()):
            concept = int(self._owner[place])
            found[place] = place != self._start[concept] or concept in means
        return found

    def equal(self, text: str) -> list[int]:
        """The concepts that have a label of the same words."""
        return list(dict.fromkeys(int(self._owner[place]) for place in self._places.get(folded(read(text)), ())))


class Linking:
    """The targets of a folder, ready to be found."""

    def __init__(self, folder: Path, tier: Tier) -> None:
        self.folder = folder
        self._targets = gold.targets(folder)
        self.number = {one.id: place for place, one in enumerate(self._targets)}
        found = kit(tier)
        self._segment = build([one.concept() for one in self._targets], found.encoders)
        self._ranker = Ranker(Space([self._segment]), found)
        self._labels = Labels(self._segment)

    def ways(self, query: gold.Query, how: gold.How) -> dict[str, Found]:
        """What each way answers."""
        means = {self.number[one] for one in query.gold}
        hidden = self._labels.hidden(query.q, means) if how.hide_query_surface else None
        return {
            "credloom": self._learned(query.q, how.profile, hidden),
            "bm25": self._bm25(query.q, hidden),
            "exact": self._exact(query.q, hidden),
        }

    def accept(self, profile: Profile) -> float:
        """From which chance on an answer is taken."""
        return self._ranker.scorer.accept(profile)

    def _ids(self, concepts: Sequence[int]) -> list[str]:
        return [self._targets[one].id for one in concepts]

    def _learned(self, text: str, profile: Profile, hidden: npt.NDArray[np.bool_] | None) -> Found:
        began = perf_counter()
        found = self._ranker.rank([text], profile, hidden=hidden)[0]
        ms = (perf_counter() - began) * 1000
        chance = float(found.chances[0]) if len(found.chances) else 0.0
        return Found(self._ids(found.concepts[:SHOWN].tolist()), chance, ms)

    def _bm25(self, text: str, hidden: npt.NDArray[np.bool_] | None) -> Found:
        words = content(read(text))
        places = self._segment.terms.surfaces(words, _BASE)
        kept = places if hidden is None else places[~hidden[places]]
        return Found(self._ids(list(dict.fromkeys(self._segment.owner[kept].tolist()))[:SHOWN]))

    def _exact(self, text: str, hidden: npt.NDArray[np.bool_] | None) -> Found:
        return Found([] if hidden is not None else self._ids(self._labels.equal(text)))


def measure(folder: Path, tier: Tier = "default") -> measures.Sets:
    """Every set of queries of a folder."""
    files = gold.sets(folder, gold.QUERIES)
    if not files:
        return {}
    linking, how = Linking(folder, tier), gold.how(folder)
    read = {name: gold.queries(file, linking.number) for name, file in files.items()}
    return {name: (len(found), _set(linking, found, how.get(name, gold.How()))) for name, found in read.items()}


def _set(linking: Linking, queries: Sequence[gold.Query], how: gold.How) -> measures.Ways:
    told = [(query, linking.ways(query, how)) for query in queries]
    ways = told[0][1] if told else ()
    out = {way: _rankings([(found[way].ranking, query.gold) for query, found in told if query.gold]) for way in ways}
    if told:
        out["credloom"] |= _chances([(query, found["credloom"]) for query, found in told], linking.accept(how.profile))
    return out


def _rankings(pairs: Sequence[tuple[Sequence[str], Collection[str]]]) -> dict[str, measures.Measured]:
    made = {"mrr": measures.mean_of(measures.reciprocal(*pair) for pair in pairs)}
    made |= {f"r@{k}": measures.mean_of(measures.recall(*pair, k) for pair in pairs) for k in (1, 5, 10)}
    made |= {f"rp@{k}": measures.mean_of(measures.r_precision(*pair, k) for pair in pairs) for k in (5, 10)}
    return made


def _chances(told: Sequence[tuple[gold.Query, Found]], accept: float) -> dict[str, measures.Measured]:
    """Of the first answer: whether its chance says the truth, and what is taken without a person's look."""
    chance = np.array([found.chance for _, found in told])
    right = np.array([bool(found.ranking) and found.ranking[0] in query.gold for query, found in told], float)
    linkable = np.array([bool(query.gold) for query, _ in told])
    taken = chance >= accept
    return {
        "accept_precision": measures.Measured(right[taken]),
        "accept_coverage": measures.Measured(taken[linkable].astype(float)),
        "ece": measures.Measured(np.column_stack([chance, right]), measures.ece),
        "ms_p50": measures.Measured(np.array([found.ms for _, found in told]), measures.median),
    }
