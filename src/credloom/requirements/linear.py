"""A linear model: what each feature of something adds to the log-odds that it is of one sort."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Model(msgspec.Struct, frozen=True):
    """What each feature adds to the log-odds; features without a weight add nothing."""

    bias: float
    weights: dict[str, float]

    def odds(self, features: Mapping[str, float]) -> float:
        """The log-odds."""
        weights = self.weights
        return self.bias + sum(weights.get(name, 0.0) * value for name, value in features.items())
