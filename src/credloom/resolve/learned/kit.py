"""What comparing needs, by tier: learned weights and encoders that belong together."""

from __future__ import annotations

from pathlib import Path

import msgspec

from credloom.errors import UsageError
from credloom.resolve.learned import model, semantic, static
from credloom.resolve.learned.encoders import Encoders
from credloom.resolve.learned.model import Scorer, Tier

_prepared_in: Path | None = None


class Kit(msgspec.Struct, frozen=True):
    """Weights and encoders that belong together. `version` changes when anything has to be compared anew."""

    scorer: Scorer
    encoders: Encoders

    @property
    def version(self) -> str:
        """The name under which links say what found them."""
        more = self.encoders.semantic
        return self.scorer.version if more is None else f"{self.scorer.version}-{more.digest[:8]}"


def use(data: Path) -> None:
    """Tell this process in which data directory the semantic tier is prepared, for those who name a tier alone."""
    global _prepared_in  # noqa: PLW0603  told once, at the start of a command
    _prepared_in = data


def kit(tier: Tier = "default", data: Path | None = None) -> Kit:
    """The kit of a tier; the semantic one from what is prepared in a data directory, see `use`."""
    if tier == "default":
        return Kit(model.load(), Encoders(static.encoder()))
    data = data or _prepared_in
    if data is None:
        raise UsageError("The semantic tier needs a data directory in which it is prepared.")
    return Kit(model.load("semantic"), Encoders(static.encoder(), semantic.encoder(data / semantic.FOLDER)))


def best_kit(data: Path) -> Kit:
    """The semantic kit where it is prepared, else the default one."""
    return kit("semantic", data) if semantic.prepared(data) else kit()
