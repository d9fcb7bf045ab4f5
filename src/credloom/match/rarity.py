"""How much a requirement tells credentials apart: what hardly any credential brings counts most."""

from __future__ import annotations

import math
from collections.abc import Sequence

from credloom.match.ports import Requirement
from credloom.match.text.lexicon import telling
from credloom.match.text.texts import GENERIC
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
    found = [1 - math.log(1 + min(count, total)) / math.log(total) for count in links]
    return [max(LEAST, one * tells) for one, tells in zip(found, told(requirements), strict=True)]


def told(requirements: Sequence[Requirement]) -> list[float]:
    """How much the words of each requirement tell, whatever is stored: 1, or little where they are all generic."""
    return [GENERIC if one.kind == "COMPETENCY" and not telling(word_set(one.text)) else 1.0 for one in requirements]
