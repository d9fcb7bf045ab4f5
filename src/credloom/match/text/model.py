"""One number for how well a credential's words fit a job, out of `features.NAMES`: the chance that it is worth showing.

The weights were learned by `train.py`; `weights.toml` says from what, and how far they can be trusted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

import msgspec
import numpy as np

from credloom.match.text.conflicts import DECISIVE
from credloom.match.text.features import NAMES, compared
from credloom.match.text.texts import Offered, Wanted
from credloom.match.text.vectors import Floats

FILE = "weights.toml"
MOST_FITTING = 0.95
"""Words alone are never surer than this that a credential is worth showing."""
MOST_CERTAIN = 0.8
"""Words alone are never surer than this that a requirement is met."""
ELSEWHERE = 0.4
"""What a decisive conflict takes from the fit."""


class Weights(msgspec.Struct, frozen=True):
    """`numbers` in the order of `NAMES`; a sum is a chance by the logistic curve with `slope` and `middle`."""

    version: str
    numbers: tuple[float, ...]
    slope: float
    middle: float


class Fit(msgspec.Struct, frozen=True):
    """How well a credential's words fit a job (0 to 1), and each requirement's chance to be met by them."""

    fit: float
    chances: tuple[float, ...]


@cache
def weights() -> Weights:
    """The weights that the package holds."""
    found = tomllib.loads(resources.files(__package__).joinpath(FILE).read_text("utf-8"))
    return Weights(found["version"], tuple(found["weights"][name] for name in NAMES), found["slope"], found["middle"])


def fits(wanted: Wanted, offered: Sequence[Offered]) -> list[Fit]:
    """The fit of each credential, in the order given; all in one go."""
    if not offered or not wanted.requirements:
        return [Fit(0.0, ()) for _ in offered]
    known, found = weights(), compared(wanted, offered)
    fit = MOST_FITTING * chance(found.numbers @ np.array(known.numbers, np.float32), known.slope, known.middle)
    worst = found.numbers[:, [NAMES.index(name) for name in DECISIVE]].max(axis=1)
    fit = fit * (1 - ELSEWHERE * np.clip(worst, 0, 1))
    each = MOST_CERTAIN * np.sqrt(fit)[:, None] * found.evidence
    return [
        Fit(round(float(one), 6), tuple(round(float(c), 6) for c in row)) for one, row in zip(fit, each, strict=True)
    ]


def chance(sums: Floats, slope: float, middle: float) -> Floats:
    """Sums as chances."""
    return np.asarray(1 / (1 + np.exp(-slope * (sums - middle))), np.float32)
