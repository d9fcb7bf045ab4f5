"""Where a sentence's clauses end: a logistic regression over its commas, conjunctions and lost stops.

What the rules of `split` say is one of the features; the words on both sides are the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from credloom.requirements import cues, kinds, split
from credloom.requirements.blocks import Span
from credloom.requirements.linear import Model
from credloom.requirements.marks import NAMED, WORD, marks
from credloom.requirements.verbs import form_at, forms

Features = dict[str, float]

_LOST = re.compile(r"(?<=[a-z\d)\].%+#])\s+(?=[A-Z][\w+'\u2019.]*\s|\d+\+?\s)")
"""Where a capital or a number follows without a stop, as between the entries of a list that lost its lines."""
MORE, LESS = 0.6, -1.6
"""Log-odds above which a clause ends where rules see no end, and below which it goes on where they see one."""
_SIZES, _TOTALS = (1, 2, 3, 5, 8, 12), (6, 12, 20, 30, 45)
_MANY_SPACES = 6
_FAR = 400
"""Characters on each side of a place that are looked at."""
_DETERMINERS = frozenset(("a", "an", "the", "your", "our", "their", "this", "any", "all"))
_OWN = frozenset(("you", "we", "they", "who", "must", "will", "can", "should", "be", "are", "is", "have", "has", "to"))
_QUALITIES = frozenset(
    (
        *("strong", "good", "excellent", "solid", "proven", "great", "outstanding", "exceptional", "previous", "prior"),
        *("current", "valid", "active", "working", "basic", "advanced", "ability", "able", "knowledge", "experience"),
        *("understanding", "proficiency", "proficient", "familiarity", "familiar", "fluent", "fluency", "attention"),
        *("willingness", "willing", "demonstrated", "minimum", "at", "high", "degree"),
    )
)
_NUMBERS = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"))
_JOINING = frozenset(("a", "an", "the", "of", "in", "with", "for", "and", "or", "to", "as", "by", "on", "at", "our"))
_WITH_JOINT = frozenset(
    (
        *("title", "upper", "then-capital", "known", "own", "quality", "number", "determiner", "capital", "named"),
        *("skill-left", "skill-right", "kinds:True:False", "kinds:False:True", "kinds:False:False"),
        *("kinds:True:True", "same-kind", "ing", "ed", "one-word", "says-left"),
    )
)
"""What tells more together with the joint's own words."""
_HAS = re.compile(
    r"\b(?:have|has|bring|hold|need|needs|possess|with|require|requires|for|offers?)\W+(?:also\W+)?(?:an?\W+)?$",
    re.IGNORECASE,
)
"""What leads to a list of things that somebody has, each with words of its own."""
_BEFORE = 24
_SKILL = re.compile(r"\b(?:skills?|abilit(?:y|ies)|experience|knowledge|mindset|attitude|player)\b", re.IGNORECASE)


def parted(text: str, start: int, end: int, otherwise: str, model: Model) -> list[Span]:
    """The clauses of a sentence that asks for something."""
    if split.LABELLED.match(text, start, end):
        return [Span(start, end)]
    places, cuts = opened(text, start, end, otherwise)
    found, begin = [], start
    told = described(text, start, end, places, cuts, otherwise)
    for place, cut, features in zip(places, cuts, told, strict=True):
        if model.odds(features) > (LESS if cut else MORE):
            found.append(Span(begin, place.start))
            begin = place.end
    return [span for span in (*found, Span(begin, end)) if span.end > span.start]


def opened(text: str, start: int, end: int, otherwise: str) -> tuple[list[Span], list[bool]]:
    """The places where a clause may end, and of each whether rules say so."""
    spans = list(split.clauses(text, start, end, lists=otherwise != "MENTIONED"))
    return ruled(text, joints(text, start, end), spans)


def joints(text: str, start: int, end: int) -> list[Span]:
    """The places where a clause may end, in their order: separators, bullets, and spaces before a lost stop."""
    found = [mark for mark in marks(text, start, end) if mark.start > start]
    found.extend(Span(hit.start(), hit.end()) for hit in _LOST.finditer(text, start, end) if hit.start() > start)
    kept: list[Span] = []
    for each in sorted(found):
        if each.end < end and (not kept or each.start >= kept[-1].end):
            kept.append(each)
    return kept


def ruled(text: str, places: Sequence[Span], spans: Sequence[Span]) -> tuple[list[Span], list[bool]]:
    """The places with those added that only rules know, and of each whether rules divide the sentence there."""
    known = dict.fromkeys(places, False)
    number = 0
    for one, other in pairwise(spans):
        while number < len(places) and places[number].end < one.end:
            number += 1
        met = [place for place in places[number : number + 2] if place.start <= other.start]
        for place in met:
            known[place] = True
        if not met:
            known[Span(len(text[: one.end].rstrip()) if one.end == other.start else one.end, other.start)] = True
    for place in places:
        if not text[place.start : place.end].strip() and _begun(text, place):
            known[place] = True
    found = sorted(known)
    return found, [known[place] for place in found]


def _begun(text: str, place: Span) -> bool:
    """Whether a capital behind a small word begins an entry of a list that lost its lines: "… pumps Repair seals"."""
    before = text[max(0, place.start - _BEFORE) : place.start].split()
    word = WORD.search(text, place.end)
    if word is None or not before or not before[-1][0].islower() or before[-1] in _JOINING:
        return False
    said = word[0]
    plain = said.lower()
    return said.istitle() and (plain in _QUALITIES or plain in _NUMBERS or forms().get(plain) in ("base", "ing"))


def described(
    text: str, start: int, end: int, places: Sequence[Span], cuts: Sequence[bool], otherwise: str
) -> Iterator[Features]:
    """The features of each place."""
    joints = [" ".join(text[place.start : place.end].lower().split()) or "space" for place in places]
    begins = form_at(text, start, end)
    total = len(text[start:end].split())
    led = _HAS.search(text, max(0, start - _BEFORE), start) is not None
    whole = {
        f"led:{led}": 1.0,
        f"otherwise:{otherwise}": 1.0,
        f"total:{sum(total > size for size in _TOTALS)}": 1.0,
        f"begins:{begins[0] if begins else '-'}": 1.0,
    }
    lead = split.LIST_LEAD.match(text, start, end) is not None
    says = [hit.start() for cue in (cues.PREFERRED, cues.REQUIRED) for hit in cue.finditer(text, start, end)]
    skills = [hit.start() for hit in _SKILL.finditer(text, start, end)]
    spaces = min(_MANY_SPACES, joints.count("space"))
    for number, (place, joint, cut) in enumerate(zip(places, joints, cuts, strict=True)):
        left = Span(places[number - 1].end if number else start, place.start)
        right = Span(place.end, places[number + 1].start if number + 1 < len(places) else end)
        features = (
            whole | _sides(text, left, right) | _said(says, left, right, "says") | _said(skills, left, right, "skill")
        )
        features |= {f"{joint}:{name}": 1.0 for name in features if name in _WITH_JOINT or name.startswith("forms:")}
        following = joints[number + 1] if number + 1 < len(joints) else "end"
        told = [f"joint:{joint}", f"joint:{joint}:{cut}", f"cut:{cut}", f"next:{following}", f"lead:{lead}:{joint}"]
        told += [f"joint:{joint}:next:{following}", f"otherwise:{otherwise}:{joint}"]
        told += [f"led:{led}:{joint}", f"led:{led}:{joint}:{'determiner' in features or 'number' in features}"]
        told.append(f"count:{joint == 'space'}:{spaces}")
        if number + 1 < len(cuts):
            told.append(f"cut-next:{cuts[number + 1]}")
        if number:
            told.append(f"cut-before:{cuts[number - 1]}")
        yield features | dict.fromkeys(told, 1.0)


def _sides(text: str, left: Span, right: Span) -> Features:
    """What stands on both sides."""
    said, before = text[right.start : right.end][:_FAR], text[left.start : left.end][-_FAR:]
    left_words, right_words = before.split(), said.split()
    first = WORD.search(text, right.start, right.end)
    word = first[0].lower() if first else ""
    last = left_words[-1].lower().strip("().,") if left_words else ""
    left_form = form_at(text, left.start, left.end)
    right_form = form_at(text, right.start, right.end)
    left_kind, right_kind = kinds.kind(before), kinds.kind(said)
    features: Features = {
        f"left:{sum(len(left_words) > size for size in _SIZES)}": 1.0,
        f"right:{sum(len(right_words) > size for size in _SIZES)}": 1.0,
        f"forms:{left_form[0] if left_form else '-'}:{right_form[0] if right_form else '-'}": 1.0,
        f"kinds:{left_kind == 'COMPETENCY'}:{right_kind == 'COMPETENCY'}": 1.0,
        f"right-kind:{right_kind}": 1.0,
        f"word:{word}": 1.0,
        f"last:{last}": 1.0,
    }
    told = _looks(left_words, right_words, word, last) | {
        "same-kind": left_kind == right_kind != "COMPETENCY",
        "named": NAMED.match(said) is not None and NAMED.match(before) is not None,
    }
    features.update((name, 1.0) for name, holds in told.items() if holds)
    return features


def _said(places: Sequence[int], left: Span, right: Span, name: str) -> Features:
    """Whether words that tell something stand on either side."""
    sides = (("left", left), ("right", right))
    return {f"{name}-{side}": 1.0 for side, span in sides if any(span.start <= place < span.end for place in places)}


def _looks(left: Sequence[str], right: Sequence[str], word: str, last: str) -> dict[str, bool]:
    """How the words look that meet at a place: `word` is the first one behind it, `last` the last one before."""
    capital = bool(right) and right[0][0].isupper()
    return {
        "capital": capital,
        "title": capital and bool(left) and left[-1][0].isupper(),
        "upper": capital and len(word) > 1 and right[0].strip(".,") == word.upper(),
        "then-capital": len(right) > 1 and right[1][0].isupper(),
        "capital-left": bool(left) and left[0][0].isupper(),
        "known": word in forms(),
        "determiner": word in _DETERMINERS,
        "own": word in _OWN,
        "quality": word in _QUALITIES,
        "number": word[:1].isdigit(),
        "plural-left": last.endswith("s"),
        "one-word": len(right) == 1,
        "ly": word.endswith("ly"),
        "ed": word.endswith("ed"),
        "ing": word.endswith("ing"),
    }
