"""How far credentials meet a job: an expected weighted share, and how well their words fit where no share is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from credloom.match.meaning import Meaning
from credloom.match.ports import Requirement

WEIGHTS = {"REQUIRED": 1.0, "PREFERRED": 0.5, "MENTIONED": 0.1}
"""What a requirement counts in the score. Coverages are of one necessity each."""
WORK = 0.5
"""A credential whose words fit the job perfectly, but of which no requirement is known to be met, is half as good as
one that is known to meet all."""

WORTH = 0.5
"""How well the words of a credential have to fit, of which no requirement is known to be met."""


@dataclass(slots=True)
class Way:
    """Why a requirement counts as covered by a credential: through a competency, or by the credential itself."""

    probability: float
    route: str
    meaning: Meaning | None
    basis: str
    explanation: str = ""
    itself: bool = False
    """Whether the requirement asks for this very credential."""


@dataclass(slots=True)
class Coverage:
    """The ways of each credential by requirement index, and how well its words fit the job (0 to 1).

    `rarity` says of each requirement how few credentials meet it, 0 to 1: what every credential has tells little.
    `least` is the chance and `bases` are the bases from which on a way counts, `worth` the fit of what covers nothing.
    """

    requirements: Sequence[Requirement]
    rarity: Sequence[float] = ()
    ways: dict[str, dict[int, Way]] = field(default_factory=dict)
    fit: dict[str, float] = field(default_factory=dict)
    worth: float = WORTH
    least: float = 0.0
    bases: tuple[str, ...] = ()
    _known: tuple[Sequence[float], list[float]] | None = None

    def add(self, credential: str, index: int, way: Way) -> None:
        """Keep the best way; one of too little chance, or of a basis that does not count, is none."""
        if way.probability < self.least or (self.bases and way.basis not in self.bases):
            return
        known = self.ways.setdefault(credential, {}).get(index)
        if known is None or way.probability > known.probability:
            self.ways[credential][index] = way

    def weights(self) -> list[float]:
        """What each requirement counts."""
        if self._known is None or self._known[0] is not self.rarity:
            rarity = self.rarity or [1.0] * len(self.requirements)
            pairs = zip(self.requirements, rarity, strict=True)
            self._known = (self.rarity, [WEIGHTS.get(one.necessity, 0.0) * rare for one, rare in pairs])
        return self._known[1]

    def score(self, credential: str) -> float:
        """The expected weighted share of what is asked; of the rest, as much as the words let one hope."""
        weights = self.weights()
        total = sum(weights)
        met = sum(weights[index] * way.probability for index, way in self.ways.get(credential, {}).items())
        share = met / total if total else 0.0
        return round(share + (1 - share) * WORK * self.fit.get(credential, 0.0), 6)

    def share(self, credential: str, necessity: str) -> float:
        """The expected weighted share of the requirements of one necessity; 0 where there are none."""
        ways = self.ways.get(credential, {})
        return self.share_of({index: way.probability for index, way in ways.items()}, necessity)

    def share_of(self, chances: dict[int, float], necessity: str) -> float:
        """The weighted share of some chances by requirement index."""
        weights = [
            (weight, chances.get(one.index, 0.0))
            for one, weight in zip(self.requirements, self.weights(), strict=True)
            if one.necessity == necessity
        ]
        total = sum(weight for weight, _ in weights)
        return round(sum(weight * chance for weight, chance in weights) / total, 6) if total else 0.0

    def ranked(self) -> list[str]:
        """Credentials, best first; equal ones in the order of their keys."""
        scores = {
            key: self.score(key) for key, ways in self.ways.items() if ways or self.fit.get(key, 0.0) >= self.worth
        }
        return sorted(scores, key=lambda key: (-scores[key], key))

    def uncovered(self, credentials: Iterable[str]) -> tuple[Requirement, ...]:
        """Requirements that none of some credentials covers."""
        met = {index for key in credentials for index in self.ways[key]}
        return tuple(one for one in self.requirements if one.index not in met)
