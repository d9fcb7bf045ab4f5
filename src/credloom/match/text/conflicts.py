"""What says that a credential is for another occupation than the job's, however many words they share: whose work its
name speaks of, what that work is done to, and on which level. Every number grows with the conflict, most up to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import numpy as np

from credloom.match.text.agents import family_of, occupations_named
from credloom.match.text.lexicon import covered, lexicon, roles
from credloom.match.text.naming import is_named, options
from credloom.match.text.texts import Offered, Wanted
from credloom.match.text.vectors import Floats, Vectors
from credloom.match.text.words import word_set

AGAINST = (
    *("other_role", "other_role_than_title", "stray_role", "seller", "judge", "scholar"),
    *("other_agent", "other_agent_alike", "other_occupation", "other_object", "tools"),
    *("other_field", "further_field", "field_missing", "text_far", "above", "below", "higher", "lower"),
)
DECISIVE = ("other_occupation", "other_object", "tools")
"""Conflicts of which the largest takes from the fit whatever else speaks for it."""
_SORTS = {
    "seller": frozenset({"sell", "estimate"}),
    "judge": frozenset({"inspect", "teach"}),
    "scholar": frozenset({"science", "engineer", "hobby", "design", "doctor"}),
}
"""Roles that others have toward the same object: who trades in it, judges it, studies it."""
_USUAL_LEVEL = 3
"""A job that names no level is taken to ask for no more than an associate degree."""
_FAR = 0.25
"""A text that is less near to the job than this speaks of something else."""
_RELATED = 4
"""Characters of a SOC code that related occupations share ("29-1")."""


def against(wanted: Wanted, offered: Sequence[Offered], vectors: Vectors) -> dict[str, Floats]:
    """The conflicts of each credential with a job, by the names of `AGAINST`."""
    named = [_named(wanted, one) for one in offered]
    rise = vectors.rise()
    columns: dict[str, Sequence[float] | Floats] = {
        **_roles(wanted, offered, named),
        **_fields(wanted, offered),
        **_levels(wanted, offered),
        "other_agent": [_other_agent(wanted, one, vectors) for one in offered],
        "other_occupation": [
            _other_occupation(wanted, one, itself) for one, itself in zip(offered, named, strict=True)
        ],
        "other_object": np.array([_other_object(wanted, one) for one in offered])
        * (1 - np.maximum(0, vectors.object @ vectors.title_object)),
        "tools": [_is(not itself and _tools(wanted, one)) for one, itself in zip(offered, named, strict=True)],
        "text_far": np.maximum(0, 1 - vectors.text @ vectors.job / _FAR) * np.array([_is(one.text) for one in offered]),
        "higher": np.maximum(0, rise),
        "lower": np.maximum(0, -rise),
    }
    worst = np.max([np.asarray(columns[name]) for name in ("other_agent", "stray_role", *_SORTS)], axis=0)
    columns["other_agent_alike"] = worst * np.array([covered(one.name_words, wanted.words) for one in offered])
    return {name: np.asarray(columns[name], np.float32) for name in AGAINST}


def _is(what: object) -> float:
    return float(bool(what))


def _named(wanted: Wanted, one: Offered) -> bool:
    """Whether one of the credentials that are asked for is this one."""
    return any(is_named(option, wanted, one) for n in wanted.steps for option in options(wanted.requirements[n]))


def _roles(wanted: Wanted, offered: Sequence[Offered], named: Sequence[bool]) -> dict[str, Sequence[float]]:
    stray = [one.roles - wanted.title_roles for one in offered]
    return {
        "other_role": [_is(one.roles - wanted.roles) for one in offered],
        "other_role_than_title": [_is(found) for found in stray],
        "stray_role": [_is(found and not itself) for found, itself in zip(stray, named, strict=True)],
        **{sort: [_is(known & found - wanted.step_roles) for found in stray] for sort, known in _SORTS.items()},
    }


def _fields(wanted: Wanted, offered: Sequence[Offered]) -> dict[str, Sequence[float]]:
    count = len(wanted.fields)
    return {
        "other_field": [_is(one.fields and not one.fields & wanted.fields) for one in offered],
        "further_field": [_is(one.fields - wanted.fields) for one in offered],
        "field_missing": [len(wanted.fields - one.every_field) / count if count else 0.0 for one in offered],
    }


def _levels(wanted: Wanted, offered: Sequence[Offered]) -> dict[str, Sequence[float]]:
    """Levels of degree above the highest and below the lowest that is asked for."""
    most, least = max(wanted.levels, default=_USUAL_LEVEL), min(wanted.levels, default=0)
    return {
        "above": [float(max(0, one.level - max(most, _USUAL_LEVEL))) for one in offered],
        "below": [float(max(0, least - one.level)) if one.level else 0.0 for one in offered],
    }


def _other_agent(wanted: Wanted, one: Offered, vectors: Vectors) -> float:
    """How far the person that a name speaks of is from whom the job asks for."""
    if one.agent is None:
        return 0.0
    known = family_of(one.agent)
    if known & (wanted.title_words | wanted.step_words) or roles(known) & wanted.title_roles:
        return 0.0
    return 1.0 - vectors.in_title(one.agent)


def _other_occupation(wanted: Wanted, one: Offered, named: bool) -> float:
    """Whether title and name are those of two published occupations; half for related ones."""
    asked, held = wanted.occupations, occupations_named(one.name)
    if named or not asked or not held or asked & held:
        return 0.0
    return 0.5 if _groups(asked) & _groups(held) else 1.0


def _groups(codes: AbstractSet[str]) -> set[str]:
    return {code[:_RELATED] for code in codes}


def _other_object(wanted: Wanted, one: Offered) -> float:
    """How much somebody who does what the job's title says does it to something else."""
    mine, theirs = word_set(one.objects), word_set(wanted.objects)
    same = one.roles & wanted.title_roles or (one.agent and family_of(one.agent) & wanted.title_words)
    if not same or not mine or not theirs or theirs & one.words:
        return 0.0
    return 1.0 - covered(mine, wanted.words)


def _tools(wanted: Wanted, one: Offered) -> bool:
    """Whether a name speaks of what the job is done with, as who makes, sells or mends it does."""
    return bool(lexicon().tools & one.name_words - wanted.title_words)
