"""How much a requirement tells credentials apart: what hardly any credential brings counts most."""

from __future__ import annotations

import math
from collections.abc import Sequence

from credloom.match.ports import Requirement
from credloom.match.text.lexicon import telling
from credloom.match.text.words import word_set
from credloom.store.ports import Snapshot

LEAST = 0.25
"""What the commonest requirement counts beside the rarest."""
FEW = 1_000
"""Stores of fewer credentials than this say too little about how rare something is."""


def rarities(snapshot: Snapshot, requirements: Sequence[Requirement], links: Sequence[int]) -> list[float]:
    """The inverse document frequency of each requirement, 0.25 to 1; `links` says to how many holders each leads.

    One of generic words alone ("communication skills") tells little whoever meets it.
    """
    [(_, stored)] = snapshot.aggregate("Credential", (), ()) or [((), 0)]
    total = max(stored, FEW) + 1
    found = []
    for requirement, count in zip(requirements, links, strict=True):
        rare = 1 - math.log(1 + min(count, total)) / math.log(total)
        found.append(max(LEAST, rare * (LEAST if _generic(requirement) else 1)))
    return found


def _generic(requirement: Requirement) -> bool:
    return requirement.kind == "COMPETENCY" and not telling(word_set(requirement.text))
