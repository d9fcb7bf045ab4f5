"""Commas and conjunctions of a sentence, and words that are verbs as well as nouns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from credloom.requirements.blocks import Span
from credloom.requirements.pattern import Pattern


def words(pattern: str) -> Pattern:
    """A pattern in which an apostrophe may be of either kind, or missing."""
    return Pattern(pattern.replace("'", "['\u2019]?"))


_SEPARATOR = words(
    r"(?P<open>[(\[]|-lrb-)|(?P<close>[)\]]|-rrb-)|(?P<split>\s*,\s*(?:as well as|along with|together with|and/or"
    r"|and|or|but|plus|&|y|et|e|ou|o)\s+|\s*[,;]\s+"
    r"|\s+(?:as well as|along with|together with|while|and/or|and|or|but|plus|&|\+|y|et|ou|o)\s+"
    r"|\s+(?P<with>with)\s+|(?:\s+that)?\s+(?:includes?|including)\s*:\s*|\s*:\s+)"
)
OR = words(r"\b(?:or|ou|o)\b")
WORD = re.compile(r"[\w+#./'&-]+")
NAMED = re.compile(r"[A-Z0-9.]|\w*[+#]")
"""The beginning of a name: a capital, a digit, "C++"."""
SHORT = 4
BOTH = words(
    r"(?:and |also |then )*(?:account|process|issue|plan|report|test|design|project|budget|train|support|research"
    r"|record|file|program|schedule|supply|market|document|order|display|review|measure|network|position|present"
    r"|point|price|purchase|request|contact|control|change|exchange|estimate|forecast|guide|interface|invoice"
    r"|label|lead|list|model|place|practice|procedure|promise|quote|repair|return|reward|set|ship|stock|store"
    r"|study|survey|team|tool|trade|transfer|transport|treat|upgrade|visit|watch|work|weld|cut|bend|shop|field"
    r"|post|picture|sample|screen|staff|service|contract|level|result|value|view|type|form|function|need|sort"
    r"|state|subject|track|question|note|care|check|charge|benefit|audit|approach|press|place|match|release|count"
    r"|face|spot|heat|roll|pay|script|query|segment|film|broadcast|stream|craft|commit|practise|lock|live|stamp)s?\b"
)
"""Verbs that are as often nouns: they begin something new only before a word that begins their object."""


def marks(text: str, start: int, end: int) -> Iterator[Span]:
    """Commas and conjunctions outside of brackets."""
    depth = 0
    for hit in _SEPARATOR.finditer(text, start, end):
        if hit["open"]:
            depth += 1
        elif hit["close"]:
            depth = max(0, depth - 1)
        elif not depth and hit.end() < end:
            yield Span(hit.start(), hit.end())


def ambiguous(text: str, start: int, end: int) -> bool:
    """Whether a phrase may begin with a noun as well as with a verb: "Project management"."""
    return BOTH.match(text, start, end) is not None
