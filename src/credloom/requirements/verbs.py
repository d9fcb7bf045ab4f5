"""Whether a phrase begins with something that is done: "administer medications", "Manages budgets", "welding pipe"."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Literal

Form = Literal["base", "s", "ing"]

_WORD = re.compile(
    r"\s*(?:[-\u2013]\s*)?(?:(?:to|also|then|and/or|or"
    r"|not)\s+)?(?:[a-z]+ly,?\s+(?:and\s+[a-z]+ly\s+)?)?([a-z]+(?:-[a-z]+)?)",
    re.IGNORECASE,
)
_VOWELS = frozenset("aeiou")


@cache
def forms() -> dict[str, Form]:
    """Every form of the verbs that duties begin with."""
    text = resources.files(__package__).joinpath("verbs.txt").read_text("utf-8")
    found: dict[str, Form] = {}
    for verb in text.split():
        found[verb] = "base"
        found.setdefault(_third(verb), "s")
        found.setdefault(_gerund(verb), "ing")
        if verb.endswith("er"):
            found.setdefault(verb + "ing", "ing")
    return found


def _third(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ies"
    return verb + "s"


def _gerund(verb: str) -> str:
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    short = len(verb) <= 4 or verb in ("submit", "transfer", "refer", "program", "control")
    if (
        short
        and len(verb) >= 3
        and verb[-1] not in _VOWELS
        and verb[-1] not in "wxy"
        and verb[-2] in _VOWELS
        and verb[-3] not in _VOWELS
    ):
        return verb + verb[-1] + "ing"
    return verb + "ing"


def form_at(text: str, start: int, end: int) -> tuple[Form, int] | None:
    """The form of the verb that a phrase begins with (adverbs skipped), and where the verb ends."""
    hit = _WORD.match(text, start, end)
    if hit is None:
        return None
    form = forms().get(hit[1].lower())
    return (form, hit.end()) if form is not None else None
