"""Whom a name or title speaks of: the words for people at work ("nurse", "inspector"), out of published occupations.

A credential that names somebody else than the job does prepares for another occupation, however many words they share.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from credloom.match.text.lexicon import lexicon
from credloom.match.text.words import families
from credloom.model import codes

_SEGMENT = re.compile(r",|/|--|\band\b|\bor\b")
_EXCEPT = re.compile(r",? (?:Except|Including|All Other)\b.*")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_ENDINGS = (("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("wives", "wife"), ("ies", "y"), ("s", ""))
_BEHIND = re.compile(r"\b(?:for|of|in|with|to|under|by|on)\b|[(:,]")
"""What comes behind these tells more of a person that is named before them."""


@cache
def agents() -> frozenset[str]:
    """Words in the singular under which people work: those that end a part of a published occupation's title."""
    found = set(lexicon().agents)
    for code in codes.published(codes.SOC):
        title = _EXCEPT.sub("", codes.title(codes.SOC, code) or "")
        for segment in _SEGMENT.split(title):
            words = _WORD.findall(segment.lower())
            if words and words[-1].endswith("s"):
                found.add(singular(words[-1]))
    return frozenset(found) - lexicon().no_agents


def singular(word: str) -> str:
    """A word without the ending of its plural."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and not word.endswith("ss"):
            return word[: -len(ending)] + instead
    return word


@lru_cache(maxsize=65_536)
def agent(text: str) -> str | None:
    """The last person that a name speaks of, in its first part that speaks of any; None where it names none."""
    for part in _BEHIND.split(text.lower()):
        found = [one for word in _WORD.findall(part) if (one := singular(word)) in agents()]
        if found:
            return found[-1]
    return None


@lru_cache(maxsize=8_192)
def family_of(one: str) -> frozenset[str]:
    """The families of words that an agent is of."""
    return frozenset(families(one))


@cache
def _forms() -> dict[frozenset[str], frozenset[str]]:
    """The words of each form of a published title, and the codes that have it."""
    found: dict[frozenset[str], set[str]] = {}
    for code in codes.published(codes.SOC):
        if code.endswith("0"):
            continue
        title = _EXCEPT.sub("", codes.title(codes.SOC, code) or "").lower()
        before: list[str] = []
        for segment in _SEGMENT.split(title):
            words = [singular(word) for word in _WORD.findall(segment)]
            if words and words[-1] in agents():
                if len(words) == 1 and len(before) > 1:
                    words = [*before[:-1], *words]
                found.setdefault(frozenset(words), set()).add(code)
            before = words
    return {words: frozenset(codes_) for words, codes_ in found.items()}


@cache
def _by_agent() -> dict[str, list[frozenset[str]]]:
    found: dict[str, list[frozenset[str]]] = {}
    for words in _forms():
        for word in words & agents():
            found.setdefault(word, []).append(words)
    return found


@lru_cache(maxsize=65_536)
def occupations_named(text: str) -> frozenset[str]:
    """The codes of the published occupation whose title stands in a text, the longest one."""
    words = {singular(word) for word in _WORD.findall(text.lower())}
    best: frozenset[str] = frozenset()
    for word in words:
        for form in _by_agent().get(word, ()):
            if form <= words and len(form) > len(best):
                best = form
    return _forms()[best] if best else frozenset()
