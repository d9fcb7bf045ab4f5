"""The words of a column's name: `PROG_NM`, `programName`, `PROGRAMNAME` and `Nombre del programa` are one."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources

_FILE = tomllib.loads(resources.files("credloom.sources").joinpath("propose_words.toml").read_text("utf-8"))
_SHORT: dict[str, str] = _FILE["short"]
_SPANISH: dict[str, str] = _FILE["spanish"]
_WHOLE = frozenset(_FILE["whole"].split())
KIND_WORDS = frozenset(_FILE["kinds"].split())
"""Words that say of which kind a credential is, and nothing else."""


@lru_cache(maxsize=4096)
def words_of(name: str) -> str:
    """The English words of a column's name, small, with single spaces."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain)
    tokens = re.sub(r"[^A-Za-z0-9%$#]+", " ", split).lower().split()
    if is_spanish(name):
        tokens = _turned(tokens)
    return " ".join(part for token in tokens for part in _parts(token))


def is_spanish(name: str) -> bool:
    """Whether a name is written in Spanish."""
    plain = unicodedata.normalize("NFKD", name.lower())
    return any(token in _TELLING for token in re.findall(r"[a-z]+", re.sub(r"[\u0300-\u036f]", "", plain)))


_OF = frozenset({"de", "del"})
_ARTICLES = frozenset({"el", "la", "los", "las"})
_TELLING = frozenset(_SPANISH) - {"area", "fin", "pais", "colegio"}


def _turned(tokens: list[str]) -> list[str]:
    """`fecha de inicio` as `inicio fecha`: what it is comes last in English."""
    tokens = [token for token in tokens if token not in _ARTICLES]
    groups: list[list[str]] = [[]]
    for token in tokens:
        if token in _OF:
            groups.append([])
        else:
            groups[-1].append(token)
    return [_SPANISH.get(token, token) for group in reversed(groups) for token in group]


def _parts(token: str) -> list[str]:
    """A token as words: cut short ones in full, what is run together apart, a number after a word for itself."""
    numbered = re.fullmatch(r"([a-z]{3,})(\d+)", token)
    if numbered:
        return [*_parts(numbered[1]), numbered[2]]
    if token in _SHORT:
        return _SHORT[token].split()
    if len(token) < 6 or token in _WHOLE or not token.isalpha():
        return [token]
    return _apart(token) or [token]


@cache
def _apart(token: str) -> list[str] | None:
    """The fewest known words that a token is made of; None where it is none of them."""
    best: list[list[str] | None] = [[], *([None] * len(token))]
    for end in range(1, len(token) + 1):
        for start in range(max(0, end - 16), end):
            before, word = best[start], token[start:end]
            if before is not None and word in _WHOLE:
                here = best[end]
                if here is None or len(before) + 1 < len(here):
                    best[end] = [*before, word]
    return best[-1]
