"""What reading a text gives: clauses that ask for one thing each, with their place in the text."""

from __future__ import annotations

from typing import Literal

from credloom.model.base import Value
from credloom.model.concept import Concept

Part = Literal["REQUIRED", "PREFERRED", "DUTIES", "OTHER", "NONE"]
"""What the nearest heading announces: requirements, wishes, duties, something that asks for nothing (benefits, the
company, how to apply), or nothing yet."""

ORDER = {"REQUIRED": 0, "PREFERRED": 1, "MENTIONED": 2}
"""The contract's Necessity, strongest first."""


class NamedCredential(Value, frozen=True):
    """A credential that words name: its family (the contract's CredentialFamily) and the names it goes by."""

    family: str
    names: tuple[str, ...]
    ctdl_class: str | None = None


class Clause(Value, frozen=True):
    """One thing that a text asks for: `text` is exactly `given[start:end]`.

    `kind` and `necessity` are the contract's RequirementKind and Necessity. `words` are the text without "ability to",
    "knowledge of" and the like, for matching. Of `alternatives` any one is enough; the clause spans them, except those
    that stand further on ("… OR …" on a line of its own).
    """

    text: str
    start: int
    end: int
    kind: str = "COMPETENCY"
    necessity: str = "REQUIRED"
    words: str = ""
    level: Concept | None = None
    credentials: tuple[NamedCredential, ...] = ()
    alternatives: tuple[Clause, ...] = ()
