"""What resolving gives: links between competencies, and what a text means, always with kind, basis and reason.

A resolver works on one snapshot of the store. Links come in the order of trust: asserted by a source, equal by a
published code or label, found by comparing text. Each says which it is; a probability is a chance of being right and
is 1 only for what a source asserts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from credloom.model.base import Value
from credloom.model.parts import Ref

MATCHED, AMBIGUOUS, NO_MATCH = "MATCHED", "AMBIGUOUS", "NO_MATCH"
"""The contract's Decision."""

ALIGNMENT_KINDS = ("EXACT", "CLOSE", "BROAD", "NARROW", "RELATED", "NO_MATCH")
"""The contract's AlignmentKind, read from the subject: BROAD means that the object is broader."""


class Evidence(Value, frozen=True):
    """What a conclusion rests on: words, with their place (`start`, `end` in characters, or a JSON pointer)."""

    text: str
    start: int | None = None
    end: int | None = None
    pointer: str | None = None
    url: str | None = None


class Candidate(Value, frozen=True):
    """A competency that a text may mean."""

    competency: Ref
    kind: str
    basis: str
    probability: float
    explanation: str
    evidence: tuple[Evidence, ...] = ()
    model: str | None = None


class Resolution(Value, frozen=True):
    """What a text means: `candidates` are the likeliest first, `decision` is MATCHED, AMBIGUOUS or NO_MATCH."""

    text: str
    decision: str
    candidates: tuple[Candidate, ...] = ()


class Alignment(Value, frozen=True):
    """A link from one stored competency to another (none for NO_MATCH).

    `sources` are the connectors whose records say so; none where Credloom found it. `predicate` is the original CTDL
    property and `inverted` whether the other end stated it.
    """

    subject: Ref
    object: Ref | None
    kind: str
    basis: str
    probability: float
    explanation: str
    sources: tuple[str, ...] = ()
    predicate: str | None = None
    inverted: bool = False
    evidence: tuple[Evidence, ...] = ()
    model: str | None = None


class Scope(Value, frozen=True):
    """Which competencies count: keys of frameworks, connector keys, categories; empty is any."""

    frameworks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


ANYWHERE = Scope()


class Resolver(Protocol):
    """One way to resolve. Plain functions that read in batches: call them in a thread."""

    def resolve_texts(
        self, texts: Sequence[str], scope: Scope = ANYWHERE, *, min_probability: float = 0.5, first: int = 5
    ) -> list[Resolution]:
        """What each text means, in the order given. A text without words gets NO_MATCH."""
        ...

    def alignments(
        self,
        keys: Sequence[str],
        *,
        kinds: Sequence[str] | None = None,
        bases: Sequence[str] | None = None,
        min_probability: float = 0.5,
    ) -> list[list[Alignment]]:
        """The links of each stored competency, strongest first; `kinds` and `bases` limit them."""
        ...
