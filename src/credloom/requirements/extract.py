"""From a text to what it asks for. Rules over headings and cues; time grows with the text's length, not faster."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from credloom.requirements import choices, credentials, cues, judge, kinds, leads, levels, marks, split
from credloom.requirements.blocks import Block, Span, blocks, sentences
from credloom.requirements.clause import Clause, Part
from credloom.requirements.headings import LONGEST, Heading, heading, kind_of_label
from credloom.requirements.pattern import Pattern
from credloom.requirements.verbs import form_at

MOST = 2_000
"""Clauses of one text: more are no description of one job."""
MOST_SENTENCES = 10_000
"""Of a text, so many sentences and entries are read."""
_PICTURES = "\u2600"
_MOST_SENTENCE = 1_200
_LONG = 600
_OTHERWISE = Pattern(r"(?:and/)?or:?")
_LETTERS = re.compile(r"[^\W\d_]{2}|[A-Z]\+")
_NARRATED = Pattern(
    r"(?:I|we|our|us|join|are you|do you|would you|want|note|if)\b(?! you['\u2019]?(?:ll| will)? (?:have|need))"
)
_TELLS = Pattern(
    r"(?:I|we|our|join|visit|check out|please|because|if you|most of|as the|so)\b(?! you['\u2019]?(?:ll"
    r"| will)? (?:have|need))"
)
_WANTED = Pattern(
    r"we(?:'re|\u2019re| are)?(?: currently| now| also)? (?:need|want|require|looking|seek|hiring|searching|ask for"
    r"|expect)|we(?:['\u2019]d| would) (?:love|like) (?:it if )?(?:you |to see )"
)
_OURS = Pattern(r"\s*(?:but )?(?:we|our)\b(?! (?:are|need|seek|want))")
_ONE_LINE = 400
"""What a label ("Licensure:") says holds to the end of a line of so many characters, of a longer one for a sentence."""
_ASIDE = Pattern(r"\([^()]*\)|-lrb-.{0,200}?-rrb-")
_MANY = 40
"""A sentence of more words is judged part by part."""
_NOTHING = frozenset(("not", "also", "and", "or", "but", "both", "none", "n/a", "etc", "ideal", "who", "minimum"))
_TOGETHER = Pattern(
    r"\bare\s+(?:\w+\s+){0,2}(?:preferred|required|desired|desirable|a plus|a must|an advantage|helpful"
    r"|necessary)\W*$"
)
_MUST = Pattern(r"\bmust\b")
_TEAM = Pattern(r"\b(?:us|our (?:team|family|company|growing)|your career)\b")
_DASHED = Pattern(
    r"[\w &/,'\u2019()-]{3,60}?\s*(?:--|\s[-\u2013\u2014]|[-\u2013\u2014]\s|\s-(?=must|minimum))\s*(?=(?:must"
    r"|should|minimum|able|ability|extensive|an?\b|the\b|[a-z]+ing\b|technical)\b)"
)
_TO_READER = Pattern(
    r"(?:join|apply|come|learn|grow|discover|explore|make|see|visit|send|submit|contact|call|text|e-?mail|click"
    r"|read|note|find|get|help|start|take|bring|enjoy|work with us|be)\b"
)
"""What a posting tells its reader to do."""
_INVOLVES = Pattern(r"(?:this|the) (?:position|role|job) (?:involves|includes)\b|responsible for\b")
_NEVER, _SELDOM, _HARDLY, _LIKELY = -3.0, -2.0, -1.0, 0.4
"""Log-odds: below the first nothing is asked for, below the second not in a bare list, below the third not where no
heading helps the rules; above the last they may be silent."""
_FEW = 3
_SHORT_LINE = 14
_HEADED_SENTENCE = 7


def clauses_in(text: str, part: Part = "NONE") -> list[Clause]:
    """What a text asks for, in its order. `part` is what holds until the text's first heading.

    A text of a few short lines without any heading is taken for a list of requirements.
    """
    return list(_Reader(text, part).read())


def whole(text: str, otherwise: str = "REQUIRED") -> Clause:
    """A text that is known to ask for one thing, as a clause of its own."""
    kind = kinds.kind(text)
    return _made(text, Span(0, len(text)), kind, _weighed(text, kind, otherwise))


class _Reader:
    """Reads one text from its beginning to its end, with what the last heading announced."""

    def __init__(self, text: str, part: Part) -> None:
        self._text = text
        self._part: Part = part
        self._given = part
        self._kind: str | None = None
        self._entries = False
        self._either = False
        self._bare_list = False
        self._read = 0
        self._line: tuple[Part, str | None] | None = None

    def read(self) -> Iterator[Clause]:
        """The clauses; "OR" on a line of its own joins what follows to what was before."""
        lines = list(blocks(self._text))
        self._bare_list = self._given == "NONE" and _is_list(self._text, lines)
        waiting: Clause | None = None
        count = 0
        for block in lines:
            if self._read > MOST_SENTENCES:
                break
            if _OTHERWISE.fullmatch(self._text[block.start : min(block.end, block.start + 8)]):
                self._either = waiting is not None
                continue
            for clause in self._block(block):
                if self._either and waiting is not None:
                    waiting = _or(waiting, clause)
                    self._either = False
                    continue
                if waiting is not None:
                    yield waiting
                    count += 1
                    if count >= MOST:
                        return
                waiting = clause
        if waiting is not None:
            yield waiting

    def _block(self, block: Block) -> Iterator[Clause]:
        line = self._text[block.start : block.end]
        if (found := self._heading(line, block)) is not None:
            self._enter(found, line)
            return
        many = False
        self._line = None
        for span in sentences(self._text, block.start, block.end):
            self._read += 1
            if self._read > MOST_SENTENCES:
                return
            yield from self._sentence(span, block, many or span.end < block.end)
            many = True
        self._entries = self._entries or block.entry

    def _heading(self, line: str, block: Block) -> Heading | None:
        """What a line announces. An entry does so with a colon at its end or a picture for bullet."""
        if len(line) > LONGEST or ":" in line[:-1]:
            return None
        found = heading(line)
        if found is None or not block.entry or line.endswith(":"):
            return found
        pictured = any(mark >= _PICTURES for mark in self._text[max(0, block.start - 3) : block.start])
        return found if pictured and not found.keeps else None

    def _enter(self, found: Heading, words: str) -> None:
        if not (found.keeps and self._part in ("REQUIRED", "PREFERRED")):
            self._part = found.part
        self._kind = kind_of_label(words) if found.part == "REQUIRED" else None
        self._entries = False

    def _sentence(self, span: Span, block: Block, many: bool) -> Iterator[Clause]:
        text, start, end = self._text, span.start, min(span.end, span.start + _MOST_SENTENCE)
        part, kind = self._line or (self._part, self._kind)
        if (
            many
            and end - start <= LONGEST
            and text[end - 1] in ".:?"
            and len(text[start:end].split()) <= _HEADED_SENTENCE
        ):
            found = heading(text[start:end])
            if found is not None and not form_at(text, start, end):
                self._enter(found, text[start:end])
                return
        for _ in range(3):
            colon = text.find(":", start, min(end, start + LONGEST))
            found = heading(text[start:colon], labels=True) if colon > 0 else None
            if found is None:
                break
            words = text[start:colon]
            start = colon + 1
            if found.line_only:
                return
            if not (found.keeps and part in ("REQUIRED", "PREFERRED")):
                part = found.part
            kind = kind_of_label(words)
            if not block.entry and kind is None and not found.keeps:
                self._part, self._kind = part, None
            elif block.end - block.start < _ONE_LINE:
                self._line = (part, None)
        if (
            self._entries
            and not block.entry
            and part in ("REQUIRED", "DUTIES", "PREFERRED")
            and len(text[start:end].split()) > _SHORT_LINE
        ):
            part = "NONE"
        otherwise = self._asked(start, end, part, block)
        if otherwise is not None:
            yield from _clauses(text, start, end, otherwise, kind if part != "DUTIES" else None)

    def _asked(self, start: int, end: int, part: Part, block: Block) -> str | None:
        """The necessity of what a sentence asks for, where its words say none; None where it asks for nothing."""
        said = self._text[start:end]
        if part == "OTHER" or not _LETTERS.search(said) or cues.NOT_NEEDED.search(_ASIDE.sub("", said)):
            return None
        if part in ("REQUIRED", "PREFERRED", "DUTIES") and len(said.split()) > _MANY:
            return "MENTIONED" if part == "DUTIES" else part
        if judge.odds(said) < _NEVER and kinds.kind(said) == "COMPETENCY":
            return None
        if part in ("REQUIRED", "PREFERRED"):
            told = _TELLS.match(said) is not None and not _WANTED.match(said)
            return None if told or cues.STRONG.search(said) else part
        if cues.BOILERPLATE.search(said) or cues.HIRING.match(said):
            return None
        if part == "DUTIES":
            return None if said.endswith("?") else "MENTIONED"
        return self._judge(said, self._unheaded(start, end, said, block))

    def _judge(self, said: str, found: str | None) -> str | None:
        """What the rules found where no heading helps them, unless the words speak against it, or for it."""
        odds = judge.odds(said)
        if found is not None:
            if kinds.kind(said) != "COMPETENCY":
                return found
            short = self._bare_list and len(said.split()) <= _FEW
            return None if odds < (_NEVER if short else _SELDOM if self._bare_list else _HARDLY) else found
        if odds < _LIKELY or said.endswith("?") or (_NARRATED.match(said) and not _WANTED.match(said)):
            return None
        return "MENTIONED" if cues.DOES.search(said) or form_at(said, 0, len(said)) else "REQUIRED"

    def _unheaded(self, start: int, end: int, said: str, block: Block) -> str | None:
        if said.endswith("?") or (_NARRATED.match(said) and not _WANTED.match(said)):
            return None
        if self._bare_list or _DASHED.match(said):
            return "REQUIRED"
        place, _ = leads.bare(self._text, start, end)
        does = form_at(self._text, place, end)
        if does and not block.entry and marks.ambiguous(self._text, place, end) and len(said.split()) <= _FEW * 2:
            does = None
        if (
            does
            and not _MUST.search(said)
            and (place > start or block.entry or does[0] == "s" or end - start < block.end - block.start)
        ):
            return None if _TEAM.search(said) and place == start else "MENTIONED"
        if cues.ASKS.search(said) or cues.PREFERRED.search(said):
            return "REQUIRED"
        if (
            does
            and does[0] == "base"
            and len(said.split()) > _FEW
            and not _TO_READER.match(said)
            and not _TEAM.search(said)
        ):
            return "MENTIONED"
        if _INVOLVES.match(said):
            return "MENTIONED"
        return "MENTIONED" if block.entry and kinds.kind(said) != "COMPETENCY" else None


def _is_list(text: str, lines: list[Block]) -> bool:
    """Whether a text is nothing but a list of a few words each."""
    if not lines or len(lines) > MOST:
        return False
    short = sum(len(text[line.start : line.end].split()) <= _SHORT_LINE for line in lines)
    if short < len(lines):
        return False
    return not any(not line.entry and heading(text[line.start : line.end]) for line in lines) and not any(
        text[line.start : line.end].endswith((".", "!", "?")) for line in lines
    )


def _or(clause: Clause, other: Clause) -> Clause:
    own = clause.alternatives or (clause,)
    return msgspec.structs.replace(clause, alternatives=(*own, other))


def _clauses(text: str, start: int, end: int, otherwise: str, hint: str | None) -> Iterator[Clause]:
    """The clauses of one sentence that asks for something."""
    if (hit := _DASHED.match(text, start, end)) and hit.end() < end:
        start = hit.end()
    said = text[start:end]
    _, last = leads.tidy(text, start, end)
    start, _ = leads.bare(text, start, last)
    spans = list(split.clauses(text, start, last, lists=otherwise != "MENTIONED"))
    together = _TOGETHER.search(said) is not None
    later = cues.necessity(said, otherwise) if together else otherwise
    ahead = cues.PREFERRED.match(said.lstrip(" :")) is not None
    for number, span in enumerate(spans):
        raw = text[span.start : span.end if number + 1 < len(spans) else end]
        place = Span(*leads.bare(text, span.start, span.end))
        words = text[place.start : place.end]
        if len(said.split()) > _MANY and cues.STRONG.search(raw):
            continue
        if _OURS.match(raw) or words.lower() in _NOTHING or not _LETTERS.search(words) or len(words) > _LONG:
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
        yield _made(text, place, kind, "PREFERRED" if ahead else _weighed(context, kind, later))


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
