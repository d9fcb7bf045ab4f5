"""What tells whether a sentence asks for something: its words, its cues, what rules say, and what stands around it.

Headings decide where a text has them; where it has none, a perk stands among perks, and a duty among duties.
"""

from __future__ import annotations

from collections.abc import Sequence

from credloom.requirements import cues, kinds, rules
from credloom.requirements.sentences import Sentence
from credloom.requirements.verbs import form_at

Features = dict[str, float]

MOST = 4.0
"""Log-odds of words beyond this tell nothing more."""
_NEAR = (-2, -1, 1, 2)
_WINDOW = 8
"""Sentences before and after that count as the surroundings, where they stand below the same heading."""
_PLACES = 6
_LONG = 10
"""In a sentence of more words a cue may be about a part of it."""
_SIZES = (1, 2, 4, 8, 14, 25, 40)
_CUES = (
    ("strong", cues.STRONG.has),
    ("boilerplate", cues.BOILERPLATE.has),
    ("conditions", cues.CONDITIONS.has),
    ("asks", cues.ASKS.has),
    ("preferred", cues.PREFERRED.has),
    ("required", cues.REQUIRED.has),
    ("does", cues.DOES.has),
    ("hiring", cues.HIRING.match),
    ("narrated", rules.NARRATED.match),
    ("tells", rules.TELLS.match),
    ("wanted", rules.WANTED.match),
    ("reader", rules.TO_READER.match),
)
_ENDS = {"!": "!", "?": "?", ":": ":"}


def described(
    text: str, sentences: Sequence[Sentence], words: Sequence[float], ruled: Sequence[str | None]
) -> list[Features]:
    """The features of each sentence. `words` are the log-odds of its words, `ruled` what the rules found."""
    odds = [max(-MOST, min(MOST, each)) for each in words]
    unheaded = all(one.part == "NONE" for one in sentences)
    found = []
    for number, one in enumerate(sentences):
        features = _own(text[one.start : one.end], one, ruled[number])
        features["words"] = odds[number]
        features["words+"] = max(0.0, odds[number])
        features.update(_around(sentences, odds, number))
        features.update(_place(number, len(sentences)))
        if unheaded:
            features["unheaded"] = 1.0
        found.append(features)
    return found


def _own(said: str, sentence: Sentence, ruled: str | None) -> Features:
    """What a sentence tells by itself and by the heading above it."""
    part, entry = sentence.part, "entry" if sentence.entry else "prose"
    features = {f"part:{part}": 1.0, f"part:{part}:{entry}": 1.0, f"part:{part}:{ruled is not None}": 1.0, entry: 1.0}
    if ruled is not None:
        features["ruled"] = 1.0
    if sentence.bare:
        features["bare"] = 1.0
    features[f"kind:{kinds.kind(said)}"] = 1.0
    length = len(said.split())
    reach = "long" if length > _LONG else "short"
    for name, has in _CUES:
        if has(said):
            features[f"cue:{name}"] = features[f"cue:{name}:{reach}"] = 1.0
    form = form_at(said, 0, len(said))
    features[f"form:{form[0] if form else '-'}"] = 1.0
    features[f"size:{sum(length > size for size in _SIZES)}"] = 1.0
    if said[-1] in _ENDS:
        features[said[-1]] = 1.0
    if "$" in said:
        features["$"] = 1.0
    return features


def _around(sentences: Sequence[Sentence], odds: Sequence[float], number: int) -> Features:
    """How the words of the neighbours sound, and those of the whole surroundings below the same heading."""
    one = sentences[number]
    features = {}
    for distance in _NEAR:
        if 0 <= number + distance < len(sentences):
            other = sentences[number + distance]
            same = other.part == one.part and other.entry == one.entry and other.alone == one.alone
            features[f"near:{distance}:{'same' if same else 'other'}"] = odds[number + distance]
    first = max(0, number - _WINDOW)
    among = [
        odds[place]
        for place in range(first, min(len(sentences), number + _WINDOW))
        if place != number and sentences[place].part == one.part
    ]
    if among:
        features["around"] = sum(among) / len(among)
    return features


def _place(number: int, count: int) -> Features:
    """Where in the text a sentence stands; a text of a few sentences has no such places."""
    if count < _PLACES:
        return {}
    place = number / (count - 1)
    told = {
        "first": number == 0,
        "second": number == 1,
        "last": number == count - 1,
        "place<.2": place < 0.2,
        "place>.8": place > 0.8,
        "place>.9": place > 0.9,
    }
    return {name: 1.0 for name, holds in told.items() if holds}
