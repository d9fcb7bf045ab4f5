"""Whether a sentence asks for something, by rules over its words and the heading above it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from credloom.requirements import cues, kinds, leads, marks
from credloom.requirements.pattern import Pattern
from credloom.requirements.sentences import Sentence
from credloom.requirements.verbs import form_at

LETTERS = re.compile(r"[^\W\d_]{2}|[A-Z]\+")
NARRATED = Pattern(
    r"(?:I|we|our|us|join|are you|do you|would you|want|note|if)\b(?! you['\u2019]?(?:ll| will)? (?:have|need))"
)
TELLS = Pattern(
    r"(?:I|we|our|join|visit|check out|please|because|if you|most of|as the|so)\b(?! you['\u2019]?(?:ll"
    r"| will)? (?:have|need))"
)
WANTED = Pattern(
    r"we(?:'re|\u2019re| are)?(?: currently| now| also)? (?:need|want|require|looking|seek|hiring|searching|ask for"
    r"|expect)|we(?:['\u2019]d| would) (?:love|like) (?:it if )?(?:you |to see )"
)
TEAM = Pattern(r"\b(?:us|our (?:team|family|company|growing)|your career)\b")
TO_READER = Pattern(
    r"(?:join|apply|come|learn|grow|discover|explore|make|see|visit|send|submit|contact|call|text|e-?mail|click"
    r"|read|note|find|get|help|start|take|bring|enjoy|work with us|be)\b"
)
"""What a posting tells its reader to do."""
DASHED = Pattern(
    r"[\w &/,'\u2019()-]{3,60}?\s*(?:--|\s[-\u2013\u2014]|[-\u2013\u2014]\s|\s-(?=must|minimum))\s*(?=(?:must"
    r"|should|minimum|able|ability|extensive|an?\b|the\b|[a-z]+ing\b|technical)\b)"
)
_ASIDE = Pattern(r"\([^()]*\)|-lrb-.{0,200}?-rrb-")
_INVOLVES = Pattern(r"(?:this|the) (?:position|role|job) (?:involves|includes)\b|responsible for\b")
_MUST = Pattern(r"\bmust\b")
MANY = 40
"""A sentence of more words is judged part by part."""
_FEW = 3


def silent(said: str) -> bool:
    """Whether a sentence cannot ask for anything: without words, or saying that something is not needed."""
    return not LETTERS.search(said) or cues.NOT_NEEDED.search(_ASIDE.sub("", said)) is not None


def ruled(text: str, sentences: Sequence[Sentence]) -> list[str | None]:
    """The necessity of each sentence by the rules; behind a semicolon, what was asked before goes on."""
    found: list[str | None] = []
    for number, one in enumerate(sentences):
        rule = necessity(text, one)
        if rule is None and number and text[sentences[number - 1].end - 1] == ";" and one.part == "NONE":
            said = text[one.start : one.end]
            rule = None if silent(said) or cues.BOILERPLATE.has(said) else found[-1]
        found.append(rule)
    return found


def necessity(text: str, sentence: Sentence) -> str | None:
    """The necessity of what a sentence asks for, where its words say none; None where it asks for nothing."""
    said = text[sentence.start : sentence.end]
    if sentence.part == "OTHER" or silent(said):
        return None
    if sentence.part in ("REQUIRED", "PREFERRED", "DUTIES") and len(said.split()) > MANY:
        return "MENTIONED" if sentence.part == "DUTIES" else sentence.part
    if sentence.part in ("REQUIRED", "PREFERRED"):
        told = TELLS.match(said) is not None and not WANTED.match(said)
        return None if told or cues.STRONG.has(said) else sentence.part
    if cues.BOILERPLATE.has(said) or cues.HIRING.match(said) or said.endswith("?"):
        return None
    return "MENTIONED" if sentence.part == "DUTIES" else _unheaded(text, sentence, said)


def _unheaded(text: str, sentence: Sentence, said: str) -> str | None:
    if NARRATED.match(said) and not WANTED.match(said):
        return None
    place, _ = leads.bare(text, sentence.start, sentence.end)
    does = form_at(text, place, sentence.end)
    if sentence.bare:
        duty = does is not None and place == sentence.start and not marks.ambiguous(text, place, sentence.end)
        return "MENTIONED" if duty else "REQUIRED"
    if DASHED.match(said):
        return "REQUIRED"
    few = len(said.split()) <= _FEW * 2
    if does and not sentence.entry and marks.ambiguous(text, place, sentence.end) and few:
        does = None
    led = place > sentence.start or sentence.entry or not sentence.alone
    if does and not _MUST.search(said) and (led or does[0] == "s"):
        return None if TEAM.search(said) and place == sentence.start else "MENTIONED"
    if cues.ASKS.has(said) or cues.PREFERRED.has(said):
        return "REQUIRED"
    bid = TO_READER.match(said) or TEAM.search(said)
    if (does and does[0] == "base" and len(said.split()) > _FEW and not bid) or _INVOLVES.match(said):
        return "MENTIONED"
    return "MENTIONED" if sentence.entry and kinds.kind(said) != "COMPETENCY" else None


def guessed(text: str, sentence: Sentence) -> str:
    """The necessity that a sentence has by its heading or else by its form, where no rule knows that it asks."""
    if sentence.part in ("REQUIRED", "PREFERRED"):
        return sentence.part
    said = text[sentence.start : sentence.end]
    does = cues.DOES.has(said) or form_at(said, 0, len(said))
    return "MENTIONED" if sentence.part == "DUTIES" or does else "REQUIRED"
