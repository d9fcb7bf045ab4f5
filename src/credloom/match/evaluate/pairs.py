"""`NAME.pairs.jsonl`: two statements and how the second relates to the first.

Accepted is what is taken for exact or close: `accept_precision` is how much of it is labelled so, `accept_recall` how
much of what is labelled so is accepted. `confusion` says what became of each label. Each pair is judged by the code
that links stored competencies; that the second statement stands among those of all pairs makes it a real choice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from credloom.resolve.evaluate.gold import lines
from credloom.resolve.evaluate.measures import Measured, Sets, Ways
from credloom.resolve.learned.kit import kit
from credloom.resolve.learned.making import build
from credloom.resolve.learned.model import Tier
from credloom.resolve.learned.ranker import Ranker
from credloom.resolve.learned.segment import Concept
from credloom.resolve.learned.space import Space
from credloom.resolve.learned.words import folded, read
from credloom.resolve.linking import links_of

SUFFIX = ".pairs.jsonl"
Label = Literal["exact", "close", "broader", "narrower", "related", "none"]
SAME = ("exact", "close")
LIKELY = 0.5
"""A link of less chance counts as none."""
_LABELS: dict[str, Label] = {
    "EXACT": "exact",
    "CLOSE": "close",
    "BROAD": "broader",
    "NARROW": "narrower",
    "RELATED": "related",
}


class Pair(msgspec.Struct, frozen=True):
    """Two statements; `label` is read from the first: "broader" means that the second is broader."""

    a: str
    b: str
    label: Label


def measure(folder: Path, tier: Tier = "default") -> Sets:
    """Every set of pairs of a folder, beside equality of words."""
    found: Sets = {}
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        pairs = lines(file, Pair)
        ways: Ways = {"credloom": measured(pairs, judged(pairs, tier)), "exact": measured(pairs, equal(pairs))}
        found[file.name.removesuffix(SUFFIX)] = (len(pairs), ways)
    return found


def judged(pairs: Sequence[Pair], tier: Tier = "default") -> list[Label]:
    """What each pair is taken for. Every second statement is of a framework of its own, so that none is a rival."""
    if not pairs:
        return []
    found = kit(tier)
    second = list(dict.fromkeys(pair.b for pair in pairs))
    concepts = [Concept(text, text, group=f"b{place}") for place, text in enumerate(second)]
    ranker = Ranker(Space([build(concepts, found.encoders)]), found)
    first = list(dict.fromkeys(pair.a for pair in pairs))
    links = links_of([Concept(f"a{place}", text, group="a") for place, text in enumerate(first)], ranker)
    by_ends = {(first[int(link.one[1:])], link.other): link for link in links}
    labels: list[Label] = []
    for pair in pairs:
        link = by_ends.get((pair.a, pair.b))
        labels.append(_LABELS[link.kind] if link is not None and link.chance >= LIKELY else "none")
    return labels


def equal(pairs: Sequence[Pair]) -> list[Label]:
    """Exact where both are the same but for case and mark-up."""
    return ["exact" if folded(read(pair.a)) == folded(read(pair.b)) else "none" for pair in pairs]


class Confusion(Measured, frozen=True):
    """What became of each label, in place of a single figure."""

    counts: Mapping[str, Mapping[str, int]] = {}

    @property
    def value(self) -> Mapping[str, Mapping[str, int]]:  # type: ignore[override]  # shown as it is, never compared
        """Label → what it was taken for → how many pairs."""
        return self.counts

    def interval(self) -> None:
        """None: counts of every kind have no single interval."""


def measured(pairs: Sequence[Pair], found: Sequence[Label]) -> dict[str, Measured]:
    """Precision and recall of what is accepted."""
    accepted = np.array([label in SAME for label in found], bool)
    same = np.array([pair.label in SAME for pair in pairs], bool)
    return {
        "accept_precision": Measured(same[accepted].astype(float)),
        "accept_recall": Measured(accepted[same].astype(float)),
        "confusion": Confusion(accepted.astype(float), counts=confusion(pairs, found)),
    }


def confusion(pairs: Sequence[Pair], found: Sequence[Label]) -> dict[str, dict[str, int]]:
    """How many pairs of each label were taken for what."""
    counts = Counter((pair.label, label) for pair, label in zip(pairs, found, strict=True))
    made: dict[str, dict[str, int]] = {}
    for (label, taken), count in sorted(counts.items()):
        made.setdefault(label, {})[taken] = count
    return made
