"""Reasons in words, by templates over the evidence: what is met by what, and plainly what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from credloom.match.ports import Covered, Requirement

ROUTE_WORDS = {
    "CREDENTIAL": "which the credential states itself",
    "REQUIRED_PROGRAM": "which a program on the way to the credential teaches",
    "REQUIRED_ASSESSMENT": "which a required assessment examines",
    "CROSSWALK": "which an occupation asks for that the credential prepares for",
    "INFERRED_FROM_TEXT": "of which the credential's text speaks",
}
_LISTED = 3
_SHOWN = 80
_WORDS = 6


def short(text: str) -> str:
    """A text in quotation marks, cut where it is long."""
    return f"\u201c{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + chr(0x2026)}\u201d"


def by_competency(
    requirement: Requirement, statement: str, route: str, reason: str, framework: str | None = None
) -> str:
    """Why a competency covers a requirement; `framework` is where it is published."""
    origin = f" of {short(framework)}" if framework else ""
    return f"{short(requirement.text)} is met by {short(statement)}{origin}, {ROUTE_WORDS[route]}. {reason}"


def by_credential(requirement: Requirement, name: str, reason: str) -> str:
    """Why a credential itself covers a requirement."""
    return f"{short(requirement.text)} is met by {short(name)} itself. {reason}"


def by_text(shared: Sequence[str], piece: str) -> str:
    """Why the words of a credential let one expect that a requirement is met."""
    words = (
        f" Shared words: {', '.join(shared[:_WORDS])}." if shared else " No word is shared, only the meaning is near."
    )
    return f"No source states it; the credential's text says {short(piece)}.{words}"


def by_words_of_name(requirement: Requirement) -> str:
    """Why a credential of another spelling is the one that is asked for."""
    return f"Every telling word of {short(requirement.text)} stands in its name."


def by_level(asked: str, held: str) -> str:
    """What two stated levels say about each other."""
    return f" Level asked for: {asked}; level stated: {held}."


def summary(covered: Sequence[Covered], gaps: Sequence[Requirement]) -> str:
    """One credential's match: counts by necessity, what is met, what is missing."""
    met = [item.requirement for item in covered]
    words = [_counted(name, met, gaps) for name in ("REQUIRED", "PREFERRED", "MENTIONED")]
    text = f"Covers {', '.join(word for word in words if word) or 'nothing'}."
    if not met:
        text += " Its name and text fit the job as a whole."
    else:
        text += f" Met: {_some(met)}."
    guessed = [item.requirement for item in covered if item.route in ("INFERRED_FROM_TEXT", "CROSSWALK")]
    if guessed:
        text += f" Only inferred, not stated by a source: {_some(guessed)}."
    missing = [item for item in gaps if item.necessity != "MENTIONED"]
    return f"{text} Missing: {_some(missing)}." if missing else f"{text} Nothing that is asked for is missing."


def _counted(necessity: str, met: Sequence[Requirement], gaps: Sequence[Requirement]) -> str:
    here = sum(item.necessity == necessity for item in met)
    total = here + sum(item.necessity == necessity for item in gaps)
    return f"{here} of {total} {necessity.lower()}" if total else ""


def _some(items: Sequence[Requirement]) -> str:
    more = f" and {len(items) - _LISTED} more" if len(items) > _LISTED else ""
    return ", ".join(short(item.text) for item in items[:_LISTED]) + more
