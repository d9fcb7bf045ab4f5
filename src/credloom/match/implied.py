"""What a credential's own words let one expect of it, where no source has stated it: requirements met by its text, and
credentials that a requirement names in other words than theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from credloom.match import explain
from credloom.match.coverage import WEIGHTS, Coverage, Way
from credloom.match.named import levels_asked
from credloom.match.ports import Requirement
from credloom.match.text.lexicon import telling
from credloom.match.text.model import fits
from credloom.match.text.naming import Option, is_named, options
from credloom.match.text.texts import LEVELS, Offered, Wanted
from credloom.match.text.words import families, word_set

SAME_WORDS = 0.85
"""A credential whose name has every telling word of what a requirement asks for."""
SAME_SUBJECT = 0.7
"""A credential whose name has every telling word of a skill that is asked for."""
STEPS = ("CREDENTIAL", "EDUCATION")


def wanted_of(title: str, requirements: Sequence[Requirement]) -> Wanted:
    """A job as its words are compared."""
    return Wanted(
        title,
        [item.text for item in requirements],
        [WEIGHTS.get(item.necessity, 0.0) for item in requirements],
        [item.kind for item in requirements],
    )


def by_words(coverage: Coverage, wanted: Wanted, offered: Mapping[str, Offered], least: float) -> None:
    """Note how well each credential's words fit the job, and the requirements that they let one expect to be met with
    a chance of at least `least`. Reasons are made by `reason` for what is shown."""
    for key, found in zip(offered, fits(wanted, list(offered.values())), strict=True):
        coverage.fit[key] = found.fit
        coverage.ways.setdefault(key, {})
        for requirement, chance in zip(coverage.requirements, found.chances, strict=True):
            if chance >= least and requirement.kind == "COMPETENCY":
                coverage.add(key, requirement.index, Way(chance, "INFERRED_FROM_TEXT", None, "MATCHED"))


def reason(requirement: Requirement, one: Offered) -> str:
    """The words of a credential that speak of a requirement."""
    asked = telling(word_set(requirement.text))
    best = max((one.name, *one.pieces), key=lambda piece: len(asked & word_set(piece)))
    words = [word.strip(".,;:()").lower() for word in best.split()]
    return explain.by_text(list(dict.fromkeys(word for word in words if asked & set(families(word)))), best)


def by_names(coverage: Coverage, wanted: Wanted, offered: Mapping[str, Offered]) -> None:
    """Credentials whose name has the telling words of what a requirement asks for; alternatives stay such."""
    for requirement in coverage.requirements:
        if requirement.kind not in (*STEPS, "COMPETENCY"):
            continue
        known, step = options(requirement.text), requirement.kind in STEPS
        for key, one in offered.items():
            if any(_fits(option, requirement.kind, one) and is_named(option, wanted, one) for option in known):
                coverage.add(key, requirement.index, _itself(requirement) if step else _taught())


def _fits(option: Option, kind: str, one: Offered) -> bool:
    """Whether a credential is of the level that is asked for: a degree where one is, and no lower one."""
    if kind == "COMPETENCY":
        return True
    if (one.level > 0) != (kind == "EDUCATION"):
        return False
    asked = [LEVELS[level] for level in levels_asked(option.text)]
    return not asked or one.level >= min(asked)


def _itself(requirement: Requirement) -> Way:
    said = explain.by_words_of_name(requirement)
    return Way(SAME_WORDS, "CREDENTIAL", None, "MATCHED", said, itself=True)


def _taught() -> Way:
    return Way(SAME_SUBJECT, "INFERRED_FROM_TEXT", None, "MATCHED")
