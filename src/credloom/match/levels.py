"""Levels of proficiency, compared where both sides state one: a number, or one of the usual words."""

from __future__ import annotations

import re

from credloom.match import explain
from credloom.model.concept import Concept
from credloom.model.text import pick

TOO_LOW = 0.5
"""What a competency counts that is stated at a lower level than is asked for."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORDS = (
    (1.0, re.compile(r"novice|beginn|basic|awareness|introduc|foundation|entry|elementary", re.IGNORECASE)),
    (2.0, re.compile(r"intermediate|working|practitioner|developing|competent", re.IGNORECASE)),
    (3.0, re.compile(r"advanced|proficient|skilled|upper", re.IGNORECASE)),
    (4.0, re.compile(r"expert|master|fluent|lead", re.IGNORECASE)),
)


def compared(asked: Concept | None, held: Concept | None) -> tuple[float, str]:
    """(what to multiply a chance with, what to say of it); (1, "") where the levels cannot be compared."""
    if asked is None or held is None:
        return 1.0, ""
    same_scheme = asked.scheme == held.scheme
    want, have = _height(asked, numbers=same_scheme), _height(held, numbers=same_scheme)
    if want is None or have is None:
        return 1.0, ""
    words = explain.by_level(_label(asked), _label(held))
    return (TOO_LOW if have < want else 1.0), words


def _height(level: Concept, *, numbers: bool) -> float | None:
    """Numbers of one scheme are compared; words are of every scheme."""
    text = f"{level.code} {_label(level)}"
    for height, pattern in _WORDS:
        if pattern.search(text):
            return height
    found = _NUMBER.search(level.code) if numbers else None
    return float(found[0]) if found else None


def _label(level: Concept) -> str:
    return pick(level.labels) or level.code
