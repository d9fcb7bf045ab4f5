"""How far credentials meet requirements: weighted shares, and small sets that together cover more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from credloom.match.meaning import Meaning
from credloom.match.ports import CredentialCombination, Requirement
from credloom.model.parts import Ref

WEIGHTS = {"REQUIRED": 1.0, "PREFERRED": 0.5, "MENTIONED": 0.1}
"""What a requirement counts in the score. Coverages are of one necessity each, where all count alike."""
MOST_COMBINATIONS = 5
POOL = 40
"""Of the best single credentials, so many are tried in combinations."""
_LEAST_GAIN = 0.05
"""A further credential has to add so much of the required coverage to be worth it."""


@dataclass(slots=True)
class Way:
    """Why a requirement counts as covered by a credential: through a competency, or by the credential itself."""

    probability: float
    route: str
    meaning: Meaning | None
    basis: str
    explanation: str = ""


@dataclass(slots=True)
class Coverage:
    """The ways of each credential, by requirement index."""

    requirements: Sequence[Requirement]
    ways: dict[str, dict[int, Way]] = field(default_factory=dict)
    _weights: list[float] = field(init=False)
    _total: float = field(init=False)

    def __post_init__(self) -> None:
        self._weights = [WEIGHTS.get(requirement.necessity, 0.0) for requirement in self.requirements]
        self._total = sum(self._weights)

    def add(self, credential: str, index: int, way: Way) -> None:
        """Keep the best way."""
        known = self.ways.setdefault(credential, {}).get(index)
        if known is None or way.probability > known.probability:
            self.ways[credential][index] = way

    def score(self, credential: str) -> float:
        """The expected weighted share of all requirements."""
        weights = self._weights
        met = sum(weights[index] * way.probability for index, way in self.ways[credential].items())
        return round(met / self._total, 6) if self._total else 0.0

    def share(self, credential: str, necessity: str) -> float:
        """The expected share of the requirements of one necessity; 0 where there are none."""
        return self._share(self._chances(credential), necessity)

    def ranked(self) -> list[str]:
        """Credentials, best first; equal ones in the order of their keys."""
        return sorted(self.ways, key=lambda key: (-self.score(key), key))

    def uncovered(self, credentials: Iterable[str]) -> tuple[Requirement, ...]:
        """Requirements that none of some credentials covers."""
        met = {index for key in credentials for index in self.ways[key]}
        return tuple(r for r in self.requirements if r.index not in met)

    def _chances(self, credential: str) -> dict[int, float]:
        return {index: way.probability for index, way in self.ways[credential].items()}

    def _share(self, chances: Mapping[int, float], necessity: str) -> float:
        counted = [chances.get(r.index, 0.0) for r in self.requirements if r.necessity == necessity]
        return round(sum(counted) / len(counted), 6) if counted else 0.0

    def combinations(self, ranked: Sequence[str], most: int) -> tuple[CredentialCombination, ...]:
        """Small sets that cover more of what is required than any single credential, best first."""
        pool = [key for key in ranked[:POOL] if self.share(key, "REQUIRED") > 0]
        best = max((self.share(key, "REQUIRED") for key in pool), default=0.0)
        found: dict[frozenset[str], tuple[float, tuple[str, ...]]] = {}
        for start in pool[:MOST_COMBINATIONS]:
            for share, members in self._grown(start, pool, most):
                if share > best:
                    found.setdefault(frozenset(members), (share, members))
        ordered = sorted(found.values(), key=lambda item: (-item[0], len(item[1]), item[1]))
        return tuple(
            CredentialCombination(tuple(Ref(key, "Credential") for key in members), share)
            for share, members in ordered[:MOST_COMBINATIONS]
        )

    def _grown(self, start: str, pool: Sequence[str], most: int) -> Iterator[tuple[float, tuple[str, ...]]]:
        """Greedy: the credential that adds most, until nothing adds enough (at least 1 - 1/e of the best set)."""
        members: tuple[str, ...] = (start,)
        chances: Mapping[int, float] = self._chances(start)
        share = self._share(chances, "REQUIRED")
        while len(members) < most:
            options = [
                (self._share(joined := _together(chances, self._chances(key)), "REQUIRED"), key, joined)
                for key in pool
                if key not in members
            ]
            top = max(options, key=lambda option: (option[0], option[1]), default=None)
            if top is None or top[0] < share + _LEAST_GAIN:
                return
            share, chances, members = top[0], top[2], (*members, top[1])
            yield share, members


def _together(one: Mapping[int, float], other: Mapping[int, float]) -> dict[int, float]:
    """The chance that at least one of two covers each requirement."""
    return {index: 1 - (1 - one.get(index, 0.0)) * (1 - other.get(index, 0.0)) for index in one.keys() | other.keys()}
