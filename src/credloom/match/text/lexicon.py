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


class Lexicon(msgspec.Struct, frozen=True):
    """Families by what they say; agents and words of roles as they are written."""

    generic: frozenset[str]
    agents: frozenset[str]
    no_agents: frozenset[str]
    roles: dict[str, frozenset[str]]
    fields: dict[str, frozenset[str]]
    role_words: frozenset[str]
    tools: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The words of `lexicon.toml`."""
    text = resources.files(__package__).joinpath("lexicon.toml").read_text("utf-8")
    found = tomllib.loads(text)

    def groups(name: str) -> dict[str, frozenset[str]]:
        return {group: frozenset(families(words)) for group, words in found[name].items()}

    return Lexicon(
        generic=frozenset(families(found["generic"])),
        agents=frozenset(found["agents"].split()),
        no_agents=frozenset(found["no_agents"].split()),
        roles=groups("roles"),
        fields=groups("fields"),
        tools=frozenset(families(found["tools"])),
        role_words=frozenset(word for words in found["roles"].values() for word in words.split()),
    )


@lru_cache(maxsize=65_536)
def weight(word: str) -> float:
    """How much a word tells of what is learned or asked for, 0 to 1."""
    return rarity(word) * (GENERIC_SHARE if word in lexicon().generic else 1.0)


def roles(words: AbstractSet[str]) -> frozenset[str]:
    """What somebody does, by the words of a name or title."""
    return frozenset(group for group, known in lexicon().roles.items() if known & words)


def fields(words: AbstractSet[str]) -> frozenset[str]:
    """What the work is done to, by the words of a name, title or text."""
    return frozenset(group for group, known in lexicon().fields.items() if known & words)


def likeness(groups: Mapping[str, frozenset[str]], one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """How alike the groups are of which two sets of words speak (cosine); half where either speaks of none."""
    mine, theirs = _spoken(groups, one), _spoken(groups, other)
    if not mine or not theirs:
        return 0.5
    shared = sum(count * theirs.get(group, 0) for group, count in mine.items())
    return float(shared / math.sqrt(sum(n * n for n in mine.values()) * sum(n * n for n in theirs.values())))


def _spoken(groups: Mapping[str, frozenset[str]], words: AbstractSet[str]) -> dict[str, int]:
    return {group: count for group, known in groups.items() if (count := len(known & words))}


def telling(words: AbstractSet[str]) -> frozenset[str]:
    """The words that are not generic."""
    return frozenset(words - lexicon().generic)


def covered(asked: AbstractSet[str], said: AbstractSet[str]) -> float:
    """The share of what is asked that is said too: rare words count more. 0 where nothing is asked."""
    total = sum(map(weight, asked))
    return sum(weight(word) for word in asked & said) / total if total else 0.0
