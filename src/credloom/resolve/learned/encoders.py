"""The ways to make vectors of texts that a tier has."""

from __future__ import annotations

import msgspec

from credloom.resolve.learned.semantic import SemanticEncoder
from credloom.resolve.learned.static import StaticEncoder
from credloom.resolve.learned.words import Floats


class Encoders(msgspec.Struct, frozen=True):
    """Ways to make vectors of texts: always the static one, in the semantic tier the other one too."""

    static: StaticEncoder
    semantic: SemanticEncoder | None = None

    def rows(self, texts: list[str]) -> tuple[Floats, Floats | None]:
        """The vectors of texts, one row each."""
        return self.static.encode(texts), None if self.semantic is None else self.semantic.encode(texts)
