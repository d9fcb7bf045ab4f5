"""Whether a credential's name says what a requirement asks for: all of its telling words, and nobody else's work."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from credloom.match.text.agents import family_of, occupations_named
from credloom.match.text.lexicon import roles, telling
from credloom.match.text.texts import Offered, Wanted
from credloom.match.text.words import families, long_forms, word_set
from credloom.requirements.credentials import named as credentials_of

LEARNED = frozenset({"CERTIFICATE", "BADGE", "DEGREE", "DIPLOMA"})
"""Families that learning ends in: who asks for a licence asks for none of them."""
_OTHER = re.compile(r"\bor\b|[,/;]", re.IGNORECASE)


class Option(msgspec.Struct, frozen=True):
    """One of the alternatives of a requirement: its telling words, all of them with long forms, what one does by it,
    whose work it is, and whether it is a licence."""

    text: str
    words: frozenset[str]
    every: frozenset[str]
    roles: frozenset[str]
    occupations: frozenset[str]
    license: bool


@lru_cache(maxsize=4_096)
def options(text: str) -> tuple[Option, ...]:
    """The alternatives of a requirement that have telling words."""
    return tuple(_option(part) for part in _OTHER.split(text) if telling(set(families(part))))


def _option(text: str) -> Option:
    every = word_set(text)
    return Option(
        text=text,
        words=telling(set(families(text))),
        every=every,
        roles=roles(every),
        occupations=occupations_named(text),
        license=any(one.family == "LICENSE" for one in credentials_of(text)),
    )


def is_named(option: Option, wanted: Wanted, one: Offered) -> bool:
    """Whether a credential is what an option asks for: the CDL instructor's is no CDL, the technician's no
    pharmacist's, and a certificate no licence."""
    if not says(option.words, one) or one.roles - option.roles - wanted.title_roles:
        return False
    if option.license and one.family in LEARNED:
        return False
    return _same_work(option, wanted, one)


def _same_work(option: Option, wanted: Wanted, one: Offered) -> bool:
    """Whether a name speaks of the people that the option or the job speaks of, as far as can be told."""
    if one.agent is None or family_of(one.agent) & option.every:
        return True
    own, known = occupations_named(one.name), option.occupations | wanted.occupations
    return not own or not known or bool(own & known)


def says(words: Iterable[str], one: Offered) -> bool:
    """Whether a name has all of some words or their long forms."""
    return all(word in one.name_words or any(form <= one.name_words for form in long_forms(word)) for word in words)
