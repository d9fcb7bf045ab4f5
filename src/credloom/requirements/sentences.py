"""The sentences of a text, each with what the headings before it announce. Linear in the text's length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from credloom.requirements.blocks import Block, Span, blocks, sentences
from credloom.requirements.clause import Part
from credloom.requirements.headings import LONGEST, Heading, announced, heading, inside, kind_of_label
from credloom.requirements.kinds import kind
from credloom.requirements.pattern import Pattern
from credloom.requirements.verbs import form_at

MOST = 4_000
"""Of a text, so many sentences and entries are read."""
_LONGEST_SENTENCE = 1_200
_PICTURES = "\u2600"
_OTHERWISE = Pattern(r"(?:and/)?or:?")
_ONE_LINE = 400
"""What a label ("Licensure:") says holds to the end of a line of so many characters, of a longer one for a sentence."""
_SHORT_LINE = 14
_FEW_WORDS = 5
_FIELD = 160
"""Characters behind the label of a field ("Location:"), of which more are no mere value."""
_NOTHING = Heading("NONE")
_HEADED_SENTENCE = 7


class Sentence(NamedTuple):
    """A sentence or list entry, without the label before it.

    `part` is what the last heading announces, `hint` the kind that it says; `entry` whether it stands in a list,
    `alone` whether nothing else is in its line; `bare` whether the text is nothing but a short list, `given` whether
    `part` was told with the text. `otherwise` says that "OR" on a line of its own goes before it.
    """

    start: int
    end: int
    part: Part
    hint: str | None
    entry: bool
    alone: bool
    bare: bool
    given: bool
    otherwise: bool


def read(text: str, part: Part = "NONE") -> list[Sentence]:
    """The sentences of a text, without its headings. `part` is what holds until the first heading."""
    return list(_Reader(text, part).read())


class _Reader:
    """Reads one text from its beginning to its end, with what the last heading announced."""

    def __init__(self, text: str, part: Part) -> None:
        self._text = text
        self._part: Part = part
        self._given = part != "NONE"
        self._next: Block | None = None
        self._kind: str | None = None
        self._entries = False
        self._otherwise = False
        self._bare = False
        self._read = 0
        self._line: tuple[Part, str | None] | None = None

    def read(self) -> Iterator[Sentence]:
        lines = list(blocks(self._text))
        self._bare = not self._given and is_list(self._text, lines)
        for number, block in enumerate(lines):
            self._next = lines[number + 1] if number + 1 < len(lines) else None
            if self._read > MOST:
                return
            if _OTHERWISE.fullmatch(self._text[block.start : min(block.end, block.start + 8)]):
                self._otherwise = True
                continue
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[Sentence]:
        line = self._text[block.start : block.end]
        if (found := self._heading(line, block)) is not None:
            self._enter(found, line)
            return
        many = False
        self._line = None
        for span in sentences(self._text, block.start, block.end):
            self._read += 1
            if self._read > MOST:
                return
            begin = span.start
            for first, last in inside(self._text, span.start, span.end):
                if first > begin:
                    yield from self._sentence(Span(begin, first), block, True)
                self._enter(heading(self._text[first:last]) or _NOTHING, self._text[first:last])
                begin, many = last, True
            if begin < span.end:
                yield from self._sentence(Span(begin, span.end), block, many or span.end < block.end)
            many = True
        self._entries = self._entries or block.entry

    def _heading(self, line: str, block: Block) -> Heading | None:
        """What a line announces. An entry does so with a colon at its end or a picture for bullet."""
        if len(line) > LONGEST or ":" in line[:-1]:
            return None
        found = heading(line) or announced(line) or self._unknown(line, block)
        if found is None or not block.entry or line.endswith(":"):
            return found
        pictured = any(mark >= _PICTURES for mark in self._text[max(0, block.start - 3) : block.start])
        return found if pictured and not found.keeps else None

    def _unknown(self, line: str, block: Block) -> Heading | None:
        """A short line above the entries of a list is its heading, whatever it says."""
        above = not block.entry and self._next is not None and self._next.entry
        short = len(line.split()) <= _FEW_WORDS and line[:1].isupper() and line[-1] not in ".!?;,"
        return Heading("NONE") if above and short and kind(line) == "COMPETENCY" else None

    def _enter(self, found: Heading, words: str) -> None:
        if not (found.keeps and self._part in ("REQUIRED", "PREFERRED")):
            self._part = found.part
        self._kind = kind_of_label(words) if found.part == "REQUIRED" else None
        self._entries = False

    def _sentence(self, span: Span, block: Block, many: bool) -> Iterator[Sentence]:
        start, end = span.start, min(span.end, span.start + _LONGEST_SENTENCE)
        if many and (found := self._within(start, end)) is not None:
            self._enter(found, self._text[start:end])
            return
        labelled = self._labels(start, end, block)
        if labelled is None:
            return
        start, part, kind = labelled
        if (
            self._entries
            and not block.entry
            and part in ("REQUIRED", "DUTIES", "PREFERRED")
            and len(self._text[start:end].split()) > _SHORT_LINE
        ):
            part = "NONE"
        if self._text[start:end].strip():
            yield Sentence(start, end, part, kind, block.entry, not many, self._bare, self._given, self._otherwise)
            self._otherwise = False

    def _within(self, start: int, end: int) -> Heading | None:
        """A heading that has become a sentence of a longer line: "Requirements." "What we offer?"."""
        words = self._text[start:end]
        if len(words) > LONGEST or words[-1] not in ".:?" or len(words.split()) > _HEADED_SENTENCE:
            return None
        return None if form_at(self._text, start, end) else heading(words)

    def _labels(self, start: int, end: int, block: Block) -> tuple[int, Part, str | None] | None:
        """Where a sentence begins behind its labels ("Licensure:"), and what they announce; None for a mere field."""
        part, kind = self._line or (self._part, self._kind)
        for _ in range(3):
            colon = self._text.find(":", start, min(end, start + LONGEST))
            found = heading(self._text[start:colon], labels=True) if colon > 0 else None
            if found is None:
                break
            words = self._text[start:colon]
            start = colon + 1
            if found.line_only and end - start <= _FIELD:
                return None
            if found.line_only:
                break
            if not (found.keeps and part in ("REQUIRED", "PREFERRED")):
                part = found.part
            kind = kind_of_label(words)
            if not block.entry and kind is None and not found.keeps:
                self._part, self._kind = part, None
            elif block.end - block.start < _ONE_LINE:
                self._line = (part, None)
        return start, part, kind


def is_list(text: str, lines: list[Block]) -> bool:
    """Whether a text is nothing but a list of a few words each."""
    if not lines or len(lines) > MOST:
        return False
    words = [text[line.start : line.end] for line in lines]
    if any(len(line.split()) > _SHORT_LINE or line.endswith((".", "!", "?")) for line in words):
        return False
    return not any(not line.entry and heading(said) for line, said in zip(lines, words, strict=True))
