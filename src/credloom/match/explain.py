"""Reasons in words, by templates over the evidence: what is met by what, and plainly what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from credloom.match.ports import Covered, Requirement

ROUTE_WORDS = {
    "CREDENTIAL": "which the credential states itself",
    "REQUIRED_PROGRAM": "which a program on the way to the credential teaches",
    "REQUIRED_ASSESSMENT": "which a required assessment examines",
}
_LISTED = 3
_SHOWN = 80


def short(text: str) -> str:
    """A text in quotation marks, cut where it is long."""
    return f"\u201c{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + chr(0x2026)}\u201d"


def by_competency(requirement: Requirement, statement: str, route: str, reason: str) -> str:
    """Why a competency covers a requirement."""
    return f"{short(requirement.text)} is met by {short(statement)}, {ROUTE_WORDS[route]}. {reason}"


def by_credential(requirement: Requirement, name: str, reason: str) -> str:
    """Why a credential itself covers a requirement."""
    return f"{short(requirement.text)} is met by {short(name)} itself. {reason}"


def summary(covered: Sequence[Covered], gaps: Sequence[Requirement]) -> str:
    """One credential's match: counts by necessity, what is met, what is missing."""
    met = [item.requirement for item in covered]
    words = [_counted(name, met, gaps) for name in ("REQUIRED", "PREFERRED", "MENTIONED")]
    text = f"Covers {', '.join(word for word in words if word) or 'nothing'}."
    if met:
        text += f" Met: {_some(met)}."
    missing = [item for item in gaps if item.necessity != "MENTIONED"]
    return f"{text} Missing: {_some(missing)}." if missing else f"{text} Nothing that is asked for is missing."


def _counted(necessity: str, met: Sequence[Requirement], gaps: Sequence[Requirement]) -> str:
    here = sum(item.necessity == necessity for item in met)
    total = here + sum(item.necessity == necessity for item in gaps)
    return f"{here} of {total} {necessity.lower()}" if total else ""


def _some(items: Sequence[Requirement]) -> str:
    more = f" and {len(items) - _LISTED} more" if len(items) > _LISTED else ""
    return ", ".join(short(item.text) for item in items[:_LISTED]) + more
