"""Roles, fields and words that tell nothing: `lexicon.toml`, read as families of words."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from importlib import resources

import msgspec

from credloom.match.text.words import families, rarity

GENERIC_SHARE = 0.15
"""What a generic word counts beside its rarity."""


Groups = Mapping[str, tuple[str, ...]]
"""Family of words to the groups that it speaks of."""


class Lexicon(msgspec.Struct, frozen=True):
    """Families by what they say, of roles and fields to their groups; agents and words of roles as they are written."""

    generic: frozenset[str]
    agents: frozenset[str]
    no_agents: frozenset[str]
    roles: Groups
    fields: Groups
    role_words: frozenset[str]
    tools: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The words of `lexicon.toml`."""
    text = resources.files(__package__).joinpath("lexicon.toml").read_text("utf-8")
    found = tomllib.loads(text)

    return Lexicon(
        generic=frozenset(families(found["generic"])),
        agents=frozenset(found["agents"].split()),
        no_agents=frozenset(found["no_agents"].split()),
        roles=_groups(found["roles"]),
        fields=_groups(found["fields"]),
        tools=frozenset(families(found["tools"])),
        role_words=frozenset(word for words in found["roles"].values() for word in words.split()),
    )


def _groups(words: Mapping[str, str]) -> Groups:
    found: dict[str, list[str]] = {}
    for group, text in words.items():
        for word in dict.fromkeys(families(text)):
            found.setdefault(word, []).append(group)
    return {word: tuple(many) for word, many in found.items()}


@lru_cache(maxsize=65_536)
def weight(word: str) -> float:
    """How much a word tells of what is learned or asked for, 0 to 1."""
    return rarity(word) * (GENERIC_SHARE if word in lexicon().generic else 1.0)


def roles(words: AbstractSet[str]) -> frozenset[str]:
    """What somebody does, by the words of a name or title."""
    return _spoken(lexicon().roles, words)


def fields(words: AbstractSet[str]) -> frozenset[str]:
    """What the work is done to, by the words of a name, title or text."""
    return _spoken(lexicon().fields, words)


def _spoken(groups: Groups, words: AbstractSet[str]) -> frozenset[str]:
    return frozenset(group for word in words if word in groups for group in groups[word])


def likeness(groups: Groups, one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """How alike the groups are of which two sets of words speak (cosine); half where either speaks of none."""
    mine, theirs = _counted(groups, one), _counted(groups, other)
    if not mine or not theirs:
        return 0.5
    shared = sum(count * theirs.get(group, 0) for group, count in mine.items())
    return float(shared / math.sqrt(sum(n * n for n in mine.values()) * sum(n * n for n in theirs.values())))


def _counted(groups: Groups, words: AbstractSet[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in words:
        for group in groups.get(word, ()):
            found[group] = found.get(group, 0) + 1
    return found


def telling(words: AbstractSet[str]) -> frozenset[str]:
    """The words that are not generic."""
    return frozenset(words - lexicon().generic)


def covered(asked: AbstractSet[str], said: AbstractSet[str]) -> float:
    """The share of what is asked that is said too: rare words count more. 0 where nothing is asked."""
    total = sum(map(weight, asked))
    return sum(weight(word) for word in asked & said) / total if total else 0.0
