"""What a job and each of some credentials have in common, as numbers: one row a credential.

All texts are turned into static vectors in one call. Every number of `NAMES` that speaks for a credential grows with
its fit; those of `AGAINST` say that it is another occupation, object or level.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec
import numpy as np
import numpy.typing as npt

from credloom.match.text.lexicon import covered, lexicon, likeness
from credloom.match.text.occupations import Occupations, occupations
from credloom.match.text.texts import Offered, Wanted
from credloom.match.text.words import families, rarity
from credloom.resolve.learned.static import encoder

Floats = npt.NDArray[np.float32]

FOR = (
    *("words", "meaning", "name_title", "title_in_name", "title_in_all", "name_in_job", "text_in_job", "whole"),
    *("whole_title", "name_whole", "step_words", "step_meaning", "occupations", "name_support", "weakest"),
    *("field_likeness", "role_likeness"),
)
AGAINST = (
    *("other_role", "other_role_than_title", "role_missing", "other_field", "further_field", "field_missing"),
    *("above", "below"),
)
NAMES = (*FOR, *AGAINST)
_NEAR, _SPAN = 0.25, 0.6
"""Single words of unlike meaning have cosines of up to a quarter."""
_LONG = 3
_NOTHING_SAID = 0.3
"""Of a name that has generic words alone."""
_USUAL_LEVEL = 3
"""A job that names no level is taken to ask for no more than an associate degree."""


class Compared(msgspec.Struct):
    """Numbers of each credential, and how much of each requirement it says, 0 to 1: [credential, requirement]."""

    numbers: Floats
    evidence: Floats


def compared(wanted: Wanted, offered: Sequence[Offered]) -> Compared:
    """Compare a job with credentials."""
    vectors, known = _Vectors(wanted, offered), lexicon()
    said = np.array([[covered(asked, one.words) for asked in wanted.asked] for one in offered], np.float32)
    said = said.reshape(len(offered), len(wanted.asked))
    weights = np.array(wanted.weights, np.float32)
    share = weights / weights.sum() if weights.sum() else weights
    support = [_support(wanted, one) for one in offered]
    columns = {
        "words": said @ share,
        "meaning": vectors.near @ share,
        "name_title": vectors.name @ vectors.title,
        "title_in_name": [covered(wanted.title_words, one.name_words) for one in offered],
        "title_in_all": [covered(wanted.title_words, one.words) for one in offered],
        "name_in_job": [covered(one.name_words, wanted.words) for one in offered],
        "text_in_job": [covered(one.text_words, wanted.words) for one in offered],
        "whole": vectors.whole @ vectors.job,
        "whole_title": vectors.whole @ vectors.title,
        "name_whole": vectors.name @ vectors.job,
        "step_words": [
            max((covered(wanted.asked[n], one.name_words) for n in wanted.steps), default=0) for one in offered
        ],
        "step_meaning": (vectors.name @ vectors.asked[wanted.steps].T).max(axis=1)
        if wanted.steps
        else np.zeros(len(offered)),
        "occupations": vectors.occupations(),
        "name_support": [mean for mean, _ in support],
        "weakest": [least for _, least in support],
        "field_likeness": [likeness(known.fields, wanted.words, one.words) for one in offered],
        "role_likeness": [likeness(known.roles, wanted.words, one.words) for one in offered],
        **_against(wanted, offered),
    }
    numbers = np.column_stack([np.asarray(columns[name], np.float32) for name in NAMES])
    return Compared(numbers, np.clip(0.5 * said + 0.5 * vectors.near, 0, 1))


def _against(wanted: Wanted, offered: Sequence[Offered]) -> dict[str, list[float]]:
    job_levels = wanted.levels
    most, least = max(job_levels, default=_USUAL_LEVEL), min(job_levels, default=0)
    return {
        "other_role": [float(bool(one.roles - wanted.roles)) for one in offered],
        "other_role_than_title": [float(bool(one.roles - wanted.title_roles)) for one in offered],
        "role_missing": [float(bool(wanted.title_roles) and not wanted.title_roles & one.roles) for one in offered],
        "other_field": [float(bool(one.fields) and not one.fields & wanted.fields) for one in offered],
        "further_field": [float(bool(one.fields - wanted.fields)) for one in offered],
        "field_missing": [
            len(wanted.fields - one.every_field) / len(wanted.fields) if wanted.fields else 0.0 for one in offered
        ],
        "above": [float(max(0, one.level - max(most, _USUAL_LEVEL))) for one in offered],
        "below": [float(max(0, least - one.level)) if one.level else 0.0 for one in offered],
    }


class _Vectors:
    """The vectors of all texts, made in one call."""

    def __init__(self, wanted: Wanted, offered: Sequence[Offered]) -> None:
        texts = [wanted.title or wanted.whole, wanted.whole, *wanted.requirements]
        first = len(texts)
        for one in offered:
            texts += [one.name, one.whole, *one.pieces]
        rows = encoder().encode(texts)
        self.title, self.job, self.asked = rows[0], rows[1], rows[2:first]
        starts = np.cumsum([first, *(2 + len(one.pieces) for one in offered)])[:-1]
        self.name, self.whole = rows[starts], rows[starts + 1]
        cosines = rows[first:] @ self.asked.T
        self.near = np.maximum.reduceat(cosines, starts - first, axis=0) if offered else cosines

    def occupations(self) -> Floats:
        """How alike the occupations are that job and credential are near to."""
        known: Occupations = occupations()
        job = known.shares(np.stack([self.title, self.job])).mean(axis=0)
        mine = (known.shares(self.name) + known.shares(self.whole)) / 2
        return np.asarray(np.sqrt(mine * job).sum(axis=1), np.float32)


def _support(wanted: Wanted, one: Offered) -> tuple[float, float]:
    """How much of a name the job speaks of, by words or by what is near to them: (weighted mean, weakest word)."""
    total = held = 0.0
    weakest = 1.0
    generic = lexicon().generic
    for word in one.name.lower().split():
        for known in families(word)[:1]:
            if known in generic or len(word) < _LONG:
                continue
            share = 1.0 if known in wanted.words else _nearest(word, wanted)
            total, held, weakest = total + rarity(known), held + rarity(known) * share, min(weakest, share)
    return (held / total, weakest) if total else (_NOTHING_SAID, _NOTHING_SAID)


def _nearest(word: str, wanted: Wanted) -> float:
    cosine = float((_job_words(wanted) @ _vector(word)).max(initial=0.0))
    return min(1.0, max(0.0, (cosine - _NEAR) / _SPAN))


@lru_cache(maxsize=16_384)
def _vector(word: str) -> Floats:
    return np.asarray(encoder().encode([word])[0], np.float32)


def _job_words(wanted: Wanted) -> Floats:
    known = wanted.__dict__.get("word_vectors")
    if known is None:
        words = sorted({word for word in wanted.whole.lower().split() if len(word) > _LONG})
        known = wanted.__dict__["word_vectors"] = encoder().encode(words) if words else np.zeros((1, 256), np.float32)
    return known
