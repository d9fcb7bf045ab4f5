"""Texts that look alike and mean different things: contraries, levels, numbers, acronyms, who does what to whom.

Vectors and letters take "install" and "uninstall" for nearly the same. Where one of these signs stands between a text
and a label, the label is not what the text means, however alike they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from credloom.resolve.learned.words import LISTS, STOP, stem, stems

MOST_CHANCE = 0.3
"""What is left of a chance where a sign stands against it."""

_NOT = frozenset(LISTS["not"].split())
_PREFIXES = ("un", "dis", "de", "non", "in", "im", "ir", "il", "mis", "anti")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])|(?<=[a-z])\d+\b")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&/-]{1,5}s?")
_PREPOSITIONS = frozenset({"with", "without", "using", "by", "for", "to", "from", "into", "against", "of", "in", "on"})
_WRITTEN = re.compile(r"[^\W_]+")
_CAPITALS = re.compile(r"\b[A-Z]{2,6}\b")


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in LISTS["opposites"].split():
        one, other = map(stem, pair.split("/"))
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in found.items()}


_OPPOSITES = _opposites()
_LEVELS = [
    tuple(frozenset(stem(word) for word in side.split(",")) for side in line.split("/"))
    for line in LISTS["levels"].split()
]


def conflict(text: str, label: str) -> str | None:
    """Why a label cannot be what a text means, in words; None where nothing stands against it."""
    if text == label:
        return None
    ours, theirs = stems(text), stems(label)
    mine, other = set(ours) - set(theirs), set(theirs) - set(ours)
    if not mine and not other:
        return _swapped(text, label)
    return (
        _negated(ours, theirs)
        or _contrary(mine, other)
        or _levels(mine, other, set(ours), set(theirs))
        or _numbers(text, label)
        or _acronym(text, label)
        or _acronym(label, text)
    )


def _swapped(text: str, label: str) -> str | None:
    """The same words in other places: after another preposition, or as the one who does what is done to it."""
    mine, other = _places(text), _places(label)
    if mine.keys() == other.keys():
        for word in sorted(mine.keys() - {""}):
            if mine[word] != other[word]:
                return f"what stands after \u201c{word}\u201d is not the same"
    if _does(text, label) or _does(label, text):
        return "who does it in one of the two is whom it is done to in the other"
    return None


@lru_cache(maxsize=8192)
def _places(text: str) -> Mapping[str, frozenset[str]]:
    """The words after each preposition, up to the next one; those before the first one under ""."""
    found: dict[str, set[str]] = {"": set()}
    here = ""
    for word in text.lower().split():
        bare = word.strip(".,;:()")
        if bare in _PREPOSITIONS:
            here = bare
            found.setdefault(here, set())
        else:
            found[here].update(each for each in stems(bare) if each not in STOP)
    return {word: frozenset(words) for word, words in found.items()}


def _does(text: str, label: str) -> bool:
    """Whether a text begins with a subject and its verb ("nurses teach") and the other with the verb and an object."""
    (first, second), (verb, object_) = _beginning(text), _beginning(label)
    if not second or stem(second) != stem(verb) or stem(first) != stem(object_):
        return False
    if first.endswith("s") and not first.endswith("ss"):
        return second == verb
    return second in _with_s(verb) and object_ in _with_s(first)


def _beginning(text: str) -> tuple[str, str]:
    """The first two words."""
    words: list[str] = _WRITTEN.findall(text.lower())
    return words[0] if words else "", words[1] if len(words) > 1 else ""


def _with_s(word: str) -> tuple[str, str]:
    """A noun's plural, a verb's third person."""
    return f"{word}s", f"{word}es"


def _negated(ours: Iterable[str], theirs: Iterable[str]) -> str | None:
    mine, other = (sum(word in _NOT for word in words) % 2 for words in (ours, theirs))
    return "one of the two is negated" if mine != other else None


def _contrary(mine: set[str], other: set[str]) -> str | None:
    for word in sorted(mine):
        against = _OPPOSITES.get(word, frozenset()) & other
        against |= {that for that in other if _prefixed(word, that) or _prefixed(that, word)}
        if against:
            return f"\u201c{word}\u201d is the contrary of \u201c{min(against)}\u201d"
    return None


def _prefixed(long: str, short: str) -> bool:
    return len(short) > 3 and any(long == prefix + short for prefix in _PREFIXES)


def _levels(mine: set[str], other: set[str], ours: set[str], theirs: set[str]) -> str | None:
    for low, high in _LEVELS:
        for one, that in ((low, high), (high, low)):
            if mine & one and other & that and not ours & that and not theirs & one:
                return f"\u201c{min(mine & one)}\u201d is another level than \u201c{min(other & that)}\u201d"
    return None


def _numbers(text: str, label: str) -> str | None:
    mine, other = _numbered(text), _numbered(label)
    if mine and other and mine != other:
        return f"{', '.join(sorted(mine))} is not {', '.join(sorted(other))}"
    return None


def _numbered(text: str) -> set[str]:
    words = [word.strip(".,;:()") for word in text.split()[1:]]
    roman = {_ROMAN[word.lower()] for word in words if word.lower() in _ROMAN} | {"1" for word in words if word == "I"}
    return set(_NUMBER.findall(text.lower())) | roman


def _acronym(text: str, label: str) -> str | None:
    """A text that is an acronym alone stands for many things: for a label that has it, or whose initials it is."""
    short = text.strip(" .,;:()")
    if not _ACRONYM.fullmatch(short) or short.lower() in label.lower():
        return None
    letters = re.sub(r"[^A-Z]", "", short)
    words = [word for word in re.findall(r"\w+", label.lower()) if word not in STOP]
    if len(words) > 1 and "".join(word[0] for word in words).upper().startswith(letters):
        return None
    spelled = {*_CAPITALS.findall(label), *("".join(re.findall("[A-Z]", word)) for word in label.split())}
    return None if letters in spelled else f"\u201c{short}\u201d is an acronym that the other does not spell out"
