"""From a text to its lines, list entries and sentences, each as a place in the text. Linear in the text's length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from credloom.requirements.pattern import Pattern


class Span(NamedTuple):
    """A place in a text: characters `start` to `end`, the last not included."""

    start: int
    end: int


class Block(NamedTuple):
    """A paragraph or list entry without its bullet; `entry` says whether it had one."""

    start: int
    end: int
    entry: bool


_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BULLET = re.compile(
    r"(?:[^\w\s\"'(\[$\u20ac\u00a3#+<&*\u201c\u2018.]{1,3}|\*(?!\*)|o(?=\s)|\(?\d{1,3}[.)](?=\s)"
    r"|\(?[A-Za-z][.)](?=\s))\s*"
)
_MARKS = re.compile(r"^[#*_\s]+|[*_\s]+$")
_WRAPPED = 45
"""A line at least this long that ends in mid-sentence goes on in the next one."""
_OPEN_END = re.compile(r"[\w,)\]&/-]$")
_CONTINUES = re.compile(r"(?!o\s)[a-z\u00e0-\u00ff]")

_INLINE_BULLET = re.compile(
    r"\s*[\x95\x97]\s*|\s[\u2022\u25cf\u25aa\u25e6\u2023\u2713\u2714\u27a4\u25ba\u00b7]\s*"
    r"|\s{2,}[-\u2013]\s+|\s-(?=[A-Z][a-z]+ [a-z])"
)
_STOP = re.compile(
    r"[.!?;]+[\"')\]\u201d\u2019]{0,2}(?=\s)|[a-z)][.!](?=(?:[Rr]equirements?|[Rr]esponsibilit\w+"
    r"|[Qq]ualifications?|[Dd]uties|[Bb]enefits|must|please|upon)\b)"
)
_ABBREVIATION = Pattern(
    r"(?<![^\s(/:-])(?:[A-Za-z]|e\.?g|i\.?e|etc|vs|inc|ltd|co|corp|no|nos|st|dr|mr|mrs|ms|jr|sr|u\.s|ph|approx|min"
    r"|max|dept|yrs?"
    r"|mos?|hrs?|lbs?|ft|sec|tel|ext|incl|misc|govt|assoc|a\.?m|p\.?m|b\.?[as]|m\.?[as]|d\.?c)\.$"
)
_UNIT = Pattern(r"(?:lbs?|hrs?|yrs?|mos?|ft|etc|a\.m|p\.m|min|max|wk|wks)\.$")
_NEW = re.compile(r"(?:must|should|will|shall|may|please|able|able to)\b")
_LONG_WORD = re.compile(r"[a-z]{4}$|\d\)?$")
_LOOK_BACK = 12


def blocks(text: str) -> Iterator[Block]:
    """The lines of a text, each with the lines that it goes on in; bullets and marks of Markdown taken off."""
    start = end = 0
    entry = False
    for line in _LINE.finditer(text):
        first, last = _trimmed(text, line.start(), line.end())
        if first >= last:
            continue
        bullet = _BULLET.match(text, first, last)
        if (
            end > start
            and bullet is None
            and end - start >= _WRAPPED
            and text.count("\n", end, first) == 1
            and _OPEN_END.search(text, max(start, end - 1), end)
            and _CONTINUES.match(text, first)
        ):
            end = last
            continue
        if end > start:
            yield Block(start, end, entry)
        start, end = _trimmed(text, bullet.end() if bullet else first, last)
        entry = bullet is not None
    if end > start:
        yield Block(start, end, entry)


def _trimmed(text: str, start: int, end: int) -> Span:
    """Without the white space, asterisks and hashes around."""
    while start < end and (text[start].isspace() or text[start] in "#_\u200b\ufeff" or text.startswith("**", start)):
        start += 2 if text.startswith("**", start) else 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "_\u200b" or text.endswith("**", start, end)):
        end -= 2 if text.endswith("**", start, end) else 1
    return Span(start, max(start, end))


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of a block; parts between semicolons and bullets within a line count as sentences too."""
    for piece in _pieces(text, start, end):
        begin = piece.start
        for stop in _STOP.finditer(text, piece.start, piece.end):
            if stop.start() < begin or not _ends(text, begin, stop):
                continue
            yield from _kept(text, begin, stop.end())
            begin = stop.end()
        yield from _kept(text, begin, piece.end)


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    begin = start
    for bullet in _INLINE_BULLET.finditer(text, start, end):
        yield Span(begin, bullet.start())
        begin = bullet.end()
    yield Span(begin, end)


def _ends(text: str, begin: int, stop: re.Match[str]) -> bool:
    """Whether a stop ends a sentence: not after an abbreviation, not before a small letter."""
    if ";" in stop[0]:
        return True
    if not text[stop.end()].isspace():
        return True
    place = stop.end()
    while place < len(text) and text[place].isspace():
        place += 1
    before = max(begin, stop.start() - _LOOK_BACK)
    if stop[0][0] == "." and _ABBREVIATION.search(text, before, stop.start() + 1):
        new = place >= len(text) or text[place].isupper()
        return new and _UNIT.search(text, before, stop.start() + 1) is not None
    if place >= len(text) or not text[place].islower() or _NEW.match(text, place):
        return True
    return stop[0][0] != "." or _LONG_WORD.search(text, before, stop.start()) is not None


def _kept(text: str, start: int, end: int) -> Iterator[Span]:
    start, end = _trimmed(text, start, end)
    if end > start:
        yield Span(start, end)
