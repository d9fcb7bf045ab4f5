"""From a text to what it asks for. Rules over headings and cues; time grows with the text's length, not faster."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

import msgspec

from credloom.requirements import (
    choices,
    credentials,
    cues,
    joints,
    judge,
    kinds,
    leads,
    levels,
    markup,
    rules,
    sentences,
    split,
)
from credloom.requirements.blocks import Span
from credloom.requirements.clause import Clause, Part
from credloom.requirements.pattern import Pattern
from credloom.requirements.sentences import Sentence
from credloom.requirements.verbs import form_at

MOST = 2_000
"""Clauses of one text: more are no description of one job."""
_LONG = 600
_OURS = Pattern(r"\s*(?:but )?(?:we|our)\b(?! (?:are|need|seek|want))")
_NOTHING = frozenset(("not", "also", "and", "or", "but", "both", "none", "n/a", "etc", "ideal", "who", "minimum"))
_TOGETHER = Pattern(
    r"\bare\s+(?:\w+\s+){0,2}(?:preferred|required|desired|desirable|a plus|a must|an advantage|helpful"
    r"|necessary)\W*$"
)
_MUST = Pattern(r"\bmust\b")
_FEW = 4
"""A list of no more entries, and nothing else, is what somebody asks for."""
_DESPITE = 1.0
"""Log-odds that prose needs below a heading of something that asks for nothing, whose end none may have marked."""
_NEVER = -3.0
"""Log-odds below which words ask for nothing, whatever their heading says."""


def clauses_in(text: str, part: Part = "NONE") -> list[Clause]:
    """What a text asks for, in its order. `part` is what holds until the text's first heading.

    "OR" on a line of its own joins what follows to what was before. Places in HTML are those of its source.
    """
    read = markup.plain(text)
    if read != text:
        return [_as_given(text, clause) for clause in clauses_in(read, part)]
    found: list[Clause] = []
    for sentence, otherwise in _asking(text, sentences.read(text, part)):
        joined = sentence.otherwise
        for clause in _clauses(text, sentence, otherwise):
            if joined and found:
                found[-1] = _or(found[-1], clause)
            else:
                found.append(clause)
            joined = False
            if len(found) >= MOST:
                return found
    return found


def _asking(text: str, read: Sequence[Sentence]) -> Iterator[tuple[Sentence, str]]:
    """The sentences that ask for something, with the necessity that holds where their words say none."""
    ruled = rules.ruled(text, read)
    for one, rule, odds in zip(read, ruled, judge.judged(text, read, ruled), strict=True):
        said = text[one.start : one.end]
        if one.given or judge.odds(said) == 0.0:
            if rule is not None and (judge.odds(said) > _NEVER or kinds.kind(said) != "COMPETENCY"):
                yield one, rule
        elif one.bare and rule is not None and len(read) <= _FEW:
            if odds > _NEVER:
                yield one, "REQUIRED"
        elif odds > _least(one) and not rules.silent(said):
            yield one, rule or rules.guessed(text, one)


def _least(sentence: Sentence) -> float:
    """The log-odds that a sentence needs; below a heading of perks no entry asks for anything."""
    if sentence.part != "OTHER":
        return 0.0
    return math.inf if sentence.entry else _DESPITE


def _as_given(text: str, clause: Clause) -> Clause:
    """A clause with the characters of the text that has mark-up."""
    return msgspec.structs.replace(
        clause,
        text=text[clause.start : clause.end],
        words=" ".join(clause.words.split()),
        alternatives=tuple(_as_given(text, other) for other in clause.alternatives),
    )


def whole(text: str, otherwise: str = "REQUIRED") -> Clause:
    """A text that is known to ask for one thing, as a clause of its own."""
    kind = kinds.kind(text)
    return _made(text, Span(0, len(text)), kind, _weighed(text, kind, otherwise))


def _or(clause: Clause, other: Clause) -> Clause:
    own = clause.alternatives or (clause,)
    return msgspec.structs.replace(clause, alternatives=(*own, other))


def _clauses(text: str, sentence: Sentence, otherwise: str) -> Iterator[Clause]:
    """The clauses of one sentence that asks for something."""
    start, end = sentence.start, sentence.end
    hint = sentence.hint if sentence.part != "DUTIES" else None
    if (hit := rules.DASHED.match(text, start, end)) and hit.end() < end:
        start = hit.end()
    said = text[start:end]
    _, last = leads.tidy(text, start, end)
    start, _ = leads.bare(text, start, last)
    spans = (
        list(split.clauses(text, start, last, lists=otherwise != "MENTIONED"))
        if sentence.given
        else joints.parted(text, start, last, otherwise, judge.weights().joints)
    )
    together = _TOGETHER.search(said) is not None
    later = cues.necessity(said, otherwise) if together else otherwise
    ahead = cues.PREFERRED.match(said.lstrip(" :")) is not None
    for number, span in enumerate(spans):
        raw = text[span.start : span.end if number + 1 < len(spans) else end]
        place = Span(*leads.bare(text, span.start, span.end))
        words = text[place.start : place.end]
        if len(said.split()) > rules.MANY and cues.STRONG.search(raw):
            continue
        if _OURS.match(raw) or words.lower() in _NOTHING or not rules.LETTERS.search(words) or len(words) > _LONG:
            continue
        kind = kinds.kind(words)
        if kind == "COMPETENCY" and hint in ("EDUCATION", "CREDENTIAL") and number == 0:
            kind = hint
        named = otherwise == "MENTIONED" or ": " in words or not credentials.sort_said(words)
        if kind == "CREDENTIAL" and named and _practised(text, place):
            kind = "COMPETENCY"
        if kind in ("COMPETENCY", "EXPERIENCE") and (
            cues.CONDITIONS.search(raw) or (len(spans) == 1 and cues.CONDITIONS.search(said))
        ):
            continue
        context = said if len(spans) == 1 else raw
        yield _made(
            text,
            place,
            kind,
            "PREFERRED" if ahead else _weighed(context, kind, _expected(text, place, kind, later, sentence)),
        )


def _expected(text: str, place: Span, kind: str, otherwise: str, sentence: Sentence) -> str:
    """Without a heading nobody is said to do what is no deed: "You are patient", "two years on the line"."""
    if otherwise == "MENTIONED" and sentence.part in ("NONE", "OTHER"):
        return otherwise if kind == "COMPETENCY" and form_at(text, place.start, place.end) else "REQUIRED"
    return otherwise


def _practised(text: str, place: Span) -> bool:
    """Whether a duty speaks of what a credential is named after: "perform CPR", not "maintain a license"."""
    return form_at(text, place.start, place.end) is not None and not _KEPT.match(text, place.start, place.end)


_KEPT = Pattern(r"(?:hold|maintain|obtain|possess|have|earn|renew|keep|complete|acquire|attain)")


def _weighed(words: str, kind: str, otherwise: str) -> str:
    """What is mentioned among duties is required only where it must be, or is more than a competency."""
    found = cues.necessity(words, otherwise)
    if otherwise == "MENTIONED" and found == "REQUIRED" and kind == "COMPETENCY" and not _MUST.search(words):
        return "MENTIONED"
    if otherwise == "PREFERRED":
        return "PREFERRED" if not re.search(r"\brequired\b", words, re.IGNORECASE) else "REQUIRED"
    return found


def _made(text: str, span: Span, kind: str, necessity: str) -> Clause:
    words = text[span.start : span.end]
    offered = choices.alternatives(text, span.start, span.end) if kind != "COMPETENCY" or " or " in words else []
    parts = tuple(_plain(text, choice, kinds.kind(text[choice.start : choice.end]), necessity) for choice in offered)
    found = _plain(text, span, kind, necessity)
    return found if len(parts) < 2 else msgspec.structs.replace(found, alternatives=parts)


def _plain(text: str, span: Span, kind: str, necessity: str) -> Clause:
    words = text[span.start : span.end]
    return Clause(
        text=words,
        start=span.start,
        end=span.end,
        kind=kind,
        necessity=necessity,
        words=leads.core(words),
        level=levels.level(words, kind),
        credentials=credentials.named(words) if kind in ("CREDENTIAL", "EDUCATION", "EXPERIENCE") else (),
    )
