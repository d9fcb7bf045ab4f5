"""How likely a sentence asks for something: two logistic regressions, of its words and of these in their context.

Weights come from `python -m credloom.requirements.train`; the file holds how they were made. Linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import islice, pairwise

import msgspec
import orjson

from credloom.requirements.context import described
from credloom.requirements.linear import Model
from credloom.requirements.sentences import Sentence
from credloom.requirements.verbs import forms

FILE = "judge.json"
_MOST = 60
"""Words of a sentence beyond these tell nothing more."""
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?|\d+|[$\u20ac\u00a3%!?:]")
_ENDS = re.compile(r"(?<=...)(?:ing|ed|es|s|ly)$")
_FIRST = frozenset(("we", "our", "us", "we're", "we've", "we'll"))
_READER = frozenset(("you", "your", "you'll", "you're", "you've", "you'd"))
_SIZES = (3, 6, 10, 16, 25, 40)


class Weights(msgspec.Struct, frozen=True):
    """The regressions and the manifest of their training."""

    version: str
    words: Model
    context: Model
    joints: Model
    manifest: dict[str, object]


@cache
def weights() -> Weights:
    """The weights that ship with the package."""
    return msgspec.convert(orjson.loads(resources.files(__package__).joinpath(FILE).read_bytes()), Weights)


def judged(text: str, sentences: Sequence[Sentence], ruled: Sequence[str | None]) -> list[float]:
    """The log-odds that each sentence of a text asks for something, given what the rules found."""
    model = weights().context
    words = [odds(text[one.start : one.end]) for one in sentences]
    return [model.odds(features) for features in described(text, sentences, words, ruled)]


@lru_cache(maxsize=8192)
def odds(sentence: str) -> float:
    """The log-odds by a sentence's words alone; 0 where they tell nothing, as in another language."""
    model, told = weights().words, dict.fromkeys(features(sentence), 1.0)
    if not any(name in model.weights for name in told if name[0] != "^" and ":" not in name):
        return 0.0
    return model.odds(told)


def features(sentence: str) -> Iterator[str]:
    """What is told of a sentence: stems, pairs of them, how it begins, whom it speaks to, its length."""
    found = [hit[0].lower().replace("\u2019", "'") for hit in islice(_WORD.finditer(sentence), _MOST)]
    words = [word for word in found if word[0].isalpha()]
    stems = ["0" if word[0].isdigit() else _ENDS.sub("", word) for word in found]
    yield from stems
    yield from (f"{one} {other}" for one, other in pairwise(stems))
    if words:
        yield f"^{stems[found.index(words[0])]}"
        yield f"form:{forms().get(words[0], '-')}"
    speaks = frozenset(words)
    if speaks & _FIRST:
        yield "who:we"
    if speaks & _READER:
        yield "who:you"
    if speaks & _FIRST and speaks & _READER:
        yield "who:both"
    yield f"size:{sum(len(words) > size for size in _SIZES)}"
