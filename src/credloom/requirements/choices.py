"""Parts of a clause of which any one is enough: "RN or LPN", "degree or equivalent experience"."""

from __future__ import annotations

from credloom.requirements import kinds
from credloom.requirements.blocks import Span
from credloom.requirements.leads import tidy
from credloom.requirements.marks import NAMED, OR, SHORT, marks, words


def alternatives(text: str, start: int, end: int) -> list[Span]:
    """The parts of a clause of which any one is enough; none where it offers no choice."""
    found, begin = [], start
    for mark in marks(text, start, end):
        if not OR.search(text, mark.start, mark.end):
            continue
        if _choice(text, begin, mark, end):
            found.append(Span(*tidy(text, begin, mark.start)))
            begin = mark.end
    if not found:
        return []
    return [span for span in (*found, Span(*tidy(text, begin, end))) if span.end > span.start]


_EQUAL = words(
    r"(?:an? |any |the |other )?(?:equivalent|equal|similar|comparable|commensurate|related|relevant|another"
    r"|combination)\b"
)


def _choice(text: str, begin: int, mark: Span, end: int) -> bool:
    left, right = text[begin : mark.start], text[mark.end : end]
    if _EQUAL.match(right):
        return True
    sort = kinds.kind(left)
    new = kinds.begins(right)
    if sort != "COMPETENCY" and new != "COMPETENCY":
        return True
    return new in ("CREDENTIAL", "EDUCATION") or (
        len(left.split()) <= SHORT and len(right.split()) <= SHORT and NAMED.match(right) is not None
    )
