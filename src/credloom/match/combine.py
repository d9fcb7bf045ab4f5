"""Small sets of credentials that together cover more of what is required than any one of them.

What a set covers grows by less with each further member (it is submodular), so that taking the best addition each time
comes within 1 - 1/e of the best set. Of additions that are as good, the cheapest is taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from credloom.match.coverage import Coverage
from credloom.match.ports import CredentialCombination
from credloom.model.parts import Ref

MOST = 5
POOL = 40
"""Of the best single credentials, so many are tried."""
BEST_OF_EACH = 3
"""So many of those that meet a requirement best are tried too, wherever they rank."""
LEAST_GAIN = 0.05
"""A further credential has to add so much of the required coverage to be worth it."""
_AS_GOOD = 0.005
_LIKELY = 0.5

Chances = dict[int, float]


def pool(coverage: Coverage, ranked: Sequence[str]) -> list[str]:
    """The credentials that are tried: the best ones, and the best ones for each requirement."""
    found = dict.fromkeys(ranked[:POOL])
    for one in coverage.requirements:
        if one.necessity == "REQUIRED":
            able = [key for key in ranked if one.index in coverage.ways[key]]
            able.sort(key=lambda key, index=one.index: -coverage.ways[key][index].probability)  # type: ignore[misc]
            found |= dict.fromkeys(able[:BEST_OF_EACH])
    return [key for key in found if coverage.share(key, "REQUIRED") > 0]


def combinations(
    coverage: Coverage, members: Sequence[str], most: int, costs: Mapping[str, float]
) -> tuple[CredentialCombination, ...]:
    """The best sets of at most `most` of some credentials; `costs` holds what is known of their prices."""
    best = max((coverage.share(key, "REQUIRED") for key in members), default=0.0)
    found: dict[frozenset[str], tuple[float, tuple[str, ...]]] = {}
    for start in members[:MOST]:
        for share, grown in _grown(coverage, start, members, most, costs):
            if share > best:
                found.setdefault(frozenset(grown), (share, grown))
    price = {chosen: sum(costs.get(key, math.inf) for key in chosen) for chosen in found}
    ordered = sorted(found, key=lambda chosen: (-found[chosen][0], len(chosen), price[chosen], found[chosen][1]))
    return tuple(
        CredentialCombination(tuple(Ref(key, "Credential") for key in found[chosen][1]), found[chosen][0])
        for chosen in ordered[:MOST]
    )


def _grown(
    coverage: Coverage, start: str, members: Sequence[str], most: int, costs: Mapping[str, float]
) -> Iterator[tuple[float, tuple[str, ...]]]:
    chosen: tuple[str, ...] = (start,)
    chances = _chances(coverage, start)
    share = coverage.share_of(chances, "REQUIRED")
    while len(chosen) < most:
        options = [
            (coverage.share_of(joined, "REQUIRED"), key, joined)
            for key in members
            if key not in chosen and _new(chances, _chances(coverage, key))
            for joined in (_together(chances, _chances(coverage, key)),)
        ]
        top = max((gain for gain, _, _ in options), default=0.0)
        if top < share + LEAST_GAIN:
            return
        good = [option for option in options if option[0] >= top - _AS_GOOD]
        share, key, chances = min(good, key=lambda option: (costs.get(option[1], math.inf), -option[0], option[1]))
        chosen = (*chosen, key)
        yield share, chosen


def _chances(coverage: Coverage, key: str) -> Chances:
    return {index: way.probability for index, way in coverage.ways[key].items()}


def _new(one: Chances, other: Chances) -> bool:
    """Whether something is likelier met than not only with the other: two of the same kind are no combination."""
    return any(chance >= _LIKELY > one.get(index, 0.0) for index, chance in other.items())


def _together(one: Chances, other: Chances) -> Chances:
    """The chance that at least one of two covers each requirement."""
    return {index: 1 - (1 - one.get(index, 0.0)) * (1 - other.get(index, 0.0)) for index in one.keys() | other.keys()}
