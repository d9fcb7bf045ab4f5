"""Credentials of which there is no more than a name, a text and classes: ranked by the code that ranks stored ones."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from credloom.match.coverage import Coverage
from credloom.match.implied import by_names, by_words, wanted_of
from credloom.match.ports import Requirement
from credloom.match.rarity import told
from credloom.match.text.texts import Offered
from credloom.requirements.kinds import kind

LEAST = 0.0
"""Every chance counts here, not only those that are shown to a person."""


class Bare(msgspec.Struct, frozen=True):
    """A credential's name, text and classes."""

    name: str
    text: str = ""
    types: tuple[str, ...] = ()


def scores(title: str, asked: Sequence[tuple[str, str]], credentials: Sequence[Bare]) -> list[float]:
    """The score of each credential for a job: its title and (requirement, necessity) pairs."""
    requirements = [Requirement(number, text, kind(text), necessity) for number, (text, necessity) in enumerate(asked)]
    wanted, coverage = wanted_of(title, requirements), Coverage(requirements, told(requirements))
    offered = {str(place): Offered(one.name, one.text, one.types) for place, one in enumerate(credentials)}
    by_words(coverage, wanted, offered, LEAST)
    by_names(coverage, wanted, offered)
    return [coverage.score(key) for key in offered]
