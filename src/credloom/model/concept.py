"""Entries of open vocabularies: CTDL concept schemes, SOC, CIP, NAICS and others."""

from __future__ import annotations

from credloom.model.base import Value
from credloom.model.text import LangText


class Concept(Value, frozen=True):
    """`scheme` is a short name ("CredentialStatus", "SOC", "CIP", "NAICS", "O*NET-SOC", "Class") or the framework's
    name or address where it is none that we know; `code` stands without prefix ("Active", "29-1141")."""

    scheme: str
    code: str
    uri: str | None = None
    labels: tuple[LangText, ...] = ()
