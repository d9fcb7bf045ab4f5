"""The two sides that are compared: a job's title with what it asks for, and what a credential says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from credloom.match.named import levels_asked
from credloom.match.text.agents import agent, agents, occupations_named, singular
from credloom.match.text.lexicon import fields, lexicon, roles, telling
from credloom.match.text.words import word_set
from credloom.model import vocabulary
from credloom.normalise.kinds import family_of
from credloom.requirements import kinds as said

MOST_CLAUSES = 6
"""Of one credential's text; what comes later is seen as words only."""
GENERIC = 0.25
"""What a requirement of generic words alone ("communication skills") counts beside one that tells something."""
LEVELS = {
    "SecondarySchoolDiploma": 1,
    "GeneralEducationDevelopment": 1,
    "AssociateDegree": 3,
    "BachelorDegree": 4,
    "MasterDegree": 5,
    "DoctoralDegree": 6,
}
"""CTDL classes in the order of levels; what has none of them is of no level."""
_WORD = re.compile(r"[A-Za-z][A-Za-z-]+")
_PIECES = re.compile(r"(?<=[.;:!?])\s+|[;\u2022\n]+")
_LISTED = re.compile(r"[,;]|\band\b|(?<=[.:!?])\s")
_DOCTOR = re.compile(r"^(?:doctor of|juris doctor|ph\.?d)\b", re.IGNORECASE)
_STEPS = ("CREDENTIAL", "EDUCATION")


class Wanted:
    """A job: its title where there is one, and requirements with the weight of each."""

    def __init__(
        self, title: str, requirements: Sequence[str], weights: Sequence[float], kinds: Sequence[str] = ()
    ) -> None:
        self.title, self.requirements = title.strip(), list(requirements)
        self.kinds = list(kinds) or [said.kind(text) for text in self.requirements]
        self.whole = ". ".join([self.title, *self.requirements]) if self.title else ". ".join(self.requirements)
        self.asked = [word_set(text) for text in self.requirements]
        self.weights = [
            weight * (1.0 if telling(words) else GENERIC) for weight, words in zip(weights, self.asked, strict=True)
        ]
        every = frozenset().union(*self.asked)
        self.title_words = word_set(self.title) or every
        self.words = self.title_words | every
        self.steps = [number for number, kind in enumerate(self.kinds) if kind in _STEPS]

    @cached_property
    def title_roles(self) -> frozenset[str]:
        """What the title says that one does."""
        return roles(self.title_words | _each(self.title))

    @cached_property
    def roles(self) -> frozenset[str]:
        """What title and requirements say that one does."""
        return roles(self.words)

    @cached_property
    def fields(self) -> frozenset[str]:
        """What title and requirements say that the work is done to."""
        return fields(self.words)

    @cached_property
    def title_fields(self) -> frozenset[str]:
        """What the title says that the work is done to."""
        return fields(self.title_words)

    @cached_property
    def objects(self) -> str:
        """What the title says that the work is done to."""
        return objects(self.title)

    @cached_property
    def occupations(self) -> frozenset[str]:
        """The codes of the occupation that the title names."""
        return occupations_named(self.title)

    @cached_property
    def step_words(self) -> frozenset[str]:
        """The words of the credentials and degrees that are asked for."""
        return frozenset().union(*(self.asked[number] for number in self.steps))

    @cached_property
    def step_roles(self) -> frozenset[str]:
        """What the credentials that are asked for say that one does."""
        return roles(self.step_words)

    @cached_property
    def levels(self) -> tuple[int, ...]:
        """The levels of degree that are asked for."""
        return tuple(LEVELS[level] for text in self.requirements for level in levels_asked(text))


class Offered:
    """A credential by its name, its text and its classes."""

    def __init__(self, name: str, text: str, types: Iterable[str] = ()) -> None:
        self.name, self.text = name, text
        self.whole = f"{name}. {text}" if text else name
        self.pieces = pieces(text)
        self.name_words = word_set(name)
        self.text_words = word_set(text)
        self.words = self.name_words | self.text_words
        self.types = tuple(types)
        self.level = level_of(name, self.types)

    @cached_property
    def objects(self) -> str:
        """What the name says that it is done to."""
        return objects(self.name)

    @cached_property
    def family(self) -> str:
        """The contract's family of its classes."""
        return next((family_of(kind if ":" in kind else f"ceterms:{kind}") for kind in self.types), "OTHER")

    @cached_property
    def agent(self) -> str | None:
        """The person that the name speaks of."""
        return agent(self.name)

    @cached_property
    def roles(self) -> frozenset[str]:
        """What the name says that a holder does."""
        return roles(self.name_words | _each(self.name))

    @cached_property
    def fields(self) -> frozenset[str]:
        """What the name says that it is done to."""
        return fields(self.name_words)

    @cached_property
    def every_field(self) -> frozenset[str]:
        """What name and text say that it is done to."""
        return fields(self.words)


@lru_cache(maxsize=65_536)
def objects(name: str) -> str:
    """The words of a name that are neither generic nor say what somebody does, as they are written."""
    said = agents() | lexicon().role_words
    words = [word for word in _WORD.findall(name) if telling(_of_word(word))]
    return " ".join(word for word in words if not {word.lower(), singular(word.lower())} & said)


@lru_cache(maxsize=65_536)
def _of_word(word: str) -> frozenset[str]:
    return word_set(word)


def _each(name: str) -> frozenset[str]:
    """The families of single words: "design" in "fashion design" too."""
    return frozenset().union(*map(_of_word, _WORD.findall(name)))


def pieces(text: str) -> list[str]:
    """Sentences of a text and the members of its lists."""
    sentences = [piece.strip() for piece in _PIECES.split(text) if piece.strip()]
    members = [member.strip() for member in _LISTED.split(text) if member.strip()]
    return list(dict.fromkeys((*sentences, *members)))[:MOST_CLAUSES]


def level_of(name: str, types: Iterable[str]) -> int:
    """The level of a degree, 1 (secondary) to 6 (doctoral); 0 for what is no degree."""
    if _DOCTOR.search(name):
        return LEVELS["DoctoralDegree"]
    for kind in types:
        above = {kind, *vocabulary.superclasses(kind if ":" in kind else f"ceterms:{kind}")}
        for level, number in LEVELS.items():
            if f"ceterms:{level}" in above or level in above:
                return number
    return 0
