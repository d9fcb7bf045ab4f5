"""The resolver: what sources assert, equal words and codes, then what the learned model finds."""

from __future__ import annotations

from collections.abc import Sequence

from credloom.resolve.basic import BasicResolver, decide, select, unsaid
from credloom.resolve.found import kept_links, meant
from credloom.resolve.kept.index import Index
from credloom.resolve.ports import ANYWHERE, Alignment, Candidate, Resolution, Scope
from credloom.store.ports import Snapshot


class LearnedResolver(BasicResolver):
    """A `ports.Resolver` on one snapshot and what is kept beside its store."""

    def __init__(self, snapshot: Snapshot, index: Index) -> None:
        super().__init__(snapshot)
        self._index = index

    def resolve_texts(
        self, texts: Sequence[str], scope: Scope = ANYWHERE, *, min_probability: float = 0.5, first: int = 5
    ) -> list[Resolution]:
        """What each text means: by its words or code, and by the model."""
        known = self.candidates(texts, scope, min_probability)
        more = meant(self._index.ranker(), self._snapshot, texts, scope, min_probability)
        both = [_best(one, other) for one, other in zip(known, more, strict=True)]
        frameworks = self.frameworks({one.competency.key for many in both for one in many})
        return [decide(text, many, frameworks, first) for text, many in zip(texts, both, strict=True)]

    def alignments(
        self,
        keys: Sequence[str],
        *,
        kinds: Sequence[str] | None = None,
        bases: Sequence[str] | None = None,
        min_probability: float = 0.5,
    ) -> list[list[Alignment]]:
        """Asserted links, then equal words, then links that the model found at the last refresh."""
        known = super().alignments(keys, min_probability=0.0)
        found = kept_links(self._index, self._snapshot, keys)
        return [
            select([*there, *unsaid(there, self._left(there, more))], kinds, bases, min_probability)
            for there, more in zip(known, found, strict=True)
        ]

    def _left(self, known: Sequence[Alignment], found: Sequence[Alignment]) -> list[Alignment]:
        """Links that were found, without those into where a source says that there is no match."""
        without = {one.object.key for one in known if one.kind == "NO_MATCH" and one.object}
        if not without:
            return list(found)
        frameworks = self.frameworks({one.object.key for one in found if one.object})
        return [one for one in found if one.object and frameworks.get(one.object.key) not in without]


def _best(known: Sequence[Candidate], found: Sequence[Candidate]) -> list[Candidate]:
    """Each competency once, what is known by words before what was found."""
    named = {one.competency.key for one in known}
    return sorted(
        [*known, *(one for one in found if one.competency.key not in named)], key=lambda one: -one.probability
    )
