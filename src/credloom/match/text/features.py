"""What a job and each of some credentials have in common, as numbers: one row a credential.

Every number of `FOR` speaks for a credential and grows with its fit; those of `conflicts.AGAINST` say that it is for
another occupation.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from credloom.match.text.conflicts import AGAINST, against
from credloom.match.text.lexicon import covered, lexicon, likeness
from credloom.match.text.texts import Offered, Wanted
from credloom.match.text.vectors import Floats, Vectors
from credloom.match.text.words import first_family, rarity

FOR = (
    *("words", "meaning", "name_in_job", "text_in_job", "whole", "name_whole", "text_alone"),
    *("step_words", "step_meaning", "step_named", "occupations", "name_occupation", "name_support", "weakest"),
    *("field_likeness", "role_likeness"),
)
NAMES = (*FOR, *AGAINST)
_LONG = 3
_NOTHING_SAID = 0.3
"""Of a name that has generic words alone."""


class Compared(msgspec.Struct):
    """Numbers of each credential, and how much of each requirement it says, 0 to 1: [credential, requirement]."""

    numbers: Floats
    evidence: Floats


def compared(wanted: Wanted, offered: Sequence[Offered]) -> Compared:
    """Compare a job with credentials."""
    vectors = Vectors(wanted, offered)
    said = np.array([[covered(asked, one.words) for asked in wanted.asked] for one in offered], np.float32)
    said = said.reshape(len(offered), len(wanted.asked))
    columns = {**_by_words(wanted, offered, said), **_by_meaning(wanted, vectors), **against(wanted, offered, vectors)}
    support = [_support(wanted, one, vectors) for one in offered]
    columns |= {"name_support": [mean for mean, _ in support], "weakest": [least for _, least in support]}
    numbers = np.column_stack([np.asarray(columns[name], np.float32) for name in NAMES])
    return Compared(numbers, np.clip(0.5 * said + 0.5 * vectors.near, 0, 1))


def _share(wanted: Wanted) -> Floats:
    """What each requirement counts of all."""
    weights = np.array(wanted.weights, np.float32)
    return weights / weights.sum() if weights.sum() else weights


def _by_words(wanted: Wanted, offered: Sequence[Offered], said: Floats) -> dict[str, Sequence[float] | Floats]:
    known, steps = lexicon(), [wanted.asked[number] for number in wanted.steps]
    in_name = [[covered(step, one.name_words) for step in steps] for one in offered]
    of_name = [[covered(one.name_words, step) for step in steps] for one in offered]
    return {
        "words": said @ _share(wanted),
        "name_in_job": [covered(one.name_words, wanted.words) for one in offered],
        "text_in_job": [covered(one.text_words, wanted.words) for one in offered],
        "step_words": [max(row, default=0.0) for row in in_name],
        "step_named": [
            max((there * back for there, back in zip(*rows, strict=True)), default=0.0)
            for rows in zip(in_name, of_name, strict=True)
        ],
        "field_likeness": [likeness(known.fields, wanted.words, one.words) for one in offered],
        "role_likeness": [likeness(known.roles, wanted.words, one.words) for one in offered],
    }


def _by_meaning(wanted: Wanted, vectors: Vectors) -> dict[str, Sequence[float] | Floats]:
    steps = vectors.name @ vectors.asked[wanted.steps].T
    return {
        "meaning": vectors.near @ _share(wanted),
        "whole": vectors.whole @ vectors.job,
        "name_whole": vectors.name @ vectors.job,
        "text_alone": vectors.text @ vectors.job,
        "step_meaning": steps.max(axis=1) if wanted.steps else np.zeros(len(steps)),
        "occupations": vectors.occupations(),
        "name_occupation": vectors.named_occupations(),
    }


def _support(wanted: Wanted, one: Offered, vectors: Vectors) -> tuple[float, float]:
    """How much of a name the job speaks of, by words or by what is near to them: (weighted mean, weakest word)."""
    total = held = 0.0
    weakest = 1.0
    generic = lexicon().generic
    for word in one.name.lower().split():
        known = first_family(word)
        if known is None or known in generic or len(word) < _LONG:
            continue
        share = 1.0 if known in wanted.words else vectors.in_job(word)
        total, held, weakest = total + rarity(known), held + rarity(known) * share, min(weakest, share)
    return (held / total, weakest) if total else (_NOTHING_SAID, _NOTHING_SAID)
