"""The learned weights, and what they say: an order of candidates and a calibrated chance of each.

The order is one for all texts; what a place at the head means is calibrated for each profile: `label` texts are labels
of what is looked for, `phrase` texts stand in postings and may mean nothing that is known, `link` texts are labels of
competencies that another framework may have or not. The file is made by
`python -m credloom.resolve.train`; its manifest says from what, and how well it did on texts that it had not seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec
import numpy as np

from credloom.resolve.learned.features import RAW, Pairs
from credloom.resolve.learned.fit import Matrix, sigmoid
from credloom.resolve.learned.words import Floats, Ints

Profile = Literal["label", "phrase", "link"]
Tier = Literal["default", "semantic"]
SIGNS = ("share", "score", "covers_label", "long", "one")
"""What a chance is calibrated on: a candidate's share among its rivals, its score, and how long the text is."""
_LONG = np.log1p(7)


class Calibration(msgspec.Struct, frozen=True):
    """Weights of `SIGNS`. From the chance `accept` on, at least 95 of 100 are right; None where no chance is enough."""

    weights: tuple[float, ...]
    accept: float | None = None


class Model(msgspec.Struct, frozen=True):
    """Weights of the numbers and of their squares, each less `mean` and divided by `scale`.

    `background` is the score of all that a text could be taken for among many thousand concepts: a rival to every
    candidate, so that being the best of few says little.
    """

    tier: Tier
    features: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    background: float
    profiles: Mapping[str, Calibration]
    manifest: Mapping[str, Any] = {}

    @property
    def version(self) -> str:
        """The name under which links say what found them."""
        told = msgspec.json.encode([self.features, self.mean, self.scale, self.weights, self.background, self.profiles])
        return f"credloom-{self.tier}-{hashlib.sha256(told).hexdigest()[:8]}"


class Scorer:
    """A model made ready to be used."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.version = model.version
        scaled = np.array(model.weights) / np.array(model.scale)
        self._weights, self._shift = scaled, float(scaled @ np.array(model.mean))
        self._signs = {name: np.array(one.weights) for name, one in model.profiles.items()}

    def scores(self, numbers: Floats) -> Matrix:
        """One score a pair: only differences within a text mean something."""
        half = len(self._weights) // 2
        found: Matrix = numbers @ self._weights[:half] + (numbers**2) @ self._weights[half:] - self._shift
        return found

    def chances(self, pairs: Pairs, scores: Matrix, profile: str) -> Matrix:
        """The calibrated chance of each pair to be right."""
        return sigmoid(signs(pairs, scores, self.model.background) @ self._signs[profile])

    def accept(self, profile: str) -> float:
        """From this chance on a candidate may be taken without a person's look; more than 1 where none may."""
        found = self.model.profiles[profile].accept
        return 1.1 if found is None else found


def widened(numbers: Floats) -> Matrix:
    """Numbers and their squares, as the weights have them."""
    return np.column_stack([numbers, numbers**2]).astype(np.float64)


def signs(pairs: Pairs, scores: Matrix, background: float) -> Matrix:
    """What the chance of each pair is told from, see `SIGNS`."""
    share = shares(pairs, scores, background)
    long = np.maximum(pairs.raw[:, RAW.index("words_text")] - _LONG, 0)
    covers = pairs.raw[:, RAW.index("covers_label")]
    return np.column_stack([np.log((share + 1e-9) / (1 - share + 1e-6)), scores, covers, long, np.ones(len(scores))])


def shares(pairs: Pairs, scores: Matrix, background: float) -> Matrix:
    """Each candidate's share among its rivals: other candidates of the same framework that are labelled otherwise, and
    the background. The same competency in three frameworks is no rival to itself.
    """
    place: Ints = (pairs.text << 32) | pairs.group
    labelled: Ints = (place * 0x9E3779B1) ^ pairs.label
    power = np.exp(np.clip(scores - background, -60, 60))
    rivals = _total(place, power) - _total(labelled, power)
    found: Matrix = power / (1 + power + np.maximum(rivals, 0))
    return found


def _total(key: Ints, power: Matrix) -> Matrix:
    """For each row, the sum over all rows of the same key."""
    _, group = np.unique(key, return_inverse=True)
    found: Matrix = np.bincount(group, power, 1).astype(np.float64)[group]
    return found


@cache
def load(tier: Tier = "default") -> Scorer:
    """The model that the package holds for a tier."""
    file = files("credloom.resolve.learned") / "data" / f"{tier}.json"
    return Scorer(msgspec.json.decode(file.read_bytes(), type=Model))
